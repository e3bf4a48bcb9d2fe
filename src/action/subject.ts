// Identifies one use of the action by what it is about: a directory of manifests, an account and an environment. The comment and
// the artefact of each use carry all three. So several uses in one repository do not overwrite each other's, and a plan for one
// environment is never taken as reviewed for another. Pure.

import { posix } from 'node:path';
import { sha256 } from '../contact/canonical.ts';

/** The manifests, account and environment that one use of the action is about. */
export interface Subject {
  /** Directory of the manifests, relative to the working tree. */
  readonly directory: string;
  /** Empty for all accounts. */
  readonly account: string;
  /** Name of the environment; empty if the manifests declare none. */
  readonly env: string;
}

/** Returns the directory in one spelling, without a leading `./` and a trailing slash: `./contacts.d/` becomes `contacts.d`. */
export function spellDirectory(directory: string): string {
  return posix.normalize(directory.replaceAll('\\', '/')).replace(/(?<=.)\/+$/, '');
}

/**
 * Builds the marker, which is the first line of the comment: an HTML comment, which GitHub does not show. The values are encoded,
 * so that none of them can end it early.
 */
export function commentMarker({ directory, account, env }: Subject): string {
  const words = [spellDirectory(directory), account, ...(env === '' ? [] : [`env=${env}`])];
  return `<!-- rollcall ${words.map(encodeURIComponent).join(' ')} -->`;
}

/** Maximum number of characters of the directory, the account and the environment that the artefact's name shows. */
const LONGEST_PART = 60;

/**
 * Builds the name of the artefact that contains the plan: `rollcall-plan-contacts.d-shop-7-1f0c52aa9b3e`. It contains the number
 * of the pull request, because a commit may be the head of several pull requests whose plans differ. The hash tells uses apart
 * whose readable parts are the same, because characters that GitHub refuses in names (`" : < > | * ? \ /` and line breaks) are
 * replaced in them.
 *
 * @param pullRequest its number; undefined for runs that are for none
 */
export function artifactName({ directory, account, env }: Subject, pullRequest: number | undefined): string {
  const subject = [spellDirectory(directory), account, ...(env === '' ? [] : [`env=${env}`])];
  const parts = subject.flatMap((part) => part.replace(/[^\w.-]+/g, '_').slice(0, LONGEST_PART) || []);
  const number = pullRequest === undefined ? [] : [String(pullRequest)];
  return ['rollcall-plan', ...parts, ...number, sha256([...subject, ...number]).slice(0, 12)].join('-');
}
