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
  /** The history that is known ends there: in a shallow clone, the line may be older. */
  readonly isBoundary: boolean;
}

/** The history of a long file takes seconds. Milliseconds. */
const PATIENCE = 10_000;

/**
 * The commits of a file's lines.
 *
 * @param path from the work tree's root, with `/` as separator
 * @returns by line, beginning with 1; undefined if HEAD has no such file, or git takes longer than ten seconds
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
 * Parses the output of `git blame --incremental`: for each group of lines its commit and position, followed by what is known of the
 * commit, which is told once. A group ends with its file's name.
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
