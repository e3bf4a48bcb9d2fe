// The layers of one account that a record stands for: the declarations at its own revision, and at earlier ones for the contacts
// in its exceptions. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { BaseLayer } from '../layers.ts';
import { type AppliedRecord, contactHash, type Revision } from './document.ts';

/** A layer with the revision of its contacts. */
export interface RecordLayer extends BaseLayer {
  readonly revision: Revision;
}

/** What a record says was declared at one account. */
export interface RecordLayers {
  /** One layer for each revision of the manifests that counts for some contacts, oldest first; the revision that was applied last comes last. */
  readonly layers: readonly RecordLayer[];
  /** Hashes of the keys of contacts in its exceptions. */
  readonly owed: ReadonlySet<string>;
}

/**
 * The layers of a record.
 *
 * @param contactsAt the contacts that a revision declared at the record's account, under the account's name of today
 */
export function layersOf(
  record: AppliedRecord,
  contactsAt: (revision: Revision) => readonly DesiredContact[],
): RecordLayers {
  const owed = new Set(record.exceptions.flatMap(({ contacts }) => contacts));
  const at = (revision: Revision, counts: (hash: string) => boolean, isOwed: boolean): RecordLayer => ({
    revision,
    owed: isOwed,
    contacts: contactsAt(revision).filter(({ key }) => counts(contactHash(key))),
  });
  const earlier = earlierRevisions(record).map(([revision, hashes]) => at(revision, (hash) => hashes.has(hash), true));
  const own = at(record.revision, (hash) => !owed.has(hash), false);
  return { layers: [...earlier, own], owed };
}

/** The revisions of the exceptions, each with the hashes of the contacts for which it counts. */
function earlierRevisions({ exceptions }: AppliedRecord): readonly (readonly [Revision, ReadonlySet<string>])[] {
  const hashes = new Map<Revision, Set<string>>();
  // A revision comes after all that stand before it in any exception.
  for (const revision of inOrder(exceptions.map(({ entries }) => entries))) hashes.set(revision, new Set());
  for (const { entries, contacts } of exceptions) {
    for (const revision of entries) for (const hash of contacts) hashes.get(revision)?.add(hash);
  }
  return [...hashes];
}

/** All items of lists that agree in their order, in an order that agrees with each of them. */
function inOrder(lists: readonly (readonly Revision[])[]): readonly Revision[] {
  const order: Revision[] = [];
  const rest = lists.filter((list) => list.length > 0).map((list) => [...list]);
  while (rest.some((list) => list.length > 0)) {
    const heads = rest.flatMap(([head]) => head ?? []);
    const free = heads.find((head) => !rest.some((list) => list.indexOf(head) > 0)) ?? heads[0];
    if (free === undefined) break;
    order.push(free);
    for (const list of rest) if (list.includes(free)) list.splice(list.indexOf(free), 1);
  }
  return order;
}
