// Reads objects of a repository, any number with one process: one process per object would be slow.

import type { Repository } from '../git/repository-paths.ts';
import { gitBytes, gitText } from '../git.ts';

/** An object of a repository. */
export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly content: Buffer;
}

/**
 * Reads objects.
 *
 * @param names ids, or `<commit>:<path>`; without white space
 * @returns one per name, in their order; undefined for an object that the repository lacks
 * @throws HintedError `git`
 */
export async function objectsNamed(
  repository: Repository,
  names: readonly string[],
): Promise<readonly (GitObject | undefined)[]> {
  if (names.length === 0) return [];
  const output = await gitBytes(repository, ['cat-file', '--batch'], { input: linesOf(names) });
  let offset = 0;
  return names.map(() => {
    const start = output.indexOf('\n', offset) + 1;
    const [, type, size] = /^[0-9a-f]+ (blob|tree|commit|tag) ([0-9]+)$/.exec(head(output, offset, start)) ?? [];
    offset = size === undefined ? start : start + Number(size) + 1;
    if (size === undefined) return undefined;
    return { type: type as GitObject['type'], content: output.subarray(start, offset - 1) };
  });
}

/**
 * Finds out which objects the repository lacks.
 *
 * @param ids full ids
 * @returns those of `ids` that are missing
 * @throws HintedError `git`
 */
export async function missingObjects(repository: Repository, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const lines = (await gitText(repository, ['cat-file', '--batch-check'], { input: linesOf(ids) })).split('\n');
  return ids.filter((_, index) => lines[index]?.endsWith(' missing') !== false);
}

function head(output: Buffer, from: number, end: number): string {
  return output.toString('utf8', from, end - 1);
}

function linesOf(names: readonly string[]): string {
  return names.map((name) => `${name}\n`).join('');
}
