// Decides whether a record (what the last apply declared, kept in git) that was fetched from a remote is believed. Anybody who
// can push could write a record that names any commit. So a record is used only if all commits that it names are on the
// first-parent line of the default branch, where every other change arrives by a push or a merge, too. Pure.

import { revisionsOf } from './document.ts';
import type { StoredRecord, UnreadableRecord } from './store.ts';

/** Whether a record is believed and, if not, why. */
export type Belief = { readonly believed: true } | Disbelief;

/** Why a record is not believed. */
export interface Disbelief {
  readonly believed: false;
  readonly reason:
    | 'not-on-default-branch' // a commit that it names is not on the first-parent line of the default branch
    | 'unreadable'; // it is damaged, or has another format
  /** The commit that is not on the first-parent line; for an unreadable record, the version under which the record is stored. */
  readonly commit: string;
}

/**
 * Decides whether a record is believed. An unreadable record never is.
 *
 * @param line ids of the commits on the first-parent line of the default branch
 * @param trust true to believe a record even if its commits are not on that line
 */
export function beliefIn(
  { record, version }: StoredRecord | UnreadableRecord,
  line: ReadonlySet<string>,
  trust = false,
): Belief {
  if (record === undefined) return { believed: false, reason: 'unreadable', commit: version };
  const commit = trust ? undefined : revisionsOf(record).find((revision) => !line.has(revision));
  return commit === undefined ? { believed: true } : { believed: false, reason: 'not-on-default-branch', commit };
}
