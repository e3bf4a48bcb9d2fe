// Converts the record of an account (what was applied) into layers. A layer contains what one revision of the manifests declared
// for some contacts: the record's own revision for most of them, and earlier revisions for the contacts in its exceptions. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { RecordedCarried } from '../consent/counted.ts';
import type { BaseLayer } from '../layers.ts';
import type { Earlier } from '../pairs/pair-layers.ts';
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

/** A layer, and the revision that declared its contacts. */
export interface RecordLayer extends BaseLayer {
  readonly revision: Revision;
}

/** What a record says was declared at one account. */
export interface RecordLayers {
  /**
   * The layers, oldest first. Each contains the contacts for which one revision is in force; the record's own revision comes
   * last.
   */
  readonly layers: readonly RecordLayer[];
  /**
   * Hashes of the keys of the contacts in the record's exceptions: what was declared for them was not applied or not confirmed.
   */
  readonly owed: ReadonlySet<string>;
  /** Hashes of the keys of those contacts in `owed` that an earlier apply confirmed at the vendor; absent if there are none. */
  readonly seen?: ReadonlySet<string>;
  /**
   * Hashes of the keys of those other contacts in `owed` of which an apply has shown that the vendor has them; absent if there are
   * none.
   */
  readonly present?: ReadonlySet<string>;
  /**
   * Hashes of the keys of contacts whose declared subscription was held back, because of an opt-out at another account or a
   * suppression; absent if there are none.
   */
  readonly withheld?: ReadonlySet<string>;
  /** Hashes of the keys of those contacts in `withheld` that the vendor does not have; absent if there are none. */
  readonly absent?: ReadonlySet<string>;
  /** Digests of all people whom an erasure has named at any apply so far; absent if there are none. */
  readonly erased?: ReadonlySet<string>;
  /** Hashes of the identifiers of contacts that the vendor had and that nothing declares any more; absent if there are none. */
  readonly undeclared?: ReadonlySet<string>;
  /** Contacts that the layers leave out because the chosen environment does not take them today; absent if there are none. */
  readonly outOfScope?: readonly Earlier[];
  /**
   * Map from the hash of a contact's key to the opt-outs at other accounts that have already taken effect here; absent if there
   * are none.
   */
  readonly carried?: ReadonlyMap<string, RecordedCarried>;
  /** Fields that no plan removes any more; absent if there are none. */
  readonly letGo?: readonly LetGo[];
}

/**
 * Builds the layers of a record.
 *
 * @param contactsAt returns the contacts that a revision declared at the record's account, under the account's name of today
 */
export function layersOf(
  record: AppliedRecord,
  contactsAt: (revision: Revision) => readonly DesiredContact[],
): RecordLayers {
  const { exceptions, proposed = [], letGo = [], seen = [], withheld = [], absent = [] } = record;
  const { present = [], erased = [], undeclared = [], carried = [] } = record;
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
    ...(present.length === 0 ? {} : { present: new Set(present) }),
    ...(withheld.length === 0 ? {} : { withheld: new Set(withheld) }),
    ...(absent.length === 0 ? {} : { absent: new Set(absent) }),
    ...(erased.length === 0 ? {} : { erased: new Set(erased) }),
    ...(undeclared.length === 0 ? {} : { undeclared: new Set(undeclared) }),
    ...(carriedHere.size === 0 ? {} : { carried: carriedHere }),
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

/**
 * Builds the layers of several records of one account as if they were one record. There are several, for example, if a record in
 * git and a private record of this machine are both in force.
 *
 * @param oldestFirst the records, the latest apply last
 * @param revisions map from each revision that the records name to what the account declared in it
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
  const present = parts.flatMap((part) => [...(part.present ?? [])]);
  const withheld = parts.flatMap((part) => [...(part.withheld ?? [])]);
  const absent = parts.flatMap((part) => [...(part.absent ?? [])]);
  const erased = parts.flatMap((part) => [...(part.erased ?? [])]);
  const undeclared = parts.flatMap((part) => [...(part.undeclared ?? [])]);
  const carried = parts.flatMap((part) => [...(part.carried ?? [])]);
  return {
    layers: parts.flatMap(({ layers }) => layers),
    owed: new Set(parts.flatMap(({ owed }) => [...owed])),
    ...(seen.length === 0 ? {} : { seen: new Set(seen) }),
    ...(present.length === 0 ? {} : { present: new Set(present) }),
    ...(withheld.length === 0 ? {} : { withheld: new Set(withheld) }),
    ...(absent.length === 0 ? {} : { absent: new Set(absent) }),
    ...(erased.length === 0 ? {} : { erased: new Set(erased) }),
    ...(undeclared.length === 0 ? {} : { undeclared: new Set(undeclared) }),
    ...(carried.length === 0 ? {} : { carried: new Map(carried) }),
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

function byContact(carried: readonly CarriedOptOuts[]): ReadonlyMap<string, RecordedCarried> {
  const all = new Map<string, RecordedCarried>();
  for (const { channel, from, contacts } of carried)
    for (const contact of contacts) all.set(contact, { ...all.get(contact), [channel]: from });
  return all;
}

interface EarlierRevision {
  readonly revision: Revision;
  /** Hashes of the keys of the contacts for which the revision is in force. */
  readonly hashes: ReadonlySet<string>;
}

/**
 * Lists the revisions that exceptions name, oldest first, each with its contacts. A revision that was applied twice may occur
 * twice, for different contacts.
 */
function earlierRevisions(exceptions: readonly RecordException[]): readonly EarlierRevision[] {
  return interleaved(exceptions.map(({ entries }) => entries)).map(({ item, lists }) => ({
    revision: item,
    hashes: new Set(lists.flatMap((index) => exceptions[index]?.contacts ?? [])),
  }));
}

/** An item of the merged list. */
export interface Interleaved<Item> {
  readonly item: Item;
  /** Indices of the given lists that contributed the item. */
  readonly lists: readonly number[];
}

/**
 * Merges lists into one that contains each of them in its own order. If the lists agree on the order of their items, each item
 * occurs once. Where they disagree, an item occurs several times.
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
