// Errors of git commands, with hints.

import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence } from '../../contact/sentence.ts';
import { shellWord } from '../../contact/shell-word.ts';

/** Why a git command failed. */
export type GitReason =
  | 'not-started' // git is not installed, or cannot be run
  | 'refused' // `.git` is not verifiably this work tree's repository
  | 'untrusted' // the repository belongs to another user
  | 'failed'; // git reported an error

/** Builds a HintedError `git`. */
export function gitError(reason: GitReason, message: Sentence, hint: Sentence, cause?: unknown): HintedError {
  return new HintedError('git', message, { reason, hint, cause });
}

/** Whether git's error says that it does not trust the repository's owner. The second wording is from git before 2.36. */
export function isDistrust(complaint: string): boolean {
  return /dubious ownership|unsafe repository/.test(complaint);
}

/** Hint for an object that is not in the clone. */
export const MISSING_OBJECT_HINT = sentence`run \`git fetch --refetch --no-filter\` if this is a partial clone; otherwise clone it again`;

/**
 * Returns the hint for an error of git.
 *
 * @param complaint the error message that git printed
 */
export function hintFor(complaint: string, workTree: string): Sentence {
  if (isDistrust(complaint)) return trustHint(workTree);
  if (complaint.includes('not a git repository')) {
    return sentence`\`.git\` in ${personal('file', workTree)} is not a repository: remove it or clone again, or use \`--base DIR\` or \`--base none\``;
  }
  if (/promisor remote|lazy fetching/.test(complaint)) {
    return MISSING_OBJECT_HINT;
  }
  if (/bad object|bad revision|unknown revision/.test(complaint)) {
    return sentence`run \`git fetch\`, since this clone may not have that commit yet; if it has, check it with \`git fsck\``;
  }
  return sentence`check the repository with \`git fsck\``;
}

/** Returns the hint with the command that makes git trust a repository of another user. */
export function trustHint(workTree: string): Sentence {
  return sentence`run \`git config --global --add safe.directory ${personal('file', shellWord(workTree))}\``;
}
