// May this plan be applied here at all? One place for the rules, so that no command has its own.

import type { Plan, PlannedAccount, ReadFailure } from '../plan/document.ts';
import type { ApplyTarget, Reason } from './run.ts';

/** Why nothing of an account's part of the plan may be sent. */
export interface AccountRefusal extends Reason {
  readonly account: string;
  readonly status: 'unread' | 'refused';
  /** Keys of the contacts that could not be read, where it was not the whole account. */
  readonly unread?: readonly string[];
}

/** Accounts of the plan that must not be applied, each with the reason. */
export function refusedAccounts(plan: Plan, accounts: ReadonlyMap<string, ApplyTarget>): readonly AccountRefusal[] {
  const known = new Set(plan.accounts.map(({ account }) => account));
  const unknown = new Set(plan.changes.map(({ account }) => account).filter((account) => !known.has(account)));
  return [
    ...plan.accounts.flatMap((planned) => refusal(planned, accounts.get(planned.account)) ?? []),
    ...[...unknown].map((account) => ({ account, ...NOT_IN_PLAN })),
  ];
}

const NOT_IN_PLAN = {
  status: 'refused',
  code: 'not-in-plan',
  message: 'the plan has changes for this account, and does not say how it was read',
  hint: 'plan again',
} as const;

function refusal(planned: PlannedAccount, at: ApplyTarget | undefined): AccountRefusal | undefined {
  const { account, origin, failures, refusals } = planned;
  if (planned.reading.strategy === 'snapshot') {
    const message = 'the plan was made from a snapshot, and what the vendor has now is not known';
    const hint = 'plan again without --live, and apply that plan';
    return { account, status: 'refused', code: 'from-snapshot', message, hint };
  }
  if (at === undefined) {
    const message = 'the manifests have no such account';
    const hint = 'plan again, or apply where it was planned';
    return { account, status: 'refused', code: 'unknown-account', message, hint };
  }
  if (at.origin !== origin || at.provider.capabilities.dialect !== planned.dialect) {
    const message = `planned for ${origin} (${planned.dialect}), and the account is now ${at.origin} (${at.provider.capabilities.dialect})`;
    const hint = 'plan again: a plan is only applied where it was made';
    return { account, status: 'refused', code: 'other-origin', message, hint };
  }
  if (failures.length > 0) return { account, ...unread(failures) };
  const [first] = refusals;
  return first && { account, status: 'refused', code: first.rule, message: first.message, hint: first.unblock };
}

function unread(failures: readonly ReadFailure[]): Omit<AccountRefusal, 'account'> {
  const [first] = failures;
  const keys = failures.flatMap((failure) => failure.keys ?? []);
  const isWhole = failures.some((failure) => failure.keys === undefined);
  return {
    status: 'unread',
    code: first?.code ?? 'unread',
    message: `the plan is incomplete: ${first?.message}`,
    hint: `${first?.hint}; then plan again`,
    ...(isWhole || keys.length === 0 ? {} : { unread: keys }),
  };
}
