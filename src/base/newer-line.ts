// Tells which of two lines of the manifests is newer in git, so that a mistake that two lines make together is reported where it
// was made last. Where git does not know, both lines are reported.
//
//   line of the file that was read                      is as old as
//   one that HEAD has, too                              the commit that last changed it
//   one that HEAD lacks                                 the next commit: newer than every other line
//   one of several changed lines with the same text     not known
//
// This only improves messages. If git fails or must not be run, the age of the lines is not known, and no error is thrown.

import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { HintedError } from '../contact/hinted-error.ts';
import type { LineOf, NewerLine } from '../manifest/problem.ts';
import { isAncestor } from './git/ancestry.ts';
import { blameLines, type LineCommit } from './git/blame.ts';
import { objectsNamed } from './git/objects.ts';
import { openRepository } from './git/repository.ts';
import type { Repository } from './git/repository-paths.ts';
import { askGit } from './git.ts';

/** Maximum number of files whose history is read. The age of lines of further files is not known. */
const MAX_FILES = 50;
/** Maximum number of lines of a file whose history is read. The age of lines of a longer file is not known. */
const MAX_LINES = 20_000;

/** How old a line is; undefined if that is not known. */
type Age = LineCommit | 'uncommitted' | undefined;

type AgeOfLine = (line: number) => Age;

/**
 * Compares lines by the history of the repository that contains the manifests.
 *
 * @param directory of the manifests, relative to `workingDirectory`; the names of files are relative to that, too
 */
export function newerLineIn(directory: string, workingDirectory: string): NewerLine {
  const repository = once(() => openRepository(resolve(workingDirectory, directory)));
  const isShallow = once(async () => isShallowClone(await repository()));
  const files = new Map<string, Promise<AgeOfLine>>();
  const orders = new Map<string, Promise<'a' | 'b' | undefined>>();
  async function ageOf({ file, line, source }: LineOf): Promise<Age> {
    const known = files.get(file);
    if (known === undefined && files.size >= MAX_FILES) return undefined;
    const ages = known ?? agesIn(await repository(), resolve(workingDirectory, file), source.text);
    files.set(file, ages);
    return (await ages)(line);
  }
  async function orderOf(a: LineCommit, b: LineCommit): Promise<'a' | 'b' | undefined> {
    const key = `${a.commit} ${b.commit}`;
    const order = orders.get(key) ?? compareCommits(await repository(), a, b, await isShallow());
    orders.set(key, order);
    return order;
  }
  return async (a, b) => {
    try {
      const [older, newer] = [await ageOf(a), await ageOf(b)];
      if (older === undefined || newer === undefined || older === newer) return undefined;
      if (older === 'uncommitted') return 'a';
      return newer === 'uncommitted' ? 'b' : await orderOf(older, newer);
    } catch (error) {
      if (error instanceof HintedError || isSystemError(error)) return undefined;
      throw error;
    }
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function isShallowClone(repository: Repository | undefined): Promise<boolean> {
  if (repository === undefined) return false;
  const { output } = await askGit(repository, ['rev-parse', '--is-shallow-repository']);
  return output.toString('utf8').trim() === 'true';
}

/** Returns a function from line number, beginning with 1, to the age of that line, for a file that was read. */
async function agesIn(repository: Repository | undefined, file: string, text: string): Promise<AgeOfLine> {
  const path = repository && relative(repository.workTree, await realpath(file));
  if (repository === undefined || path === undefined || path.startsWith('..')) return () => undefined;
  const name = path.split(sep).join('/');
  const head = await committedText(repository, name);
  if (head === undefined) return () => 'uncommitted';
  const lines = linesOf(text);
  if (lines.length > MAX_LINES) return () => undefined;
  const blamed = await blameLines(repository, name);
  if (blamed === undefined) return () => undefined;
  const lineInHead = linesInHead(lines, linesOf(head));
  return (line) => {
    const found = lineInHead(line);
    return typeof found === 'number' ? blamed.get(found) : found;
  };
}

/** Text of a file of HEAD; undefined if HEAD has none. */
async function committedText(repository: Repository, path: string): Promise<string | undefined> {
  const { ok, output } = await askGit(repository, ['rev-parse', '--verify', '--quiet', `HEAD:${path}`]);
  if (!ok) return undefined;
  const [blob] = await objectsNamed(repository, [output.toString('utf8').trim()]);
  return blob?.type === 'blob' ? new TextDecoder('utf-8').decode(blob.content) : undefined;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/**
 * Returns a function from the number of a line in `now` to its number in HEAD's text: `uncommitted` if HEAD lacks the line,
 * undefined if it is not known. Before the first change and after the last one, both texts are the same. Between them, a line is
 * found by its text, if that text occurs only once in each.
 */
function linesInHead(
  now: readonly string[],
  head: readonly string[],
): (line: number) => number | 'uncommitted' | undefined {
  const shorter = Math.min(now.length, head.length);
  let before = 0;
  while (before < shorter && now[before] === head[before]) before++;
  let after = 0;
  while (after < shorter - before && now.at(-1 - after) === head.at(-1 - after)) after++;
  const [changedNow, changedHead] = [now, head].map((lines) => placesByText(lines, before, lines.length - after));
  return (line) => {
    if (line <= before) return line;
    if (line > now.length - after) return line + head.length - now.length;
    const text = now[line - 1] ?? '';
    const [found, ...others] = changedHead?.get(text) ?? [];
    if (found === undefined) return 'uncommitted';
    return others.length === 0 && changedNow?.get(text)?.length === 1 ? found : undefined;
  };
}

/** Maps the text of each line in a range to the numbers of the lines with that text, beginning with 1. */
function placesByText(lines: readonly string[], start: number, end: number): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (let index = start; index < end; index++) {
    const text = lines[index] ?? '';
    const known = places.get(text);
    if (known === undefined) places.set(text, [index + 1]);
    else known.push(index + 1);
  }
  return places;
}

async function compareCommits(
  repository: Repository | undefined,
  a: LineCommit,
  b: LineCommit,
  isShallow: boolean,
): Promise<'a' | 'b' | undefined> {
  if (repository === undefined || a.commit === b.commit) return undefined;
  if (await isAncestor(repository, a.commit, b.commit)) return 'b';
  if (await isAncestor(repository, b.commit, a.commit)) return 'a';
  // The commits are on two branches. The one with the later date is the newer one, unless a shallow clone hides part of the
  // history.
  if (isShallow && (a.isBoundary || b.isBoundary)) return undefined;
  return a.at === b.at ? undefined : a.at > b.at ? 'a' : 'b';
}
