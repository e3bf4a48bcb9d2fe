// What a rollback does to a record: contacts get back what counted for them before the apply that was rolled back, and what that
// apply declared of them is marked, so that no plan carries it out again until the declaration changes. Pure.
//
//   the contact's rollback …    what counts for it from now on
//   confirmed                   what counted before the apply
//   sent, but not confirmed     what counted before the apply, and what counted until now
//   not sent                    what counted until now

import type { DesiredContact } from '../../contact/contact.ts';
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
import { type Confirmation, groupByEntries } from '../record/next.ts';

/** What a record said of the contacts of an apply before that apply; the journal holds it. Hashes are those of contact keys. */
export interface RecordBefore {
  /** Name of the account at that time. */
  readonly account: string;
  /** The revision of the record that the apply wrote: contacts that are no exception count as it declares them. */
  readonly revision: Revision;
  readonly exceptions: readonly RecordException[];
  /** Hashes of the former keys of contacts whose key has changed, by the hash of the key. */
  readonly formerKeys?: Readonly<Record<string, readonly string[]>>;
  readonly letGo?: readonly LetGo[];
  readonly rolledBack?: readonly RolledBack[];
  /** Where the revisions of the exceptions declare the account. */
  readonly places?: Readonly<Record<Revision, RevisionPlace>>;
}

/** A rollback that has ended, or that is about to send. */
export interface RollingBack {
  /** The record as it would be without the rollback. */
  readonly record: AppliedRecord;
  readonly before: RecordBefore;
  /** How the rollback ended, by the hash of the contact's key; `not sent` may be absent. */
  readonly ended: ReadonlyMap<string, Confirmation>;
  /** The revision whose apply is rolled back; undefined for a rollback of a rollback, which brings declarations back. */
  readonly undone: Revision | undefined;
}

/** The record after a rollback. */
export function withRollback({ record, before, ended, undone }: RollingBack): AppliedRecord {
  const written = new Map([...ended].filter(([, end]) => end !== 'not sent'));
  const { former = [], letGo: _l, rolledBack: _r, places: _p, ...rest } = record;
  const exceptions = restoredExceptions(record, before, written);
  const rolledBack = restoredMarks(record, before, written, undone);
  const formerKeys = [...written.keys()].flatMap((own) => before.formerKeys?.[own] ?? []);
  const letGo = [...(record.letGo ?? []), ...ofContacts(before.letGo, new Set(written.keys()))];
  const next = {
    ...rest,
    exceptions,
    ...formerIn(
      [...former, ...formerKeys].filter((hash) => !written.has(hash)),
      exceptions,
    ),
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

function entriesByHash(exceptions: readonly RecordException[]): ReadonlyMap<string, readonly Revision[]> {
  return new Map(exceptions.flatMap(({ entries, contacts }) => contacts.map((hash) => [hash, entries] as const)));
}

/** The declarations that no plan carries out. A later revision may declare the same, so that it is marked as well. */
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

/** One mark for each revision, with sorted contacts, in the order in which the revisions first stand there. */
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
 * The contacts of today whose declaration was rolled back.
 *
 * @param declared today's contacts of the account
 * @param contactsAt the contacts that a revision declared at the account, under the account's name of today
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
 * What stays marked after an apply: only contacts whose declaration is still the one that was rolled back.
 *
 * @param keys of these contacts, from `rolledBackToday`
 */
export function remainingMarks(marks: readonly RolledBack[], keys: Iterable<string>): readonly RolledBack[] {
  return joinMarks(ofContacts(marks, new Set([...keys].map(contactHash))));
}
