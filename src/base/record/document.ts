// The record of what was applied to one destination from one directory: the revision of the manifests, and the contacts for which
// earlier revisions still count. It holds no personal data: commits, dates, and hashes of contact keys. Pure.
//
//   revision                meaning
//   40 or 64 hex digits     a commit that contains the manifests
//   local:<sha256>          manifests that are in no commit; only this machine has them

import { createHash } from 'node:crypto';
import { canonicalJson, sha256 } from '../../contact/canonical.ts';
import { CAUSES } from '../../contact/consent.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
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
  /** Hashes of the keys of contacts in the exceptions that the vendor had at an apply before, sorted; absent if there are none. */
  readonly seen?: readonly string[];
  /**
   * Hashes of the keys of contacts whose declared subscription was not applied because of an opt-out elsewhere, sorted; absent if there
   * are none.
   */
  readonly withheld?: readonly string[];
  /** Hashes of the keys of those of them that the vendor does not have, sorted; absent if there are none. */
  readonly absent?: readonly string[];
  /** Opt-outs elsewhere that count here already, in a stable order; absent if there are none. */
  readonly carried?: readonly CarriedOptOuts[];
  /**
   * Contacts that were applied before and are proposed in `revision`: what was declared for them stands, and nothing of it is owed.
   * Absent if there are none.
   */
  readonly proposed?: readonly RecordException[];
  /** What is owed no more although an exception's revision declares it; absent if there is nothing. */
  readonly letGo?: readonly LetGo[];
  /** Declarations that no plan carries out until they change; absent if nothing was rolled back. */
  readonly rolledBack?: readonly RolledBack[];
  /** The revisions that declare the account under another name, or in another directory or environment, than the record's; absent if none does. */
  readonly places?: Readonly<Record<Revision, RevisionPlace>>;
}

/** Incremented with every change of the format; records of another format are never overwritten. */
export const RECORD_FORMAT_VERSION = 3;

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const LOCAL = /^local:[0-9a-f]{64}$/;

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
  return createHash('sha256').update(identifier).digest('base64url').slice(0, 16);
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
export function countExceptions({ exceptions }: AppliedRecord, without: ReadonlySet<string> = new Set()): number {
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  for (const key of without) owed.delete(contactHash(key));
  return owed.size;
}

/** Number of contacts whose declaration was rolled back and is not applied again. */
export function countRolledBack({ rolledBack = [] }: AppliedRecord): number {
  return new Set(rolledBack.flatMap(({ contacts }) => contacts)).size;
}

/** Where a revision of the record declares the account. */
export function placeOf(record: AppliedRecord, revision: Revision): RevisionPlace {
  return record.places?.[revision] ?? knownPlace(record);
}

/** The members of a place alone. */
function knownPlace({ account, directory, environment }: RevisionPlace): RevisionPlace {
  return { account, directory, ...(environment === undefined ? {} : { environment }) };
}

/** The record as text. */
export function serialiseRecord(record: AppliedRecord): string {
  return `${canonicalJson(record)}\n`;
}

/**
 * Parses a record.
 *
 * @returns undefined if the text is not a record of this format
 */
export function parseRecord(text: string): AppliedRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? withKnownMembers(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The record without members that the format does not have: they would be written on with the next record. */
function withKnownMembers(record: AppliedRecord): AppliedRecord {
  const { formatVersion, revision, at, begunFrom, exceptions, proposed, letGo, rolledBack, places } = record;
  const { seen, withheld, absent, carried } = record;
  const { key, provider, origin } = record.destination;
  return {
    ...{ formatVersion, ...knownPlace(record), destination: { key, provider, origin }, revision, at },
    ...(begunFrom === undefined ? {} : { begunFrom }),
    exceptions: exceptions.map(({ entries, contacts }) => ({ entries, contacts })),
    ...(seen && { seen }),
    ...(withheld && { withheld }),
    ...(absent && { absent }),
    ...(carried && { carried: carried.map(withKnownMembersOfCarried) }),
    ...(proposed && { proposed: proposed.map(({ entries, contacts }) => ({ entries, contacts })) }),
    ...(letGo && { letGo: letGo.map(({ revision: of, fields, contacts }) => ({ revision: of, fields, contacts })) }),
    ...(rolledBack && { rolledBack: rolledBack.map(({ revision: of, contacts }) => ({ revision: of, contacts })) }),
    ...(places && {
      places: Object.fromEntries(Object.entries(places).map(([of, place]) => [of, knownPlace(place)])),
    }),
  };
}

function isRecord(value: unknown): value is AppliedRecord {
  if (!isObject(value) || value.formatVersion !== RECORD_FORMAT_VERSION) return false;
  const { destination, revision, at, begunFrom = null, exceptions, places = {} } = value;
  const { seen = [], withheld = [], absent = [], carried = [], proposed = [], letGo = [], rolledBack = [] } = value;
  return (
    isPlace(value) &&
    isDestination(destination) &&
    isRevision(revision) &&
    isInstant(at) &&
    (begunFrom === null || isInstant(begunFrom)) &&
    Array.isArray(exceptions) &&
    exceptions.every(isException) &&
    [seen, withheld, absent].every((hashes) => Array.isArray(hashes) && hashes.every(isText)) &&
    Array.isArray(carried) &&
    carried.every(isCarried) &&
    Array.isArray(proposed) &&
    proposed.every(isException) &&
    Array.isArray(letGo) &&
    letGo.every(isLetGo) &&
    Array.isArray(rolledBack) &&
    rolledBack.every(isRolledBack) &&
    isObject(places) &&
    Object.entries(places).every(([of, place]) => isRevision(of) && isPlace(place))
  );
}

function isDestination(value: unknown): boolean {
  return isObject(value) && [value.key, value.provider, value.origin].every(isText);
}

function isException(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.entries) || !Array.isArray(value.contacts)) return false;
  return value.entries.every(isRevision) && value.contacts.every(isText);
}

function withKnownMembersOfCarried({ channel, from, contacts }: CarriedOptOuts): CarriedOptOuts {
  const counted = from.map(({ account, cause, at }) => ({ account, ...(cause === undefined ? {} : { cause }), at }));
  return { channel, from: counted, contacts };
}

function isCarried(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.from) || !Array.isArray(value.contacts)) return false;
  if (!CHANNELS.some((channel) => channel === value.channel)) return false;
  return value.from.every(isCounted) && value.contacts.every(isText);
}

function isCounted(value: unknown): boolean {
  if (!isObject(value) || !isText(value.account) || !isInstant(value.at)) return false;
  return value.cause === undefined || CAUSES.some((cause) => cause === value.cause);
}

function isLetGo(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.fields) || !Array.isArray(value.contacts)) return false;
  return isRevision(value.revision) && [...value.fields, ...value.contacts].every(isText);
}

function isRolledBack(value: unknown): boolean {
  return isObject(value) && Array.isArray(value.contacts) && isRevision(value.revision) && value.contacts.every(isText);
}

function isPlace(value: unknown): boolean {
  if (!isObject(value) || !isText(value.account) || !isText(value.directory)) return false;
  return value.environment === undefined || isText(value.environment);
}

function isRevision(value: unknown): value is Revision {
  return typeof value === 'string' && (COMMIT.test(value) || LOCAL.test(value));
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
