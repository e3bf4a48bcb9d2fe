// Records of the old form, which was used before `refs/rollcall/record/`: refs/rollcall/applied/<account> point at commits whose
// trees contain the manifests as they were applied. They are listed so that a plan can name them. Only `rollcall record move`
// takes one over.

import type { Repository } from './git/repository-paths.ts';
import { askGit, gitText } from './git.ts';

const PREFIX = 'refs/rollcall/applied/';

/** The repository that contains the records. */
export interface AppliedRecords {
  readonly repository: Repository;
}

/**
 * Lists the records of the old form.
 *
 * @returns map from account name to the commit of its record
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

/** Removes a record of the old form. Returns false if its ref does not point at `commit` any more, or cannot be removed. */
export async function dropApplied({ repository }: AppliedRecords, account: string, commit: string): Promise<boolean> {
  return (await askGit(repository, ['update-ref', '-d', PREFIX + account, commit])).ok;
}
