// Records a rollback. For the contacts that were restored, the record says again what it said before the apply that is rolled
// back, and marks what that apply declared, so that no plan carries it out again. The record's revision stays the same, because
// no manifests were applied.

import type { RecordedResult } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import {
  type AppliedRecord,
  contactHash,
  countExceptions,
  isLocal,
  placeOf,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import type { Confirmation } from '../../base/record/next/applied.ts';
import { joinMarks, type RecordBefore, withRollback } from '../../base/rollback/rolled-back.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Plan } from '../../plan/document.ts';
import type { Destination } from '../../providers/contract.ts';
import { recordsOf } from '../record/compared.ts';
import { confirmationOf } from '../record/endings.ts';
import type { OpenedRecords } from '../record/open.ts';
import {
  nextRecord,
  pushIfBelieved,
  type Recording,
  storeRecord,
  type WriteOptions,
  writeRecord,
} from '../record/write.ts';

/** A rollback, and how it ended so far. */
export interface RolledBackPlan {
  readonly plan: Plan;
  /** Names of the accounts at which something is sent. */
  readonly accounts: readonly string[];
  /** How its changes ended; undefined when the rollback begins, and any of them may be carried out. */
  readonly outcomes: Iterable<Outcome> | undefined;
}

/** One account of a rollback whose record changes. */
interface Part {
  readonly name: string;
  readonly account: Account;
  readonly destination: Destination;
  /** The current record, with what any run has recorded since the apply. */
  readonly record: AppliedRecord;
  readonly before: RecordBefore;
}

/** The accounts whose records change. An account without a record, or whose record is refused, is left out. */
function partsOf({ plan, accounts }: RolledBackPlan, recording: Recording, options: WriteOptions): readonly Part[] {
  const { whole, destinations, recorded, opened } = recording;
  return accounts.flatMap((name) => {
    const account = whole.accounts.find((one) => one.name === name);
    const destination = destinations.get(name);
    const before = plan.rollback?.before.find((one) => one.account === name);
    const isApplied = recorded.states.get(name)?.state === 'applied';
    if (account === undefined || destination === undefined || before === undefined || !isApplied) return [];
    const record = currentRecord({ plan, account, destination }, recording, options);
    if (record === undefined) return [];
    const file = recordName(destination, opened.directory);
    return [{ name: file, account, destination, record, before: asShared(before, record) }];
  });
}

/**
 * Removes revisions that are in no commit from `before`, unless the record names such revisions itself. Otherwise manifests that
 * only this machine has would come back into a record of commits, and others would no longer see what was rolled back.
 */
function asShared(before: RecordBefore, record: AppliedRecord): RecordBefore {
  if (revisionsOf(record).some(isLocal)) return before;
  const withoutLocal = before.exceptions.map(({ entries, contacts }) => ({
    entries: entries.filter((revision) => !isLocal(revision)),
    contacts,
  }));
  const { rolledBack = [], ...rest } = before;
  const marks = rolledBack.filter(({ revision }) => !isLocal(revision));
  return { ...rest, exceptions: withoutLocal, ...(marks.length === 0 ? {} : { rolledBack: marks }) };
}

/**
 * Returns the record that an apply of the recorded manifests would write if it sent nothing; several records of the account
 * become one.
 */
function currentRecord(
  { plan, account, destination }: { readonly plan: Plan; readonly account: Account; readonly destination: Destination },
  recording: Recording,
  { now }: WriteOptions,
): AppliedRecord | undefined {
  const { name } = account;
  const [latest, ...others] = recordsOf(destination, recording.opened);
  if (latest === undefined) return undefined;
  const declared = recording.recorded.latest.get(name)?.contacts ?? [];
  const kept = recording.whole.contacts.filter((contact) => contact.account !== name);
  const whole = { ...recording.whole, contacts: [...kept, ...declared] };
  const applied = { plan, outcomes: [], accounts: [], isSameManifests: false };
  const record = nextRecord({ account, destination, applied }, { ...recording, whole, revision: latest.revision }, now);
  const marks = joinMarks([latest, ...others].flatMap(({ rolledBack = [] }) => rolledBack));
  const { rolledBack: _, ...rest } = record;
  const marked = marks.length === 0 ? rest : { ...rest, rolledBack: marks };
  const places = { ...latest.places, ...record.places };
  return Object.keys(places).length === 0 ? marked : { ...marked, places };
}

/** Returns the record to write for an account: at the end of the rollback or, without outcomes, at its beginning. */
function recordAfter({ account, record, before }: Part, { plan, outcomes }: RolledBackPlan): AppliedRecord {
  return withRollback({
    record,
    before,
    ended: endedOf(account.name, plan, outcomes),
    undone: plan.rollback?.ofRollback === true ? undefined : before.revision,
    deleted: new Set(
      plan.changes.flatMap(({ account: at, action, key }) =>
        at === account.name && action === 'delete' ? [contactHash(key)] : [],
      ),
    ),
  });
}

function endedOf(
  account: string,
  { changes }: Plan,
  outcomes: Iterable<Outcome> | undefined,
): ReadonlyMap<string, Confirmation> {
  const written = changes.filter((change) => change.account === account && change.requests.length > 0);
  if (outcomes === undefined) return new Map(written.map(({ key }) => [contactHash(key), 'unconfirmed']));
  const own = new Map(written.map((change) => [change.id, change]));
  const ended = new Map<string, Confirmation>();
  for (const outcome of outcomes) {
    const change = own.get(outcome.change);
    if (change !== undefined) ended.set(contactHash(change.key), confirmationOf(outcome, change));
  }
  return ended;
}

/** What `beginRollback` has recorded, and what is needed when the rollback has ended. */
export interface BegunRollback {
  /** The records after the rollback began, to be replaced when it has ended. */
  readonly opened: OpenedRecords;
  /** What the records said about the rollback's contacts before it, so that the rollback can be rolled back, too. */
  readonly before: readonly RecordBefore[];
}

/**
 * Records that a rollback begins, before its first request leaves. Until the rollback ends, both what was applied and what it
 * restores are recorded as what the vendor may have.
 *
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`) if a record cannot be written: then nothing may be sent
 */
export async function beginRollback(
  plan: Plan,
  accounts: readonly string[],
  recording: Recording,
  options: WriteOptions,
): Promise<BegunRollback> {
  let { opened } = recording;
  const rolling = { plan, accounts, outcomes: undefined };
  const parts = partsOf(rolling, recording, options);
  const pushes: Promise<unknown>[] = [];
  for (const part of parts) {
    const begun = await storeRecord(part.name, recordAfter(part, rolling), opened);
    const isOther = (one: { readonly name: string; readonly keptIn: string }): boolean =>
      one.name !== begun.name || (one.keptIn !== begun.keptIn && begun.keptIn !== 'git');
    opened = {
      ...opened,
      found: [...opened.found.filter(isOther), begun],
      theirs: begun.keptIn === 'git' ? opened.theirs.filter(({ name }) => name !== begun.name) : opened.theirs,
    };
    if (begun.keptIn === 'git') pushes.push(pushIfBelieved(begun.name, begun.record, opened, options));
  }
  await Promise.allSettled(pushes);
  return { opened, before: parts.map((part) => beforeOf(part, plan)) };
}

/** What a record says about the contacts of a rollback. */
function beforeOf({ account, record }: Part, { changes }: Plan): RecordBefore {
  const hashes = new Set(changes.filter((one) => one.account === account.name).map(({ key }) => contactHash(key)));
  const ofThese = <T extends { readonly contacts: readonly string[] }>(list: readonly T[] = []): readonly T[] =>
    list
      .map((one) => ({ ...one, contacts: one.contacts.filter((hash) => hashes.has(hash)) }))
      .filter(({ contacts }) => contacts.length > 0);
  const [letGo, rolledBack] = [ofThese(record.letGo), ofThese(record.rolledBack)];
  const [seen, present] = [record.seen, record.present].map((known = []) => known.filter((hash) => hashes.has(hash)));
  return {
    account: account.name,
    revision: record.revision,
    exceptions: ofThese(record.exceptions),
    ...(seen === undefined || seen.length === 0 ? {} : { seen }),
    ...(present === undefined || present.length === 0 ? {} : { present }),
    ...(letGo.length === 0 ? {} : { letGo }),
    ...(rolledBack.length === 0 ? {} : { rolledBack }),
    places: Object.fromEntries(revisionsOf(record).map((of) => [of, placeOf(record, of)])),
  };
}

/** What happened to the record of one account. */
export interface RecordedRollback extends RecordedResult {
  readonly account: string;
}

/**
 * Records what a rollback restored.
 *
 * @param recording as it was before the rollback began
 * @param begun from `beginRollback`
 * @returns one result for every account that is recorded
 * @throws HintedError `applied-ref`
 */
export async function endRollback(
  rolled: RolledBackPlan,
  recording: Recording,
  begun: Pick<BegunRollback, 'opened'>,
  options: WriteOptions,
): Promise<readonly RecordedRollback[]> {
  const results: RecordedRollback[] = [];
  for (const part of partsOf(rolled, recording, options)) {
    const record = recordAfter(part, rolled);
    const result = await writeRecord(part.name, record, begun.opened, options);
    const owed = countExceptions(record);
    results.push({ account: part.account.name, result, owed });
  }
  return results;
}
