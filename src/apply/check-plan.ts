// May this plan be applied here at all? One place for the rules, so that no command has its own.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import type { ApplyAt } from './run.ts';

export interface PlanRefusal {
  readonly account: string;
  readonly message: string;
  readonly hint: string;
}

/** Accounts of the plan that must not be applied, each with the reason. */
export function refusedAccounts(plan: Plan, accounts: ReadonlyMap<string, ApplyAt>): readonly PlanRefusal[] {
  const known = new Set(plan.accounts.map(({ account }) => account));
  const unknown = new Set(plan.changes.map(({ account }) => account).filter((account) => !known.has(account)));
  return [
    ...plan.accounts.flatMap((planned) => refusal(planned, accounts.get(planned.account)) ?? []),
    ...[...unknown].map((account) => ({ account, ...NOT_IN_PLAN })),
  ];
}

const NOT_IN_PLAN = {
  message: 'the plan has changes for this account, and does not say how it was read',
  hint: 'plan again',
} as const;

function refusal(planned: PlannedAccount, at: ApplyAt | undefined): PlanRefusal | undefined {
  const { account, origin, failures, refusals } = planned;
  if (planned.reading.way === 'snapshot') {
    const message = 'the plan was made from a snapshot, and what the vendor has now is not known';
    return { account, message, hint: 'plan again without --live, and apply that plan' };
  }
  if (at === undefined) {
    return {
      account,
      message: 'the manifests have no such account',
      hint: 'plan again, or apply where it was planned',
    };
  }
  if (at.origin !== origin || at.provider.capabilities.dialect !== planned.dialect) {
    const message = `planned for ${origin} (${planned.dialect}), and the account is now ${at.origin} (${at.provider.capabilities.dialect})`;
    return { account, message, hint: 'plan again: a plan is only applied where it was made' };
  }
  const [failure] = failures;
  if (failure !== undefined) {
    return {
      account,
      message: `the plan is incomplete: ${failure.message}`,
      hint: 'plan again once the vendor can be read',
    };
  }
  const [first] = refusals;
  return first && { account, message: first.message, hint: first.unblock };
}
