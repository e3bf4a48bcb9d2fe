// Decides to which accounts a plan may be applied. No other file has such rules.

import type { RecordState } from '../base/record/state.ts';
import type { Plan, PlannedAccount, ReadFailure, Refusal } from '../plan/document.ts';
import { refusalOfPosition, refusalWithBase } from '../plan/rules/record-state.ts';
import { FIRST_RUN_RULES } from '../plan/rules/unattended.ts';
import { because, becauseOfRefusal, type Reason } from './reason.ts';
import type { ApplyTarget } from './run.ts';

/** An account to which nothing of the plan may be sent, and the reason. */
export interface AccountRefusal extends Reason {
  readonly account: string;
  readonly status: 'unread' | 'refused';
  /** Keys of the contacts that could not be read; absent if the whole account could not be read. */
  readonly unread?: readonly string[];
}

/** How the plan was approved, and what the records say now. Decides whether a first run and removals may be applied. */
export interface Approval {
  /** True if nobody has seen the plan and said yes to it at a terminal. */
  readonly isUnattended: boolean;
  /** True if only changes of a reviewed plan are sent. */
  readonly isReviewed: boolean;
  /** True if first runs are approved. */
  readonly firstRun: boolean;
  /** Map from account name to the state of its record now. For an account without an entry, it is the state in the plan. */
  readonly records: ReadonlyMap<string, RecordState>;
}

/** The approval of a person, with the records as the plan knows them. */
export const APPROVED: Approval = { isUnattended: false, isReviewed: false, firstRun: false, records: new Map() };

/** Finds the accounts to which the plan must not be applied, each with the reason. */
export function refusedAccounts(
  plan: Plan,
  accounts: ReadonlyMap<string, ApplyTarget>,
  approval: Approval,
): readonly AccountRefusal[] {
  const known = new Set(plan.accounts.map(({ account }) => account));
  const unknown = new Set(plan.changes.map(({ account }) => account).filter((account) => !known.has(account)));
  return [
    ...plan.accounts.flatMap((planned) => {
      const why = refusal(planned, accounts.get(planned.account)) ?? refusalByRecord(planned, plan, approval);
      return why ?? [];
    }),
    ...[...unknown].map((account) => ({ account, ...NOT_IN_PLAN })),
  ];
}

const NOT_IN_PLAN = { status: 'refused', ...because('not-in-plan', {}) } as const;

function refusal(planned: PlannedAccount, at: ApplyTarget | undefined): AccountRefusal | undefined {
  const mismatch = targetMismatch(planned, at);
  if (mismatch !== undefined) return { account: planned.account, status: 'refused', ...mismatch };
  return refusalInPlan(planned);
}

/** Why the plan itself says that nothing of an account's part may be sent; undefined if it does not. */
export function refusalInPlan({ account, failures, refusals }: PlannedAccount): AccountRefusal | undefined {
  if (failures.length > 0) return { account, ...unread(failures) };
  const [first] = refusals;
  return first && { account, status: 'refused', ...becauseOfRefusal(first) };
}

function refusalByRecord(planned: PlannedAccount, plan: Plan, approval: Approval): AccountRefusal | undefined {
  const record = approval.records.get(planned.account) ?? planned.record;
  const refused = record?.state === 'refused' ? refusalWithBase(record, plan) : undefined;
  // A rollback takes back what was applied, so it does not matter whether newer manifests than these were applied.
  const position = plan.rollback === undefined ? refusalOfPosition(record) : undefined;
  const why = refused ?? position ?? unapproved(planned, approval);
  return why && { account: planned.account, status: 'refused', ...becauseOfRefusal(why) };
}

/**
 * Returns the first point of the plan that needs approval and has none. A review approves removals; only `--first-run` approves a
 * first run.
 */
function unapproved(
  { unattended = [] }: PlannedAccount,
  { isUnattended, isReviewed, firstRun }: Approval,
): Refusal | undefined {
  if (!isUnattended) return undefined;
  return unattended.find(({ rule }) => (FIRST_RUN_RULES.includes(rule) ? !firstRun : !isReviewed));
}

function targetMismatch(planned: PlannedAccount, target: ApplyTarget | undefined): Reason | undefined {
  if (planned.reading.strategy === 'snapshot') return because('from-snapshot', {});
  if (target === undefined) return because('unknown-account', {});
  const { dialect } = target.provider.capabilities;
  if (target.origin === planned.origin && dialect === planned.dialect) {
    if (target.keyField === planned.keyField) return undefined;
    return because('other-key-field', { planned: planned.keyField, now: target.keyField });
  }
  const places = { planned: planned.origin, plannedDialect: planned.dialect, now: target.origin, nowDialect: dialect };
  return because('other-origin', places);
}

function unread(failures: readonly ReadFailure[]): Omit<AccountRefusal, 'account'> {
  const [first] = failures;
  const keys = failures.flatMap((failure) => failure.keys ?? []);
  const isWhole = failures.some((failure) => failure.keys === undefined);
  return {
    status: 'unread',
    code: first?.code ?? 'unread',
    args: first?.args ?? {},
    ...(isWhole || keys.length === 0 ? {} : { unread: keys }),
  };
}
