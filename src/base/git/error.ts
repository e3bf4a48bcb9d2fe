// Failures of git, and what to do about each.

export type GitErrorCode =
  | 'not-started' // there is no git, or it cannot be run
  | 'refused' // `.git` leads to something that is not proved to be this work tree's repository
  | 'untrusted' // the repository belongs to another user
  | 'failed'; // git could not do what it was asked for

/** git could not be started, may not be asked, or failed where it should not. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;
  readonly hint: string;

  constructor(code: GitErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
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
