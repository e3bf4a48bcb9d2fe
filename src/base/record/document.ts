// The record of what was applied to one destination (an account at the vendor) from one manifest directory. It names the revision
// of the manifests that was applied, and its exceptions: contacts for which that revision was not confirmed, with the revisions
// that are in force for them instead. A revision is in force for a contact if later plans compare the contact with what that
// revision declares for it. The record contains commits, dates, hashes of contact keys and digests of erasures, but no personal
// data. Pure.
//
//   revision                meaning
//   40 or 64 hex digits     a commit that contains the manifests
//   local:<sha256>          manifests that are in no commit; only this machine has them

import { hash } from 'node:crypto';
import { sha256 } from '../../contact/canonical.ts';
import type { Channel } from '../../contact/fields.ts';
import type { Destination } from '../../providers/contract.ts';
import type { RecordedOptOut } from '../consent/counted.ts';

/** A revision of the manifests, in one of the two forms of the table above. */
export type Revision = string;

/** A group of contacts for which the record's own revision was not confirmed, with the revisions that are in force instead. */
export interface RecordException {
  /**
   * The revisions whose declarations of these contacts may be in effect at the vendor, oldest first; empty if nothing was ever
   * applied to them.
   */
  readonly entries: readonly Revision[];
  /** Hashes of contact keys (`contactHash`), sorted. A contact whose key has changed has several. */
  readonly contacts: readonly string[];
}

/**
 * Fields that a revision in the exceptions declares for some contacts, and that no plan removes: the user gave them up with
 * `rollcall record forget-owed`, so the vendor's values stay.
 */
export interface LetGo {
  readonly revision: Revision;
  /** Paths as in `unmanaged`: `city`, `tags.vip`, `customProperties.age`; sorted. */
  readonly fields: readonly string[];
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/** Contacts for which the apply of a revision was rolled back. No plan applies what that revision declares for them again. */
export interface RolledBack {
  readonly revision: Revision;
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/**
 * Opt-outs at other accounts of the same sender that have already taken effect at this account. If one of these contacts is
 * subscribed here later, the person has come back, and the same opt-outs do not end the subscription again.
 */
export interface CarriedOptOuts {
  readonly channel: Channel;
  /** The opt-outs, in the order of the accounts. */
  readonly from: readonly RecordedOptOut[];
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/** Where a revision declares the record's account, and under which name. */
export interface RevisionPlace {
  /** Name of the account in that revision. */
  readonly account: string;
  /** Path of the manifests in that commit. */
  readonly directory: string;
  /** The environment that was applied; absent for none. */
  readonly environment?: string;
}

/** The record of what was applied to one destination from one directory. */
export interface AppliedRecord {
  readonly formatVersion: typeof RECORD_FORMAT_VERSION;
  /** Name of the account at the time of the apply. */
  readonly account: string;
  readonly destination: Destination;
  /** Path of the manifests in their repository, with `/` as separator; an absolute path if they are in no repository. */
  readonly directory: string;
  /** The environment of the manifests that was applied; absent if they declared none. */
  readonly environment?: string;
  readonly revision: Revision;
  /** RFC 3339 instant of the apply. */
  readonly at: string;
  /**
   * Present while an apply runs, and after an apply that was killed: the `at` of the record that its plan was compared with, or
   * null if there was no record. As long as it is present, every change that the apply may have sent is among the exceptions.
   */
  readonly begunFrom?: string | null;
  readonly exceptions: readonly RecordException[];
  /**
   * Those hashes in the exceptions that belong to a former key of a contact, and not to its newest key, which is in the
   * exceptions, too. Sorted; absent if there are none.
   */
  readonly former?: readonly string[];
  /**
   * Hashes of the keys of those contacts in the exceptions that an earlier apply confirmed at the vendor, former keys included.
   * Sorted; absent if there are none.
   */
  readonly seen?: readonly string[];
  /**
   * Hashes of the keys of those other contacts in the exceptions of which an apply has shown that the vendor has them, although it
   * did not confirm all that was declared. Sorted; absent if there are none.
   */
  readonly present?: readonly string[];
  /**
   * Hashes of the keys of contacts whose declared subscription was not applied, because of an opt-out at another account of the
   * sender or because of a suppression. Sorted; absent if there are none.
   */
  readonly withheld?: readonly string[];
  /** Hashes of the keys of those contacts in `withheld` that the vendor does not have, sorted; absent if there are none. */
  readonly absent?: readonly string[];
  /**
   * Digests of all people whom an erasure in the manifests has named at any apply so far, sorted; absent if there are none. They
   * are kept so that a person is not created again if the erasure is taken out of the manifests, for example by a revert.
   */
  readonly erased?: readonly string[];
  /**
   * Hashes of the identifiers of contacts that the vendor had at an apply and that the manifests declare no longer, those that were taken
   * out last coming last; absent if there are none. There are at most MAX_UNDECLARED.
   */
  readonly undeclared?: readonly string[];
  /**
   * Opt-outs at other accounts of the sender that have already taken effect here, in a stable order; absent if there are none.
   */
  readonly carried?: readonly CarriedOptOuts[];
  /**
   * Contacts that were applied before and that `revision` only proposes (`stage: proposed`). What was declared for them before
   * stays in force and leaves no work undone. Absent if there are none.
   */
  readonly proposed?: readonly RecordException[];
  /** Fields that a revision in the exceptions declares and that no plan removes any more; absent if there are none. */
  readonly letGo?: readonly LetGo[];
  /**
   * Contacts whose declarations were rolled back, so that no plan applies them until they change; absent if nothing was rolled
   * back.
   */
  readonly rolledBack?: readonly RolledBack[];
  /**
   * Map from revision to where it declares the account. Contains only revisions that use another account name, directory or
   * environment than the record itself; absent if there are none.
   */
  readonly places?: Readonly<Record<Revision, RevisionPlace>>;
}

/** Incremented with every change of the format; records of another format are never overwritten. */
export const RECORD_FORMAT_VERSION = 4;

/** True if the manifests of the revision are in no commit. */
export function isLocal(revision: Revision): boolean {
  return revision.startsWith('local:');
}

/** Returns the revision for manifests that are in no commit; `digest` is the sha256 over them (`manifestsDigest`). */
export function localRevision(digest: string): Revision {
  return `local:${digest}`;
}

/**
 * Returns the name of a record. It depends only on the destination's key and the directory, so it survives a new account name, a
 * new API key of the same account at the vendor, and a new API version.
 */
export function recordName({ key }: Pick<Destination, 'key'>, directory: string): string {
  return `${key.slice(0, key.indexOf('-'))}-${sha256({ destination: key, directory }).slice(0, 24)}`;
}

/** Returns the hash of a contact's key without the name of its account, so that renaming the account does not change the hash. */
export function contactHash(key: string): string {
  const identifier = key.slice(key.indexOf('/') + 1);
  return hash('sha256', identifier, 'base64url').slice(0, 16);
}

/** Returns all revisions that the record names and whose manifests are needed to use it, its own first. */
export function revisionsOf({
  revision,
  exceptions,
  proposed = [],
  rolledBack = [],
}: AppliedRecord): readonly Revision[] {
  const earlier = [...exceptions, ...proposed].flatMap(({ entries }) => entries);
  return [...new Set([revision, ...earlier, ...rolledBack.map((one) => one.revision)])];
}

/**
 * Returns the number of contacts whose latest declarations were not applied or not confirmed.
 *
 * @param without keys of contacts to leave out of the count
 */
export function countExceptions(
  record: Pick<AppliedRecord, 'exceptions' | 'former'>,
  without: ReadonlySet<string> = new Set(),
): number {
  return countAllExceptions([record], without);
}

/** Counts the contacts in the exceptions of several records that are in force together, each contact once. */
export function countAllExceptions(
  records: readonly Pick<AppliedRecord, 'exceptions' | 'former'>[],
  without: ReadonlySet<string> = new Set(),
): number {
  const owed = new Set(records.flatMap(owedIn));
  for (const key of without) owed.delete(contactHash(key));
  return owed.size;
}

function owedIn({ exceptions, former = [] }: Pick<AppliedRecord, 'exceptions' | 'former'>): readonly string[] {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  for (const hash of former) owed.delete(hash);
  return [...owed];
}

/**
 * Builds the member `former` of a record: those of the given hashes that occur in its exceptions, sorted. Returns no member if
 * none does.
 */
export function formerIn(
  hashes: Iterable<string> = [],
  exceptions: readonly RecordException[],
): Pick<AppliedRecord, 'former'> {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const former = [...new Set(hashes)].filter((hash) => owed.has(hash)).sort();
  return former.length === 0 ? {} : { former };
}

/** Returns the number of contacts whose declaration was rolled back and is not applied again. */
export function countRolledBack({ rolledBack = [] }: AppliedRecord): number {
  return new Set(rolledBack.flatMap(({ contacts }) => contacts)).size;
}

/**
 * Returns where a revision of the record declares the account: the entry in `places`, otherwise what the record says of itself.
 */
export function placeOf(record: AppliedRecord, revision: Revision): RevisionPlace {
  return record.places?.[revision] ?? placeAlone(record);
}

/** Copies the members of a place from a larger object, such as a whole record. */
export function placeAlone({ account, directory, environment }: RevisionPlace): RevisionPlace {
  return { account, directory, ...(environment === undefined ? {} : { environment }) };
}
