// Failures of git, and what to do about each.

import { HintedError } from '../../contact/hinted-error.ts';

/** Why git did not do what it was asked for. */
export type GitReason =
  | 'not-started' // there is no git, or it cannot be run
  | 'refused' // `.git` leads to something that is not proved to be this work tree's repository
  | 'untrusted' // the repository belongs to another user
  | 'failed'; // git could not do what it was asked for

/** git could not be started, may not be asked, or failed where it should not. */
export function gitError(reason: GitReason, message: string, hint: string, cause?: unknown): HintedError {
  return new HintedError('git', message, { reason, hint, cause });
}

/** Where git distrusts the owner: since 2.36, and before. */
export function isDistrust(complaint: string): boolean {
  return /dubious ownership|unsafe repository/.test(complaint);
}

/** Where an object is not in the clone: none is fetched on the side. */
export const LACKING_HINT = 'run `git fetch --refetch --no-filter` if this is a partial clone; else clone anew';

/** @param complaint the line that git wrote */
export function hintFor(complaint: string, workTree: string): string {
  if (isDistrust(complaint)) return trustHint(workTree);
  if (complaint.includes('not a git repository')) {
    return `\`.git\` in ${workTree} is no repository: remove it or clone anew, or do without: \`--base DIR\` or \`--base none\``;
  }
  if (/promisor remote|lazy fetching/.test(complaint)) {
    return LACKING_HINT;
  }
  return 'check the repository with `git fsck`';
}

export function trustHint(workTree: string): string {
  return `run \`git config --global --add safe.directory ${workTree}\``;
}
