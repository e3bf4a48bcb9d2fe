// Bundles the program, the public API and the GitHub action, with most of their libraries, into few files: dist/bin.js, dist/index.js and
// dist/action.js. dist/program contains the code that several of them share or that is imported on demand.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';
import { mergeChunks } from './merge-chunks.mjs';

/** What every command loads, what validating adds to that, then planning, then applying. */
const LOADED_TOGETHER = {
  command: ['src/cli/main.ts'],
  manifests: [
    'src/manifest/index.ts',
    'src/base/link-boundary.ts',
    'src/render/redact/diagnostics.ts',
    'src/render/text/diagnostics.ts',
    'src/render/words/diagnostics.ts',
  ],
  plan: [
    'src/cli/plan-with-progress.ts',
    'src/cli/planned.ts',
    'src/cli/session.ts',
    'src/render/redact/plan.ts',
    'src/render/text/plan.ts',
    'src/store/directory.ts',
    'src/workflows/incremental.ts',
  ],
  apply: ['src/cli/commands/apply.ts', 'src/workflows/apply.ts', 'src/workflows/record/write.ts'],
};

/** Returns the licence texts of the bundled libraries, which every copy of the libraries must include. */
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
  // Source maps are for development. The package does not contain them.
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});
await mergeChunks(metafile.outputs, LOADED_TOGETHER);
await writeFile(join(ROOT, 'dist/program/LICENCES.txt'), await licencesOf(metafile));
