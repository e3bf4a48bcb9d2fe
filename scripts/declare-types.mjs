// Cleans dist, checks the types of src, and writes the declarations that the public API reaches: dist/index.d.ts, and beside it
// the files that it names.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { ROOT } from './bundling.mjs';

const DIST = join(ROOT, 'dist');
/** Behind it a declaration names another file of its tree: `from './plan.ts'`, `import("./plan.ts")`. */
const IMPORTED = /(?<=\bfrom '|\bimport\(["'])\.[^"']+(?=\.ts["'])/g;

function emit(directory) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', ROOT, '--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', directory];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Copies the declarations that can be reached from one of them. */
async function copyReachable(from, entry) {
  const pending = [entry];
  const done = new Set(pending);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const text = await readFile(join(from, `${path}.d.ts`), 'utf8');
    for (const [imported] of text.matchAll(IMPORTED)) {
      const next = posix.join(posix.dirname(path), imported);
      if (!done.has(next)) pending.push(next);
      done.add(next);
    }
    const target = join(DIST, `${path}.d.ts`);
    await mkdir(dirname(target), { recursive: true });
    // As every resolver of imports takes them.
    await writeFile(target, text.replace(/(?<=\bfrom '|\bimport\(["'])(\.[^"']+)\.ts(?=["'])/g, '$1.js'));
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
