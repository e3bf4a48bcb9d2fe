// Empties dist, checks the types of src, and writes the type declarations of the public API into one file, dist/index.d.ts.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { ROOT } from './bundling.mjs';

const DIST = join(ROOT, 'dist');
const INDEX = 'index.d.ts';
/** Matches the relative path in an import of a declaration file: `from './plan.ts'`, `import("./plan.ts")`. */
const IMPORTED = /(?<=\bfrom '|\bimport\(["'])(\.[^"']+)\.ts(?=["'])/g;

function emit(directory) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', ROOT, '--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', directory];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Text for people: documentation, and the types of constants that are sentences. */
const DOCUMENTATION = /^ *\/\*\*.*?\*\/\n/gms;
const SENTENCE = /(?<=\breadonly (?:means|sentence|wayOut): )'(?:[^'\\]|\\.)*'/g;

/** Returns a declaration without what only its readers need. Nobody reads one from which the API exports nothing. */
function typesAlone(text) {
  return text.replace(DOCUMENTATION, '').replace(SENTENCE, 'string');
}

/** Prepares the declarations for the bundler: it resolves `.js` to `.d.ts`, and takes over whatever documentation they have. */
async function prepare(directory) {
  const index = await readFile(join(directory, INDEX), 'utf8');
  const exported = new Set([
    INDEX,
    ...[...index.matchAll(IMPORTED)].map(([, path]) => `${posix.normalize(path)}.d.ts`),
  ]);
  const files = (await readdir(directory, { recursive: true })).map((file) => file.replaceAll('\\', '/'));
  for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
    const text = await readFile(join(directory, file), 'utf8');
    const types = exported.has(file) ? text : typesAlone(text);
    await writeFile(join(directory, file), types.replace(IMPORTED, '$1.js'));
  }
}

/** Writes one file of what the API exports, and of what that refers to. */
async function bundle(directory) {
  const bundled = await rolldown({
    cwd: ROOT,
    input: join(directory, INDEX),
    plugins: dts({ dtsInput: true, tsconfig: false }),
  });
  await bundled.write({ dir: DIST });
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
const whole = await mkdtemp(join(DIST, 'types-'));
try {
  emit(whole);
  await prepare(whole);
  await bundle(whole);
} finally {
  await rm(whole, { recursive: true });
}
