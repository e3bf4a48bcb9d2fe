// The layers of one account that a record stands for: the declarations at its own revision, and at earlier ones for the contacts
// in its exceptions. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { Carried } from '../contact-to-plan.ts';
import type { BaseLayer } from '../layers.ts';
import type { AccountRevision } from '../revisions.ts';
import {
  type AppliedRecord,
  type CarriedOptOuts,
  contactHash,
  type LetGo,
  type RecordException,
  type Revision,
} from './document.ts';
import { withoutLetGo } from './let-go.ts';
import type { StoredRecord } from './store.ts';

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
  /** Hashes of the keys of those of them that the vendor had at an apply before; absent if there are none. */
  readonly seen?: ReadonlySet<string>;
  /** Hashes of the keys of contacts whose declared subscription was held back; absent if there are none. */
  readonly withheld?: ReadonlySet<string>;
  /** Hashes of the keys of those of them that the vendor does not have; absent if there are none. */
  readonly absent?: ReadonlySet<string>;
  /** Digests of people whom an erasure has named at an apply; absent if there are none. */
  readonly erased?: ReadonlySet<string>;
  /** Opt-outs elsewhere that count here already, by the hash of the contact's key; absent if there are none. */
  readonly carried?: ReadonlyMap<string, Carried>;
  /** What was let go; absent if there is nothing. */
  readonly letGo?: readonly LetGo[];
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
  const { exceptions, proposed = [], letGo = [], seen = [], withheld = [], absent = [] } = record;
  const { erased = [], carried = [] } = record;
  const carriedHere = byContact(carried);
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const earlier = earlierRevisions(exceptions).map(({ revision, hashes }): RecordLayer => {
    const contacts = contactsAt(revision).filter(({ key }) => hashes.has(contactHash(key)));
    return { revision, owed: true, contacts: contacts.map((contact) => withoutLetGo(contact, revision, letGo)) };
  });
  const applied = earlierRevisions(proposed).map(({ revision, hashes }): RecordLayer => {
    const contacts = contactsAt(revision).filter(({ key }) => hashes.has(contactHash(key)));
    return { revision, owed: false, contacts };
  });
  const declared = contactsAt(record.revision);
  // Hashing the keys of all contacts would take as long as reading them.
  const own = owed.size === 0 ? declared : declared.filter(({ key }) => !owed.has(contactHash(key)));
  return {
    layers: [...applied, ...earlier, { revision: record.revision, owed: false, contacts: own }],
    owed,
    ...(seen.length === 0 ? {} : { seen: new Set(seen) }),
    ...(withheld.length === 0 ? {} : { withheld: new Set(withheld) }),
    ...(absent.length === 0 ? {} : { absent: new Set(absent) }),
    ...(erased.length === 0 ? {} : { erased: new Set(erased) }),
    ...(carriedHere.size === 0 ? {} : { carried: carriedHere }),
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

/**
 * The layers of several records of one account as if they were one: a record of commits and a private one may both count.
 *
 * @param oldestFirst the records, the latest apply last
 * @param revisions what the account declared in each revision that they name
 */
export function mergeRecords(
  oldestFirst: readonly Pick<StoredRecord, 'record'>[],
  revisions: ReadonlyMap<Revision, Pick<AccountRevision, 'contacts'>>,
): RecordLayers {
  const parts = oldestFirst.map(({ record }) =>
    layersOf(record, (revision) => revisions.get(revision)?.contacts ?? []),
  );
  const letGo = parts.flatMap((part) => part.letGo ?? []);
  const seen = parts.flatMap((part) => [...(part.seen ?? [])]);
  const withheld = parts.flatMap((part) => [...(part.withheld ?? [])]);
  const absent = parts.flatMap((part) => [...(part.absent ?? [])]);
  const erased = parts.flatMap((part) => [...(part.erased ?? [])]);
  const carried = parts.flatMap((part) => [...(part.carried ?? [])]);
  return {
    layers: parts.flatMap(({ layers }) => layers),
    owed: new Set(parts.flatMap(({ owed }) => [...owed])),
    ...(seen.length === 0 ? {} : { seen: new Set(seen) }),
    ...(withheld.length === 0 ? {} : { withheld: new Set(withheld) }),
    ...(absent.length === 0 ? {} : { absent: new Set(absent) }),
    ...(erased.length === 0 ? {} : { erased: new Set(erased) }),
    ...(carried.length === 0 ? {} : { carried: new Map(carried) }),
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

function byContact(carried: readonly CarriedOptOuts[]): ReadonlyMap<string, Carried> {
  const all = new Map<string, Carried>();
  for (const { channel, from, contacts } of carried)
    for (const contact of contacts) all.set(contact, { ...all.get(contact), [channel]: from });
  return all;
}

interface EarlierRevision {
  readonly revision: Revision;
  /** Hashes of the contacts for which it counts. */
  readonly hashes: ReadonlySet<string>;
}

/** The revisions of the exceptions, oldest first; one that was applied twice may stand there twice, for different contacts. */
function earlierRevisions(exceptions: readonly RecordException[]): readonly EarlierRevision[] {
  return interleaved(exceptions.map(({ entries }) => entries)).map(({ item, lists }) => ({
    revision: item,
    hashes: new Set(lists.flatMap((index) => exceptions[index]?.contacts ?? [])),
  }));
}

/** An item of several lists, at the place that it has in them. */
export interface Interleaved<Item> {
  readonly item: Item;
  /** Indices of the lists that have it at this place. */
  readonly lists: readonly number[];
}

/**
 * One list for many: each is a part of it, in its own order. Lists that agree in their order are merged without repetition; where
 * they disagree, an item stands there several times.
 */
export function interleaved<Item>(lists: readonly (readonly Item[])[]): readonly Interleaved<Item>[] {
  const order: Interleaved<Item>[] = [];
  const rest = lists.map((list) => [...list]);
  for (;;) {
    const open = rest.filter((list) => list.length > 0);
    const isFree = ([head]: readonly Item[]): boolean =>
      head !== undefined && !open.some((list) => list.lastIndexOf(head) > 0);
    const item = (open.find(isFree) ?? open[0])?.[0];
    if (item === undefined) return order;
    const having = rest.flatMap((list, index) => (list[0] === item ? [index] : []));
    for (const index of having) rest[index]?.shift();
    order.push({ item, lists: having });
  }
}
