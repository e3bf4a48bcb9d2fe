// Records of the form before `refs/rollcall/record/`: refs/rollcall/applied/<account>, commits whose trees hold the manifests as
// they were applied. They are listed so that a plan can name them; only `rollcall record move` takes one over.

import type { Repository } from './git/repository-paths.ts';
import { askGit, gitText } from './git.ts';

const PREFIX = 'refs/rollcall/applied/';

/** Selects the records of a repository. */
export interface AppliedRecords {
  readonly repository: Repository;
}

/**
 * Every account that has a record of the old form, with its commit.
 *
 * @throws HintedError `git`
 */
export async function listApplied({ repository }: AppliedRecords): Promise<ReadonlyMap<string, string>> {
  const text = await gitText(repository, ['for-each-ref', '--format=%(objectname) %(refname)', PREFIX]);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [commit = '', ref = ''] = line.split(' ');
      return [ref.slice(PREFIX.length), commit];
    }),
  );
}

/** Removes a record of the old form, unless it is another commit by now. */
export async function dropApplied({ repository }: AppliedRecords, account: string, commit: string): Promise<boolean> {
  return (await askGit(repository, ['update-ref', '-d', PREFIX + account, commit])).ok;
}
