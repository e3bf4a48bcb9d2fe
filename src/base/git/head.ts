import type { Repository } from '../git/repository-paths.ts';
import { askGit } from '../git.ts';

/**
 * Returns the full id of the commit that is checked out; undefined if there is no commit yet.
 *
 * @throws HintedError `git` (`not-started`)
 */
export async function headOf(repository: Repository): Promise<string | undefined> {
  const { ok, output } = await askGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return ok ? output.toString('utf8').trim() : undefined;
}
