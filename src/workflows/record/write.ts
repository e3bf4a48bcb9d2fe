// Records what was applied. Enters: the plan, how every change ended, and what was recorded before. Leaves: a new record for
// every account at which the apply started. A record moves to what was planned even if not everything succeeded: what did not
// succeed is kept in its exceptions, and is owed from then on. begin.ts writes what is recorded before anything is sent.

import type { RecordedResult } from '../../apply/account-results.ts';
import { firstParentLine } from '../../base/git/ancestry.ts';
import { beliefIn } from '../../base/record/belief.ts';
import {
  type AppliedRecord,
  countExceptions,
  isLocal,
  RECORD_FORMAT_VERSION,
  type Revision,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import { nextExceptions } from '../../base/record/next/exceptions.ts';
import { pushRecord } from '../../base/record/remote.ts';
import type { RecordStore, StoredRecord } from '../../base/record/store.ts';
import { remainingMarks } from '../../base/rollback/rolled-back.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { Account, Configuration } from '../../manifest/configuration.ts';
import type { Destination } from '../../providers/contract.ts';
import { nextCarried } from './carried.ts';
import { isComparedWith, plannedRecord, recordsOf } from './compared.ts';
import { type AppliedPlan, deletedBy, emptyAccounts, endingsOf, shownBy, startedAccounts } from './endings.ts';
import { heldBack, nextErased, nextHeldBack } from './held-back.ts';
import type { FoundRecord, OpenedRecords } from './open.ts';
import type { RecordedBase } from './parts/combine.ts';
import { forgottenBy } from './people/forgotten.ts';
import { placesOf } from './places.ts';

/** What was planned, and what was recorded before; `prepare` makes it when the manifests are loaded. */
export interface Recording {
  readonly opened: OpenedRecords;
  readonly recorded: RecordedBase;
  readonly destinations: ReadonlyMap<string, Destination>;
  /** The manifests that were planned, without filters. */
  readonly whole: Configuration;
  /** Revision of these manifests. */
  readonly revision: Revision;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly patterns?: readonly string[] | undefined;
  /** Keys of the contacts that differ from the plan's base; undefined without a base. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Keys of contacts that are not planned, because invalid entries may be about them; absent: none. */
  readonly leftOut?: ReadonlySet<string>;
  /** Whether an erasure names the person, now or at an apply before; absent: none does. */
  readonly isForgotten?: (contact: DesiredContact) => boolean;
}

/** How records are written. */
export interface WriteOptions {
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether to push the records of commits to the remote. */
  readonly push: boolean;
  /**
   * Returns the revisions whose manifests are kept although no record names them, because a rollback needs them; absent: none.
   */
  readonly needed?: () => Promise<readonly Revision[]>;
}

/** What happened to the record of one account. */
export interface RecordedAccount extends RecordedResult {
  readonly account: string;
  /** Why the record could not be written or pushed; absent if it could. */
  readonly error?: HintedError;
}

/**
 * Records what was applied.
 *
 * @returns one result for every account at which the apply started and whose destination is known; failures are part of it, so that
 *   one account's failure does not keep the others from being recorded
 */
export async function recordApplied(
  applied: AppliedPlan,
  recording: Recording,
  options: WriteOptions,
): Promise<readonly RecordedAccount[]> {
  const results: RecordedAccount[] = [];
  const empty = emptyAccounts(applied).filter((name) => isErasingAt(name, recording.whole));
  for (const subject of subjectsOf(applied, recording, empty)) {
    const { name } = subject.account;
    results.push(await recordAccount(subject, recording, options).catch((error: unknown) => failed(name, error)));
  }
  if (results.some(({ result }) => result !== 'unchanged'))
    await pruneManifests(recording, (await options.needed?.()) ?? []);
  return results;
}

/** True if the manifests have an erasure for the account. Its digest must be recorded, even if the account has no contacts. */
function isErasingAt(account: string, { erasures = [] }: Configuration): boolean {
  return erasures.some(({ accounts }) => accounts?.includes(account) ?? true);
}

/** The accounts at which the apply started and whose destination is known. `also` names more accounts. */
export function subjectsOf(
  applied: AppliedPlan,
  { whole, destinations }: Recording,
  also: readonly string[] = [],
): readonly Subject[] {
  return [...startedAccounts(applied), ...also].flatMap((name) => {
    const account = whole.accounts.find((one) => one.name === name);
    const destination = destinations.get(name);
    return account === undefined || destination === undefined ? [] : [{ account, destination, applied }];
  });
}

function failed(account: string, error: unknown): RecordedAccount {
  if (!(error instanceof HintedError)) throw error;
  return { account, result: 'here', owed: 0, error };
}

/** An account, and the plan that is applied to it. */
export interface Subject {
  readonly account: Account;
  readonly destination: Destination;
  readonly applied: AppliedPlan;
}

async function recordAccount(subject: Subject, recording: Recording, options: WriteOptions): Promise<RecordedAccount> {
  const { name } = subject.account;
  if (recording.recorded.states.get(name)?.state === 'refused') return { account: name, result: 'refused', owed: 0 };
  const { opened } = recording;
  const record = nextRecord(subject, recording, options.now);
  const owed = countExceptions(record);
  const file = recordName(subject.destination, opened.directory);
  const found = opened.found.filter((one) => one.name === file);
  const isMerge = opened.theirs.some((one) => one.name === file);
  if (found.length === 1 && !isMerge && saysTheSame(found[0]?.record, record)) {
    // The record is the same, but an earlier push of it may have failed.
    const isPushed = !isOnlyHere(file, opened) || found[0]?.keptIn !== 'git';
    const result = isPushed ? 'unchanged' : await pushIfBelieved(file, record, opened, options);
    return { account: name, result, owed };
  }
  return { account: name, result: await writeRecord(file, record, opened, options), owed };
}

/** True if the remote was asked and lacks this clone's record. */
function isOnlyHere(name: string, { remote }: OpenedRecords): boolean {
  const state = remote?.reachable === true ? remote.fetched.get(name)?.state : undefined;
  return state === 'ahead' || state === 'missing';
}

/**
 * Writes a record to its store, in place of the one that was found there, and pushes it if the store is git.
 *
 * @param name from `recordName`
 * @throws HintedError `applied-ref`
 */
export async function writeRecord(
  name: string,
  record: AppliedRecord,
  opened: OpenedRecords,
  options: Pick<WriteOptions, 'push'>,
): Promise<'pushed' | 'here' | 'not-pushed'> {
  const { keptIn } = await storeRecord(name, record, opened);
  return keptIn === 'git' ? pushIfBelieved(name, record, opened, options) : 'here';
}

/**
 * Writes a record to its store, in place of the one that was found there, and pushes nothing.
 *
 * @param name from `recordName`
 * @throws HintedError `applied-ref`
 */
export async function storeRecord(
  name: string,
  record: AppliedRecord,
  opened: OpenedRecords,
): Promise<StoredRecord & FoundRecord> {
  const found = opened.found.filter((one) => one.name === name);
  const { store, keptIn } = storeFor(record, opened);
  const theirs = opened.theirs.filter((one) => one.name === name).map((one) => one.version);
  const version = await store.write(name, record, found.find((one) => one.keptIn === keptIn)?.version, theirs);
  // The record in git now includes what the private one said.
  const former = keptIn === 'git' ? found.find((one) => one.keptIn === 'private') : undefined;
  if (former !== undefined) await opened.own.drop(name, former.version);
  return { name, record, version, keptIn };
}

/** Returns an account's record after the apply. */
export function nextRecord(
  { account, destination, applied }: Subject,
  { recorded, whole, revision, changed, patterns, leftOut, isForgotten = () => false, opened, destinations }: Recording,
  now: () => number,
): AppliedRecord {
  const { name } = account;
  const before = recorded.records.get(name) ?? { layers: [], owed: new Set<string>() };
  const declared = whole.contacts.filter((contact) => contact.account === name);
  const proposed = (whole.proposed ?? []).filter((contact) => contact.account === name);
  const ended = endingsOf(name, applied, { changed, patterns, leftOut, declared });
  const deleted = deletedBy(name, applied);
  const isDeleted = (key: string): boolean => deleted.has(key);
  const shown = shownBy(name, applied);
  const isShown = (key: string): boolean => shown.has(key);
  const forgotten = forgottenBy(name, applied.plan, isForgotten);
  const accountBefore = recorded.latest.get(name)?.account ?? account;
  const former = recordsOf(destination, opened);
  const wasBase = isComparedWith(former[0], revision, plannedRecord(name, applied.plan));
  const at = new Date(now()).toISOString();
  const exceptions = nextExceptions({
    ...{ account, declared, proposed, revision, before, ended, wasBase, leftOut },
    ...{ isDeleted, isForgotten, isShown, forgotten, former: accountBefore },
  });
  const record: Omit<AppliedRecord, 'places'> = {
    formatVersion: RECORD_FORMAT_VERSION,
    account: name,
    destination,
    directory: opened.directory,
    ...(whole.environment === undefined ? {} : { environment: whole.environment.name }),
    revision,
    at,
    ...exceptions,
    ...nextHeldBack(declared, {
      ...{ before, ended, held: heldBack(applied.plan, name) },
      former: accountBefore,
    }),
    ...nextErased(name, before, whole),
    ...nextCarried(declared, { account: name, at, before, ended, applied, destinations, ...exceptions }),
  };
  const marks = former.flatMap(({ rolledBack = [] }) => rolledBack);
  const rolledBack = remainingMarks(marks, keysAt(name, recorded.rolledBack));
  const marked = rolledBack.length === 0 ? record : { ...record, rolledBack };
  const earlier = revisionsOf(marked).filter((one) => one !== revision);
  return { ...marked, ...placesOf(earlier, record, former) };
}

function keysAt(account: string, keys: ReadonlySet<string>): readonly string[] {
  return [...keys].filter((key) => key.startsWith(`${account}/`));
}

function saysTheSame(found: AppliedRecord | undefined, { at: _, ...record }: AppliedRecord): boolean {
  if (found === undefined) return false;
  const { at: _at, ...former } = found;
  return canonicalJson(former) === canonicalJson(record);
}

/** Returns the store of a record: one that names manifests which are in no commit stays on this machine, or in the sandbox. */
function storeFor(
  record: AppliedRecord,
  { shared, own, ownIs }: OpenedRecords,
): { readonly store: RecordStore; readonly keptIn: FoundRecord['keptIn'] } {
  if (shared !== undefined && !revisionsOf(record).some(isLocal)) return { store: shared, keptIn: 'git' };
  return { store: own, keptIn: ownIs };
}

/**
 * Pushes a record if its commits are on the remote's default branch: nobody else would believe it otherwise.
 *
 * @throws HintedError `applied-ref` (`lost-race`, `unreachable`)
 */
export async function pushIfBelieved(
  name: string,
  record: AppliedRecord,
  { location, remote }: OpenedRecords,
  { push: wanted }: Pick<WriteOptions, 'push'>,
): Promise<'pushed' | 'here' | 'not-pushed'> {
  if (!wanted || remote === undefined || location === undefined) return 'here';
  if (!remote.reachable) throw remote.error;
  const line = await firstParentLine(location.repository, remote.trusted);
  if (!beliefIn({ name, record, version: '' }, line).believed) return 'not-pushed';
  await pushRecord(location.repository, remote.name, name);
  return 'pushed';
}

/** Deletes manifests that no record names any more, and that no rollback needs. */
async function pruneManifests({ opened, revision }: Recording, needed: readonly Revision[]): Promise<void> {
  const stored = await opened.own.list();
  const named = stored.flatMap(({ record }) => (record === undefined ? [] : revisionsOf(record)));
  await opened.manifests.prune([...named, ...needed, revision]);
}
