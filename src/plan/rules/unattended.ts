// What a person at a terminal may approve, and an apply that asks nobody must not do: a first run that finds nobody, a first run
// although there is a record elsewhere, and deletes or unsubscribes that only the record asks for. Pure.

import type { RecordElsewhere, RecordState } from '../../base/record/state.ts';
import { personal } from '../../contact/argument.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type DecidedChange, isDelete } from '../decision.ts';
import type { Overrides, Plan, Reading, Refusal, RefusalRule } from '../document.ts';
import { isUnsubscribed, LOSSES, type Loss } from './counts.ts';
import { type Absent, isSandbox, nobodyFound, refusal } from './reading-limits.ts';

/** What the checks depend on, in addition to the changes. */
export interface Circumstances {
  readonly origin: string;
  /** Number of declared contacts. */
  readonly declared: number;
  readonly reading: Reading;
  /** Declared contacts that the vendor does not have and that are not created; absent: none. */
  readonly absent?: Absent;
  readonly record: RecordState | undefined;
  readonly base: Plan['base'];
  readonly overrides: Overrides;
}

/** Rules that `--first-run` lifts. `--reviewed` lifts the other one (`unreviewed-removals`). */
export const FIRST_RUN_RULES: readonly RefusalRule[] = ['first-run', 'record-elsewhere'];

/** Returns a refusal for everything that a person must approve. `--first-run`, given when planning, approves a first run. */
export function unattendedRefusals(
  account: Account,
  changes: readonly DecidedChange[],
  around: Circumstances,
): readonly Refusal[] {
  return [
    ...firstRun(account.name, changes, around),
    ...removals('deletes', account, changes, around),
    ...removals('unsubscribes', account, changes, around),
  ];
}

function firstRun(account: string, changes: readonly DecidedChange[], around: Circumstances): readonly Refusal[] {
  const { record, overrides, origin, declared, reading, absent } = around;
  if (record?.state !== 'none' || overrides.firstRun === true || isSandbox(origin)) return [];
  const [elsewhere] = record.elsewhere;
  const creates = nobodyFound(changes, declared, absent);
  return [
    ...(creates === undefined ? [] : [emptyFirstRun(declared, creates, reading)]),
    ...(elsewhere === undefined ? [] : [elsewhereOf(account, elsewhere)]),
  ];
}

function emptyFirstRun(declared: number, creates: number, { known }: Reading): Refusal {
  if (known === undefined) return refusal('first-run', { why: 'looked-up', declared, creates });
  return refusal('first-run', { why: 'listed', declared, creates, known });
}

function elsewhereOf(account: string, { name: record, directory, origin, at }: RecordElsewhere): Refusal {
  const place = { account, record, directory: personal('file', directory) };
  if (at === undefined) return refusal('record-elsewhere', { why: 'undated', ...place });
  return refusal('record-elsewhere', { why: 'dated', origin, at, ...place });
}

function removals(
  loss: Loss,
  { limits }: Account,
  changes: readonly DecidedChange[],
  { base, origin, overrides }: Circumstances,
): readonly Refusal[] {
  if (isSandbox(origin)) return [];
  const isLoss = loss === 'deletes' ? isDelete : isUnsubscribed;
  const amount = changes.filter(
    (change) => change.base?.removed !== undefined && change.suppressed === undefined && isLoss(change),
  ).length;
  const { limit } = LOSSES[loss];
  const isLimited = limits[limit] !== undefined || overrides[limit] !== undefined;
  if (base?.name !== 'record' || amount === 0 || isLimited) return [];
  return [refusal('unreviewed-removals', { why: loss, amount })];
}
