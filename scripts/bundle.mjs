// Bundles the program, the public API and the GitHub action's program, libraries included, into few files: dist/bin.js,
// dist/index.js, dist/action.js, and under dist/program what several of them use and what is imported on demand.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';

/** The libraries' licences require that their texts go with every copy. */
async function licencesOf({ inputs }) {
  const packages = Object.keys(inputs).flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const files = (await readdir(join(ROOT, name))).filter((file) => /^licen[cs]e/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence file`);
    const licences = await Promise.all(files.map((file) => readFile(join(ROOT, name, file), 'utf8')));
    return [name.slice('node_modules/'.length), ...licences].join('\n\n');
  });
  return (await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`);
}

const { metafile } = await build({
  ...OPTIONS,
  entryPoints: [
    { in: 'src/bin.ts', out: 'bin' },
    { in: 'src/index.ts', out: 'index' },
    { in: 'src/action/main.ts', out: 'action' },
  ],
  outdir: 'dist',
  chunkNames: 'program/[name]-[hash]',
  // Kept for us; they are not in the package.
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});
await writeFile(join(ROOT, 'dist/program/LICENCES.txt'), await licencesOf(metafile));
