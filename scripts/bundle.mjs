// Runs after tsc and bundles the command line and the GitHub action's program, libraries included, into few files: loading several
// hundred modules takes longer than most commands. Code that is imported on demand stays in chunks of its own under dist/program.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The libraries' licences require that their texts go with every copy. */
async function licencesOf({ inputs }) {
  const packages = Object.keys(inputs).flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const files = (await readdir(path(`../${name}`))).filter((file) => /^licen[cs]e/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} has no licence file`);
    const licences = await Promise.all(files.map((file) => readFile(path(`../${name}/${file}`), 'utf8')));
    return [name.slice('node_modules/'.length), ...licences].join('\n\n');
  });
  return (await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`);
}

await rm(path('../dist/program'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: path('..'),
  entryPoints: [
    { in: 'src/bin.ts', out: 'bin' },
    { in: 'src/action/main.ts', out: 'action' },
  ],
  outdir: 'dist',
  chunkNames: 'program/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What stands in package.json's `imports` is found at run time, from wherever a file of the program lies.
  external: ['#*'],
  // CommonJS libraries require Node's own modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});
await writeFile(path('../dist/program/LICENCES.txt'), await licencesOf(metafile));
