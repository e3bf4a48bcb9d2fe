// Whether a record of a remote is believed. Anybody who can push could write one that names any commit, so a record counts only
// if its commits came to the remote's default branch the way that everything else does. Pure.

import { revisionsOf } from './document.ts';
import type { StoredRecord, UnreadableRecord } from './store.ts';

/** Whether a record is believed. */
export type Belief = { readonly believed: true } | Disbelief;

/** Why a record is not believed. */
export interface Disbelief {
  readonly believed: false;
  readonly reason:
    | 'not-on-default-branch' // a commit that it names is not on the first-parent line of the default branch
    | 'unreadable'; // it is of another format, or damaged
  /** The commit that is not on the line; the record's own if it is unreadable. */
  readonly commit: string;
}

/**
 * Decides whether a record is believed.
 *
 * @param line commits on the first-parent line of the default branch
 * @param trust whether to believe a record whose commits are elsewhere
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
