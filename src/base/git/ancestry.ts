// Questions about the history of commits. In a shallow clone, the history ends where the clone ends.

import { personal } from '../../contact/argument.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit, gitText } from '../git.ts';
import { gitError, hintFor } from './error.ts';

/**
 * True if the earlier commit is the later one, or one of its ancestors.
 *
 * @throws HintedError `git` if the repository lacks one of them
 */
export async function isAncestor(repository: Repository, earlier: string, later: string): Promise<boolean> {
  const { ok, complaint } = await askGit(repository, ['merge-base', '--is-ancestor', earlier, later]);
  if (ok || complaint === '') return ok;
  throw gitError(
    'failed',
    sentence`git merge-base failed: ${personal('system', complaint)}`,
    hintFor(complaint, repository.workTree),
  );
}

/**
 * The best common ancestor of two commits; undefined if they have none.
 *
 * @throws HintedError `git` if the repository lacks one of them
 */
export async function mergeBaseOf(repository: Repository, one: string, other: string): Promise<string | undefined> {
  const { ok, output, complaint } = await askGit(repository, ['merge-base', one, other]);
  if (ok) return output.toString('utf8').trim();
  if (complaint === '') return undefined;
  throw gitError(
    'failed',
    sentence`git merge-base failed: ${personal('system', complaint)}`,
    hintFor(complaint, repository.workTree),
  );
}

/**
 * Returns the commits on the first-parent lines of some commits, these included. For the latest commit of a branch, they are all
 * commits that the branch has pointed at, if it was changed only by commits and merges.
 *
 * @throws HintedError `git`
 */
export async function firstParentLine(repository: Repository, tips: readonly string[]): Promise<ReadonlySet<string>> {
  if (tips.length === 0) return new Set();
  return new Set((await gitText(repository, ['rev-list', '--first-parent', ...tips, '--'])).split('\n'));
}

/**
 * Returns the first commits in the history of some commits, as far as the clone has that history.
 *
 * @param without the history of these commits is left out
 * @throws HintedError `git`
 */
export async function firstCommitsOf(
  repository: Repository,
  tips: readonly string[],
  without: readonly string[] = [],
): Promise<readonly string[]> {
  const exclusions = without.map((commit) => `^${commit}`);
  const text = await gitText(repository, ['rev-list', '--max-parents=0', ...tips, ...exclusions, '--']);
  return text.split('\n').filter((line) => line !== '');
}
