// Computes the record after a rollback. For its contacts, the declarations that were in force before the apply that is rolled
// back are in force again. What that apply declared for them is marked, so that no plan applies it again until the declaration
// changes. Pure.
//
//   the contact's rollback …    declarations in force for the contact from now on
//   confirmed                   those from before the apply
//   sent, but not confirmed     those from before the apply, and those from before the rollback
//   not sent                    those from before the rollback

import type { DesiredContact } from '../../contact/contact.ts';
import { type Seen, type SeenMembers, seenBefore, seenMembers } from '../consent/seen.ts';
import { isSameDeclaration } from '../pairs/pair.ts';
import {
  type AppliedRecord,
  contactHash,
  formerIn,
  type LetGo,
  placeOf,
  type RecordException,
  type Revision,
  type RevisionPlace,
  type RolledBack,
  revisionsOf,
} from '../record/document.ts';
import { joinLetGo } from '../record/let-go.ts';
import type { Confirmation } from '../record/next/applied.ts';
import { groupByEntries } from '../record/next/exceptions.ts';

/**
 * What the record said about the contacts of an apply before that apply. It is kept in the apply's journal. All hashes are of
 * contact keys.
 */
export interface RecordBefore extends SeenMembers {
  /** Name of the account at that time. */
  readonly account: string;
  /** The revision that the apply recorded. It is in force for the contacts that have no exception here. */
  readonly revision: Revision;
  readonly exceptions: readonly RecordException[];
  /**
   * Map from the hash of a contact's present key to the hashes of its former keys; contains only contacts whose key has changed.
   */
  readonly formerKeys?: Readonly<Record<string, readonly string[]>>;
  readonly letGo?: readonly LetGo[];
  readonly rolledBack?: readonly RolledBack[];
  /** Map from the revisions of the exceptions to where they declare the account. */
  readonly places?: Readonly<Record<Revision, RevisionPlace>>;
}

/** A rollback that has ended, or that is about to send. */
export interface RollingBack {
  /** The record as it would be without the rollback. */
  readonly record: AppliedRecord;
  readonly before: RecordBefore;
  /** Map from the hash of a contact's key to how the rollback ended for it. Contacts with `not sent` may be missing. */
  readonly ended: ReadonlyMap<string, Confirmation>;
  /** The revision whose apply is rolled back; undefined for a rollback of a rollback, which brings declarations back. */
  readonly undone: Revision | undefined;
  /** Hashes of the keys of contacts that the rollback deletes; absent: none. */
  readonly deleted?: ReadonlySet<string> | undefined;
}

/** Computes the record after a rollback. */
export function withRollback({ record, before, ended, undone, deleted }: RollingBack): AppliedRecord {
  const written = new Map([...ended].filter(([, end]) => end !== 'not sent'));
  const { former = [], seen: _s, present: _t, letGo: _l, rolledBack: _r, places: _p, ...rest } = record;
  const exceptions = restoredExceptions(record, before, written);
  const rolledBack = restoredMarks(record, before, written, undone);
  const formerKeys = [...written.keys()].flatMap((own) => before.formerKeys?.[own] ?? []);
  const letGo = joinLetGo([...(record.letGo ?? []), ...ofContacts(before.letGo, new Set(written.keys()))]);
  const next = {
    ...rest,
    exceptions,
    ...formerIn(
      [...former, ...formerKeys].filter((hash) => !written.has(hash)),
      exceptions,
    ),
    ...restoredSeen({ record, before, written, deleted }, exceptions),
    ...(letGo.length === 0 ? {} : { letGo }),
    ...(rolledBack.length === 0 ? {} : { rolledBack }),
  };
  return { ...next, ...placesIn(next, record, before) };
}

function restoredExceptions(
  record: AppliedRecord,
  before: RecordBefore,
  written: ReadonlyMap<string, Confirmation>,
): readonly RecordException[] {
  const entriesNow = entriesByHash(record.exceptions);
  const entriesThen = entriesByHash(before.exceptions);
  const next = new Map(entriesNow);
  for (const [own, end] of written) {
    const then = entriesThen.get(own) ?? [before.revision];
    const now = entriesNow.get(own) ?? [record.revision];
    const entries = end === 'confirmed' ? then : [...new Set([...then, ...now])];
    const isOwn = entries.length === 1 && entries[0] === record.revision;
    for (const hash of [own, ...(before.formerKeys?.[own] ?? [])]) {
      if (isOwn) next.delete(hash);
      else next.set(hash, entries);
    }
  }
  return groupByEntries(next);
}

/** Computes what the record says about whether the vendor has the contacts in the exceptions. */
function restoredSeen(
  {
    record,
    before,
    written,
    deleted,
  }: Pick<RollingBack, 'record' | 'before' | 'deleted'> & { readonly written: ReadonlyMap<string, Confirmation> },
  exceptions: readonly RecordException[],
): SeenMembers {
  const [seenThen, seenNow] = [seenIn(before), seenIn(record)];
  const restored = new Map<string, Seen | undefined>();
  for (const [own, end] of written) {
    const then = seenThen(own);
    // Whom the apply created and the rollback deletes is new afterwards.
    const isGone = end === 'confirmed' && deleted?.has(own) === true;
    // What is confirmed now is a declaration that is taken back: this shows only that the vendor has the contact.
    const seen = then === 'confirmed' || isGone || seenNow(own) === undefined ? then : 'present';
    for (const hash of [own, ...(before.formerKeys?.[own] ?? [])]) restored.set(hash, seen);
  }
  const hashes = exceptions.flatMap(({ contacts }) => contacts);
  return seenMembers(hashes.map((hash) => [hash, restored.has(hash) ? restored.get(hash) : seenNow(hash)] as const));
}

/** Returns a function that tells what a record knows of a contact. Whoever is not in its exceptions is confirmed. */
function seenIn({
  exceptions,
  seen,
  present,
}: Pick<RecordBefore, 'exceptions' | 'seen' | 'present'>): (hash: string) => Seen | undefined {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const known = { owed, seen: new Set(seen), present: new Set(present) };
  return (hash) => seenBefore([hash], false, known);
}

function entriesByHash(exceptions: readonly RecordException[]): ReadonlyMap<string, readonly Revision[]> {
  return new Map(exceptions.flatMap(({ entries, contacts }) => contacts.map((hash) => [hash, entries] as const)));
}

/**
 * Computes the marks of the record after a rollback. The record's own revision is marked in addition to the one that is rolled
 * back, because it may declare the same.
 */
function restoredMarks(
  { rolledBack = [], revision }: AppliedRecord,
  before: RecordBefore,
  written: ReadonlyMap<string, Confirmation>,
  undone: Revision | undefined,
): readonly RolledBack[] {
  const isDone = (hash: string): boolean => written.get(hash) === 'confirmed';
  const kept = rolledBack.map((one) => ({ ...one, contacts: one.contacts.filter((hash) => !isDone(hash)) }));
  const restored = ofContacts(before.rolledBack, new Set(written.keys()));
  const hashes = [...written.keys()];
  const marked =
    undone === undefined ? [] : [...new Set([undone, revision])].map((of) => ({ revision: of, contacts: hashes }));
  return joinMarks([...kept, ...restored, ...marked]);
}

function ofContacts<T extends { readonly contacts: readonly string[] }>(
  list: readonly T[] = [],
  hashes: ReadonlySet<string>,
): readonly T[] {
  return list
    .map((one) => ({ ...one, contacts: one.contacts.filter((hash) => hashes.has(hash)) }))
    .filter(({ contacts }) => contacts.length > 0);
}

/** Joins marks into one for each revision, with sorted contacts, in the order in which the revisions first occur. */
export function joinMarks(marks: readonly RolledBack[]): readonly RolledBack[] {
  const byRevision = new Map<Revision, Set<string>>();
  for (const { revision, contacts } of marks) {
    const known = byRevision.get(revision) ?? new Set();
    for (const hash of contacts) known.add(hash);
    byRevision.set(revision, known);
  }
  return [...byRevision]
    .map(([revision, contacts]) => ({ revision, contacts: [...contacts].sort() }))
    .filter(({ contacts }) => contacts.length > 0);
}

function placesIn(next: AppliedRecord, record: AppliedRecord, before: RecordBefore): Pick<AppliedRecord, 'places'> {
  const known = new Set(revisionsOf(record));
  const found = revisionsOf(next).flatMap((revision): readonly (readonly [Revision, RevisionPlace])[] => {
    const place = known.has(revision) ? placeOf(record, revision) : before.places?.[revision];
    if (place === undefined || isSamePlace(place, record)) return [];
    return [[revision, place]];
  });
  return found.length === 0 ? {} : { places: Object.fromEntries(found) };
}

function isSamePlace(one: RevisionPlace, other: RevisionPlace): boolean {
  return one.account === other.account && one.directory === other.directory && one.environment === other.environment;
}

/**
 * Finds the contacts that are still declared as in an apply that was rolled back.
 *
 * @param declared today's contacts of the account
 * @param contactsAt returns the contacts that a revision declared at the account, under the account's name of today
 * @returns their keys
 */
export function rolledBackToday(
  marks: readonly RolledBack[],
  declared: readonly DesiredContact[],
  contactsAt: (revision: Revision) => readonly DesiredContact[],
): readonly string[] {
  if (marks.length === 0) return [];
  const today = new Map(declared.map((contact) => [contact.key, contact]));
  const found = marks.flatMap(({ revision, contacts }) => {
    const hashes = new Set(contacts);
    return contactsAt(revision).filter((entry) => {
      const contact = today.get(entry.key);
      return contact !== undefined && hashes.has(contactHash(entry.key)) && isSameDeclaration(contact, entry);
    });
  });
  return [...new Set(found.map(({ key }) => key))];
}

/**
 * Returns the marks that stay after an apply: only those of contacts whose declaration is still the one that was rolled back.
 *
 * @param keys keys of these contacts, from `rolledBackToday`
 */
export function remainingMarks(marks: readonly RolledBack[], keys: Iterable<string>): readonly RolledBack[] {
  return joinMarks(ofContacts(marks, new Set([...keys].map(contactHash))));
}
