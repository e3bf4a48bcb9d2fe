// Rows: how a command ended at every account in scope. Accounts where nothing could be done have a row, too; otherwise a successful
// job would hide them. Computes the rows of a plan, and those of an apply from the plan, its outcomes, and the refused and stopped
// accounts. Pure.

import type { Action, Plan, PlannedAccount, PlannedChange } from '../plan/document.ts';
import { type AccountRefusal, refusalInPlan } from './check-plan.ts';
import type { Outcome, OutcomeStatus } from './events.ts';
import type { Reason } from './reason.ts';

/** How a command ended at one account. */
export type AccountStatus =
  | 'read' // it was read; a plan has changes for it
  | 'applied' // every change of it succeeded
  | 'incomplete' // some of its changes did not succeed; their outcomes say why
  | 'idle' // it was read, and the plan has no changes for it
  | 'unread' // the account, or some of its contacts, could not be read when the plan was made
  | 'refused' // its part of the plan must not be applied, because of a limit or another base URL, for example
  | 'stopped'; // sending ended early, because the vendor rejected the credentials or failed repeatedly, for example

/** The row of one account in the result of a command. Without a code, nothing is wrong. */
export interface AccountRow extends Partial<Reason> {
  readonly account: string;
  readonly status: AccountStatus;
  /** Keys of the contacts that could not be read; absent if the whole account could not be read. */
  readonly unread?: readonly string[];
}

/** The row of one account that a snapshot or an explanation read, or could not read. */
export interface ReadRow extends AccountRow {
  readonly status: 'read' | 'unread';
  /** Number of live contacts that were read. */
  readonly contacts: number;
}

/** The row of one account in a plan. */
export interface PlannedRow extends AccountRow {
  readonly status: 'read' | 'idle' | 'unread' | 'refused';
  readonly changes: PlannedCounts;
}

/**
 * Numbers of contacts. A contact that is created or updated without its blocked parts is counted in two of them, one of which is
 * `partlyBlocked`.
 */
export interface PlannedCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly unchanged: number;
  /** Number of changes of which nothing is carried out. */
  readonly blocked: number;
  /** Number of changes of which a part is blocked and the rest is carried out. */
  readonly partlyBlocked: number;
}

/** What became of the record of what was applied to an account. */
export interface RecordedResult {
  /**
   * `pushed`: the remote has it. `here`: only this clone, sandbox or machine has it. `not-pushed`: its commits are not on the
   * remote's default branch, so that nobody else would believe it. `unchanged`: it already said the same. `refused`: the existing
   * record must not be overwritten.
   */
  readonly result: 'pushed' | 'here' | 'not-pushed' | 'unchanged' | 'refused';
  /** Number of contacts that are owed. */
  readonly owed: number;
}

/** The row of one account in the result of an apply. */
export interface AccountResult extends AccountRow {
  /** Number of planned changes. */
  readonly changes: number;
  /** Number of changes by outcome. */
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, number>>>;
  /** What was recorded; absent if the apply did not start at this account, records nothing, or failed to record it. */
  readonly recorded?: RecordedResult;
}

/** Returns the rows, each with what was recorded for its account. */
export function withRecorded(
  rows: readonly AccountResult[],
  recorded: readonly (RecordedResult & { readonly account: string })[],
): readonly AccountResult[] {
  const results = new Map(recorded.map(({ account, result, owed }) => [account, { result, owed }]));
  return rows.map((row) => {
    const own = results.get(row.account);
    return own === undefined ? row : { ...row, recorded: own };
  });
}

/**
 * Returns the rows of a plan, in the plan's order; no row for an account at which nothing is declared, neither now nor in the
 * base.
 */
export function plannedRows(plan: Plan): readonly PlannedRow[] {
  const changes = new Map(plan.accounts.map(({ account }) => [account, [] as PlannedChange[]]));
  for (const change of plan.changes) changes.get(change.account)?.push(change);
  return plan.accounts.filter(isInScope).map((planned) => {
    const own = changes.get(planned.account) ?? [];
    const read = { account: planned.account, status: own.length === 0 ? 'idle' : 'read' } as const;
    return { ...(refusalInPlan(planned) ?? read), changes: plannedCounts(planned, own) };
  });
}

function plannedCounts({ unchanged }: PlannedAccount, changes: readonly PlannedChange[]): PlannedCounts {
  const written = changes.filter(({ requests }) => requests.length > 0);
  const amountOf = (action: Action): number => written.filter((change) => change.action === action).length;
  return {
    create: amountOf('create'),
    update: amountOf('update'),
    delete: amountOf('delete'),
    unchanged,
    blocked: changes.length - written.length,
    partlyBlocked: written.filter(({ blocked }) => blocked.length > 0).length,
  };
}

/**
 * `done`: everything in scope is as declared. `not-started`: nothing could be applied anywhere, for a reason that a row gives.
 */
export type ApplyEnding = 'done' | 'incomplete' | 'not-started';

/** The input of accountResults: the outcome of every change, and the accounts that were refused or stopped. */
export interface Endings {
  readonly outcomes: Iterable<Outcome>;
  readonly refusals: readonly AccountRefusal[];
  readonly stops: ReadonlyMap<string, Reason>;
}

/**
 * Computes the rows of an apply.
 *
 * @returns rows in the plan's order; no row for an account at which nothing is declared, neither now nor in the base
 */
export function accountResults(plan: Plan, { outcomes, refusals, stops }: Endings): readonly AccountResult[] {
  const counts = countOutcomes(outcomes);
  const refused = new Map(refusals.map((refusal) => [refusal.account, refusal]));
  const known = plan.accounts.map(({ account }) => account);
  const inScope = new Set([...plan.accounts.filter(isInScope).map(({ account }) => account), ...counts.keys()]);
  return [...new Set([...known, ...refused.keys()])]
    .filter((account) => inScope.has(account) || refused.has(account))
    .map((account) => {
      const ended = counts.get(account) ?? {};
      const changes = Object.values(ended).reduce((sum, amount) => sum + amount, 0);
      return { account, ...statusOf(ended, refused.get(account), stops.get(account)), changes, outcomes: ended };
    });
}

/** Decides how the whole apply ended. The exit code is derived from this result alone. */
export function endingOf(plan: Plan, rows: readonly AccountResult[]): ApplyEnding {
  if (!canStart(plan, rows)) return 'not-started';
  const isDone = rows.every(({ status }) => status === 'applied' || status === 'idle');
  return isDone && !leavesOutEntries(plan) ? 'done' : 'incomplete';
}

/** True if invalid entries of the manifests are left out of the plan. */
export function leavesOutEntries({ notes }: Pick<Plan, 'notes'>): boolean {
  return notes.some(({ code }) => code === 'entries-skipped');
}

/** False if some accounts are unread or refused and there is no request for any other account. */
function canStart({ requests }: Plan, rows: readonly Pick<AccountResult, 'account' | 'status' | 'code'>[]): boolean {
  const closed = new Set(rows.filter(isClosed).map(({ account }) => account));
  return closed.size === 0 || requests.some(({ account }) => !closed.has(account));
}

/**
 * True if nothing was sent to the account for a reason that somebody must deal with. Not true for a superseded run: newer
 * manifests were applied already, so it has nothing to send.
 */
export function isClosed({ status, code }: Pick<AccountResult, 'status' | 'code'>): boolean {
  return status === 'unread' || (status === 'refused' && code !== 'superseded');
}

function isInScope({ declared, failures, refusals }: PlannedAccount): boolean {
  return declared > 0 || failures.length > 0 || refusals.length > 0;
}

type Counts = Partial<Record<OutcomeStatus, number>>;

function countOutcomes(outcomes: Iterable<Outcome>): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { account, status } of outcomes) {
    const known = counts.get(account) ?? {};
    known[status] = (known[status] ?? 0) + 1;
    counts.set(account, known);
  }
  return counts;
}

type Status = Pick<AccountResult, 'status' | 'unread' | keyof Reason>;

function statusOf(ended: Counts, refusal: AccountRefusal | undefined, stop: Reason | undefined): Status {
  if (refusal !== undefined) {
    const { account: _, ...reason } = refusal;
    return reason;
  }
  const statuses = Object.keys(ended);
  // A stopped account is `applied` if reading showed that all its changes took effect.
  const isLeft = statuses.some((status) => status !== 'succeeded');
  if (isLeft) return stop === undefined ? { status: 'incomplete' } : { status: 'stopped', ...stop };
  return { status: statuses.length === 0 ? 'idle' : 'applied' };
}
