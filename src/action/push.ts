// Finds the commits that a push added to its branch. Pure.

/** A commit, reduced to what the action needs. */
export interface PushedCommit {
  readonly sha: string;
  /** SHA of the first parent; undefined for a first commit. */
  readonly parent: string | undefined;
}

/**
 * Returns the commits that the push added to the branch's first-parent line, oldest first. With every merge method, the commit
 * that GitHub names as the merge of a pull request is on that line. Commits that a merged branch brought along are not on it.
 *
 * @param pushed the commits that the branch did not contain before, in any order
 * @param head the branch's latest commit; it is always part of the result
 */
export function firstParentLine(pushed: readonly PushedCommit[], head: string): readonly string[] {
  const parents = new Map(pushed.map(({ sha, parent }) => [sha, parent]));
  const line = [head];
  for (let sha = parents.get(head); sha !== undefined && parents.has(sha); sha = parents.get(sha)) line.push(sha);
  return line.reverse();
}
