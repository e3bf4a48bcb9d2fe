// Which test files are slow, told by what they import, where they lie, or a mark. Every other file is fast: `npm run test:fast`.
//
//   starts a process or a browser   imports one of PROGRAMS, itself or through a helper
//   one of the matrices             lies in test/matrix
//   takes seconds                   says so: // @module-tag slow
//
// A single slow case of a fast file has the tag instead: test('…', { tags: ['slow'] }, …).

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';

/** TypeScript files below `test`, by their path from the repository's root, with slashes. */
export type TestTree = ReadonlyMap<string, string>;

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAMS: ReadonlySet<string> = new Set(['node:child_process', 'playwright-core']);

export function readTests(): TestTree {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const paths = files.filter((file) => file.endsWith('.ts')).map((file) => `test/${file.replaceAll('\\', '/')}`);
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

/** @returns paths from the repository's root, in the tree's order */
export function slowTests(tree: TestTree = readTests()): readonly string[] {
  return [...tree.keys()].filter((path) => path.endsWith('.test.ts') && isSlow(path, tree));
}

function isSlow(path: string, tree: TestTree): boolean {
  return path.startsWith('test/matrix/') || isMarked(tree.get(path) ?? '') || startsPrograms(path, tree);
}

/** As vitest looks for it, which is anywhere in the file. */
function isMarked(text: string): boolean {
  return /(\/\/|\*)\s*@module-tag\s+slow\b/.test(text);
}

function startsPrograms(path: string, tree: TestTree, seen: Set<string> = new Set()): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  return importsOf(tree.get(path) ?? '').some(
    (name) =>
      PROGRAMS.has(name) || (name.startsWith('.') && startsPrograms(posix.join(posix.dirname(path), name), tree, seen)),
  );
}

/** Types are gone when the file runs, and what stands in quotes is no import. */
function importsOf(text: string): readonly string[] {
  const pattern =
    /^(?:import|export)\s+(?!type\s)[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|^[^'"`\n]*\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
