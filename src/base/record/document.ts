// The record of what was applied to one destination from one directory: the revision of the manifests, and the contacts for which
// earlier revisions still count. It holds no personal data: commits, dates, and hashes of contact keys. Pure.
//
//   revision                meaning
//   40 or 64 hex digits     a commit that contains the manifests
//   local:<sha256>          manifests that are in no commit; only this machine has them

import { hash } from 'node:crypto';
import { sha256 } from '../../contact/canonical.ts';
import type { Channel } from '../../contact/fields.ts';
import type { Destination } from '../../providers/contract.ts';
import type { CountedOptOut } from '../contact-to-plan.ts';

/** A revision of the manifests. */
export type Revision = string;

/** Contacts whose declarations at the record's own revision do not count; those at other revisions do. */
export interface RecordException {
  /** Revisions whose declarations of these contacts count, oldest first; none if nothing was ever applied to them. */
  readonly entries: readonly Revision[];
  /** Hashes of contact keys (`contactHash`), sorted; several of one contact if its key has changed. */
  readonly contacts: readonly string[];
}

/** Fields of contacts that one of the exceptions' revisions declares and that stay at the vendor as they are. */
export interface LetGo {
  readonly revision: Revision;
  /** Paths as in `unmanaged`: `city`, `tags.vip`, `customProperties.age`; sorted. */
  readonly fields: readonly string[];
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/** Contacts whose apply of a revision was rolled back: what it declares of them is not applied again. */
export interface RolledBack {
  readonly revision: Revision;
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/** Opt-outs at other accounts of the sender that count at this one already: whoever subscribes here again has come back. */
export interface CarriedOptOuts {
  readonly channel: Channel;
  /** In the order of the accounts. */
  readonly from: readonly CountedOptOut[];
  /** Hashes of contact keys, sorted. */
  readonly contacts: readonly string[];
}

/** Where a revision declares the account. */
export interface RevisionPlace {
  /** Name of the account in that revision. */
  readonly account: string;
  /** Path of the manifests in that commit. */
  readonly directory: string;
  /** The environment that was applied; absent for none. */
  readonly environment?: string;
}

/** The record of what was applied. */
export interface AppliedRecord {
  readonly formatVersion: typeof RECORD_FORMAT_VERSION;
  /** Name of the account when it was applied. */
  readonly account: string;
  readonly destination: Destination;
  /** Path of the manifests in their repository, `/` as separator; an absolute path if they are in none. */
  readonly directory: string;
  /** The environment of the manifests that was applied; absent if they declared none. */
  readonly environment?: string;
  readonly revision: Revision;
  /** RFC 3339 instant of the apply. */
  readonly at: string;
  /**
   * `at` of the record that the apply's plan was compared with, null for none. Present until the apply has ended, and after one that
   * was killed: every change that it may have sent is an exception then.
   */
  readonly begunFrom?: string | null;
  readonly exceptions: readonly RecordException[];
  /**
   * Hashes in the exceptions that are only former keys of contacts, each of which another hash there stands for, sorted; absent if there
   * are none.
   */
  readonly former?: readonly string[];
  /** Hashes of the keys of contacts in the exceptions that the vendor had at an apply before, sorted; absent if there are none. */
  readonly seen?: readonly string[];
  /**
   * Hashes of the keys of contacts whose declared subscription was not applied because of an opt-out elsewhere, sorted; absent if there
   * are none.
   */
  readonly withheld?: readonly string[];
  /** Hashes of the keys of those of them that the vendor does not have, sorted; absent if there are none. */
  readonly absent?: readonly string[];
  /**
   * Digests of people who asked to be forgotten, of all erasures that an apply has known, sorted; absent if there are none. Whoever takes
   * an erasure out of the manifests, as a revert does, does not bring the person back.
   */
  readonly erased?: readonly string[];
  /**
   * Hashes of the identifiers of contacts that the vendor had at an apply and that the manifests declare no longer, those that were taken
   * out last coming last; absent if there are none. There are at most MAX_UNDECLARED.
   */
  readonly undeclared?: readonly string[];
  /** Opt-outs elsewhere that count here already, in a stable order; absent if there are none. */
  readonly carried?: readonly CarriedOptOuts[];
  /**
   * Contacts that were applied before and are proposed in `revision`: what was declared for them stands, and nothing of it is owed.
   * Absent if there are none.
   */
  readonly proposed?: readonly RecordException[];
  /** Fields that an exception's revision declares and that no plan has to remove any more; absent if there are none. */
  readonly letGo?: readonly LetGo[];
  /** Declarations that no plan carries out until they change; absent if nothing was rolled back. */
  readonly rolledBack?: readonly RolledBack[];
  /** The revisions that declare the account under another name, or in another directory or environment, than the record's; absent if none does. */
  readonly places?: Readonly<Record<Revision, RevisionPlace>>;
}

/** Incremented with every change of the format; records of another format are never overwritten. */
export const RECORD_FORMAT_VERSION = 4;

/** True if the manifests of the revision are in no commit. */
export function isLocal(revision: Revision): boolean {
  return revision.startsWith('local:');
}

/** The revision of manifests that are in no commit. */
export function localRevision(digest: string): Revision {
  return `local:${digest}`;
}

/** Name of a record: the same for every account name, key and API version of the destination. */
export function recordName({ key }: Pick<Destination, 'key'>, directory: string): string {
  return `${key.slice(0, key.indexOf('-'))}-${sha256({ destination: key, directory }).slice(0, 24)}`;
}

/** Hash of a contact's key without the name of its account, so that renaming an account keeps it. */
export function contactHash(key: string): string {
  const identifier = key.slice(key.indexOf('/') + 1);
  return hash('sha256', identifier, 'base64url').slice(0, 16);
}

/** All revisions that the record needs, its own first. */
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
 * Number of contacts whose latest declarations were not applied or not confirmed.
 *
 * @param without keys of contacts that do not count
 */
export function countExceptions(
  { exceptions, former = [] }: Pick<AppliedRecord, 'exceptions' | 'former'>,
  without: ReadonlySet<string> = new Set(),
): number {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  for (const hash of former) owed.delete(hash);
  for (const key of without) owed.delete(contactHash(key));
  return owed.size;
}

/** The member `former` of a record with these exceptions: those of the hashes that are in one. */
export function formerIn(
  hashes: Iterable<string> = [],
  exceptions: readonly RecordException[],
): Pick<AppliedRecord, 'former'> {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const former = [...new Set(hashes)].filter((hash) => owed.has(hash)).sort();
  return former.length === 0 ? {} : { former };
}

/** Number of contacts whose declaration was rolled back and is not applied again. */
export function countRolledBack({ rolledBack = [] }: AppliedRecord): number {
  return new Set(rolledBack.flatMap(({ contacts }) => contacts)).size;
}

/** Where a revision of the record declares the account. */
export function placeOf(record: AppliedRecord, revision: Revision): RevisionPlace {
  return record.places?.[revision] ?? placeAlone(record);
}

/** The members of a place, without any others of the value that holds them. */
export function placeAlone({ account, directory, environment }: RevisionPlace): RevisionPlace {
  return { account, directory, ...(environment === undefined ? {} : { environment }) };
}
