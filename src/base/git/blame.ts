// Asks git in which commit the lines of a file were last changed, as HEAD has the file. The work tree is not read, because git would
// run the filters that a repository configures for it.

import type { Repository } from '../git/repository-paths.ts';
import { askGit } from '../git.ts';

/** The commit in which a line was last changed. */
export interface LineCommit {
  /** Its full id. */
  readonly commit: string;
  /** When it was committed, in seconds since 1970. */
  readonly at: number;
  /** True if the clone's history ends at this commit. In a shallow clone, the line may be older. */
  readonly isBoundary: boolean;
}

/** Time limit of `git blame`, in milliseconds. The history of a long file takes seconds. */
const PATIENCE = 10_000;

/**
 * Finds the commit of each line of a file.
 *
 * @param path from the work tree's root, with `/` as separator
 * @returns map from line number, beginning with 1; undefined if HEAD has no such file, or git takes longer than ten seconds
 * @throws HintedError `git` (`not-started`)
 */
export async function blameLines(
  repository: Repository,
  path: string,
): Promise<ReadonlyMap<number, LineCommit> | undefined> {
  const { ok, output } = await askGit(repository, ['blame', '--incremental', 'HEAD', '--', path], {
    patienceMs: PATIENCE,
  });
  return ok ? parseIncremental(output.toString('utf8')) : undefined;
}

/**
 * Parses the output of `git blame --incremental`. It consists of groups of lines. Each group begins with its commit and position
 * and ends with the file's name; in between are details of the commit, but only in the commit's first group.
 */
function parseIncremental(text: string): ReadonlyMap<number, LineCommit> {
  const commits = new Map<string, LineCommit>();
  const lines = new Map<number, LineCommit>();
  let group: { readonly commit: string; readonly first: number; readonly count: number } | undefined;
  let [at, isBoundary] = [0, false];
  for (const row of text.split('\n')) {
    const [, commit, first, count] = /^([0-9a-f]{40,64}) [0-9]+ ([0-9]+) ([0-9]+)$/.exec(row) ?? [];
    if (commit !== undefined) group = { commit, first: Number(first), count: Number(count) };
    else if (row.startsWith('committer-time ')) at = Number(row.slice('committer-time '.length));
    else if (row === 'boundary') isBoundary = true;
    else if (row.startsWith('filename ') && group !== undefined) {
      const known = commits.get(group.commit) ?? { commit: group.commit, at, isBoundary };
      commits.set(group.commit, known);
      for (let line = group.first; line < group.first + group.count; line++) lines.set(line, known);
      [group, at, isBoundary] = [undefined, 0, false];
    }
  }
  return lines;
}
