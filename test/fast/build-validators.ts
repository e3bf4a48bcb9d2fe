// Fast tests import src, and of dist only the compiled validators. Before a run: builds them when one is missing, or older than
// what it is compiled from.

import { execSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const COMPILER = 'scripts/compile-schemas.mjs';

export function setup(): void {
  const compiler = readFileSync(join(ROOT, COMPILER), 'utf8');
  const sources = [COMPILER, ...filesIn('schemas'), ...foldersRead(compiler).flatMap(filesIn)];
  const newest = Math.max(...sources.map(changedAt));
  const validators = filesIn('dist/validators');
  if (validators.length > 0 && validators.every((file) => changedAt(file) >= newest)) return;
  execSync('npm run --silent build', { cwd: ROOT, stdio: 'inherit' });
}

/** The folders of src that the compiler reads. */
function foldersRead(compiler: string): readonly string[] {
  return [...compiler.matchAll(/'\.\/src\/([^']+)\/[^'/]+\.ts'/g)].map(([, folder]) => `src/${folder}`);
}

function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function changedAt(file: string): number {
  return statSync(resolve(ROOT, file)).mtimeMs;
}
