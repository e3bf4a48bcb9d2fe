// Tells whether newer manifests were applied than those that a plan is made from, and which contacts the plan must then leave
// out.

import { isDeepStrictEqual } from 'node:util';
import { headOf } from '../../base/git/head.ts';
import type { BaseLayer } from '../../base/layers.ts';
import { isSameDeclaration } from '../../base/pairs/pair.ts';
import { type Earlier, pairLayers } from '../../base/pairs/pair-layers.ts';
import { isLocal, type Revision } from '../../base/record/document.ts';
import { type Behind, positionOf } from '../../base/record/position.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Where HEAD is relative to the commit of a record. `current` also if that is not known (the revision is in no commit, or there
 * is no repository or no HEAD), or if the two are unrelated.
 *
 * @throws HintedError `git`
 */
export async function whereHeadIs(
  revision: Revision,
  { location, remote }: OpenedRecords,
): Promise<'current' | 'superseded' | Behind> {
  if (isLocal(revision) || location === undefined) return 'current';
  const head = await headOf(location.repository);
  if (head === undefined) return 'current';
  const defaultTip = remote?.reachable === true ? remote.remote.defaultBranch?.tip : undefined;
  const position = await positionOf(location.repository, { head, record: revision, defaultTip });
  return position === 'unrelated' ? 'current' : position;
}

/** The contacts that were changed since the merge base by commits that today's manifests do not contain. */
export interface MergeBase {
  /** Keys of these contacts as declared today; the key at the merge base if a contact is no longer declared. */
  readonly leftOut: readonly string[];
  /** Number of these contacts that today's manifests change, too. */
  readonly conflicts: number;
}

/**
 * Compares what the merge base declared with what was applied since, and with today's declarations. Pure.
 *
 * @param declared today's contacts of the account
 * @param former contacts of the account at the merge base
 * @param layers of the record: what was applied since, oldest first
 */
export function compareWithMergeBase(
  declared: readonly DesiredContact[],
  former: readonly DesiredContact[],
  layers: readonly BaseLayer[],
): MergeBase {
  const atMergeBase = pairLayers(declared, [{ contacts: former, owed: false }]);
  const applied = pairLayers(declared, layers);
  const today = declared
    .map((contact) => ({ contact, before: atMergeBase.earlierOf.get(contact) }))
    .filter(({ contact, before }) => !isSameEntry(before, applied.earlierOf.get(contact)));
  const changedToday = today.filter(({ contact, before }) => !isAsBefore(contact, before));
  const keys = new Map(applied.unpaired.flatMap((earlier) => earlier.entries.map((entry) => [entry.key, earlier])));
  const droppedToday = atMergeBase.unpaired.flatMap((before) => {
    const [entry] = before.entries;
    return entry === undefined || isSameEntry(before, keys.get(entry.key)) ? [] : [entry.key];
  });
  return {
    leftOut: [...today.map(({ contact }) => contact.key), ...droppedToday],
    conflicts: changedToday.length + droppedToday.length,
  };
}

function isAsBefore(contact: DesiredContact, before: Earlier | undefined): boolean {
  return before?.entries.every((entry) => isSameDeclaration(contact, entry)) ?? false;
}

function isSameEntry(one: Earlier | undefined, other: Earlier | undefined): boolean {
  const [before] = one?.entries ?? [];
  if (before === undefined || other === undefined) return isDeepStrictEqual(one, other);
  return other.entries.every((entry) => isSameDeclaration(before, entry));
}
