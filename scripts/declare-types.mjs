// Empties dist, checks the types of src, and writes the type declarations of the public API: dist/index.d.ts and all declaration
// files that it imports.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { ROOT } from './bundling.mjs';

const DIST = join(ROOT, 'dist');
/** Matches the relative path in an import of a declaration file: `from './plan.ts'`, `import("./plan.ts")`. */
const IMPORTED = /(?<=\bfrom '|\bimport\(["'])\.[^"']+(?=\.ts["'])/g;

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

/** Copies a declaration file to dist, and all files that it imports directly or indirectly. */
async function copyReachable(from, entry) {
  const pending = [entry];
  const done = new Set(pending);
  const exported = new Set(pending);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const text = await readFile(join(from, `${path}.d.ts`), 'utf8');
    for (const [imported] of text.matchAll(IMPORTED)) {
      const next = posix.join(posix.dirname(path), imported);
      if (!done.has(next)) pending.push(next);
      done.add(next);
      if (path === entry) exported.add(next);
    }
    const target = join(DIST, `${path}.d.ts`);
    await mkdir(dirname(target), { recursive: true });
    // Import `.js` instead of `.ts`, which every module resolver supports.
    const types = exported.has(path) ? text : typesAlone(text);
    await writeFile(target, types.replace(/(?<=\bfrom '|\bimport\(["'])(\.[^"']+)\.ts(?=["'])/g, '$1.js'));
  }
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
const whole = await mkdtemp(join(DIST, 'types-'));
try {
  emit(whole);
  await copyReachable(whole, 'index');
} finally {
  await rm(whole, { recursive: true });
}
