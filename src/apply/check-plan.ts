// Decides to which accounts a plan may be applied. No other file has such rules.

import type { Plan, PlannedAccount, ReadFailure } from '../plan/document.ts';
import { because, becauseOfRefusal, type Reason } from './reason.ts';
import type { ApplyTarget } from './run.ts';

/** An account to which nothing of the plan may be sent, and the reason. */
export interface AccountRefusal extends Reason {
  readonly account: string;
  readonly status: 'unread' | 'refused';
  /** Keys of the contacts that could not be read; absent if the whole account could not be read. */
  readonly unread?: readonly string[];
}

/** Finds the accounts to which the plan must not be applied, each with the reason. */
export function refusedAccounts(plan: Plan, accounts: ReadonlyMap<string, ApplyTarget>): readonly AccountRefusal[] {
  const known = new Set(plan.accounts.map(({ account }) => account));
  const unknown = new Set(plan.changes.map(({ account }) => account).filter((account) => !known.has(account)));
  return [
    ...plan.accounts.flatMap((planned) => refusal(planned, accounts.get(planned.account)) ?? []),
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

function targetMismatch(planned: PlannedAccount, target: ApplyTarget | undefined): Reason | undefined {
  if (planned.reading.strategy === 'snapshot') return because('from-snapshot', {});
  if (target === undefined) return because('unknown-account', {});
  const { dialect } = target.provider.capabilities;
  if (target.origin === planned.origin && dialect === planned.dialect) return undefined;
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
