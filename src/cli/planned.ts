// What follows from a plan that was made: the exit code, and the next command. Loaded on demand.

import { leavesOutEntries, plannedRows } from '../apply/account-results.ts';
import type { HeldReason, Plan, PlannedAccount } from '../plan/document.ts';
import { isInConflict, refusalOfPosition } from '../plan/rules/record-state.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';

/** The exit code of `plan`; `isDetailed`: changes have one of their own. */
export function exitCodeOfPlan(plan: Plan, isDetailed: boolean): ExitCode {
  return exitCodeOf({
    command: 'plan',
    accounts: plannedRows(plan),
    isInConflict: plan.accounts.some(({ record }) => isInConflict(record)),
    leavesOutEntries: leavesOutEntries(plan),
    showsChanges: isDetailed && plan.changes.length > 0,
  });
}

/** Suggests what to do after a plan that was not saved; undefined if nothing is left to do. */
export function nextStepUnsaved({ accounts, requests }: Plan): string | undefined {
  if (accounts.some(({ reading }) => reading.strategy === 'snapshot')) return undefined;
  if (!accounts.every(isApplicable)) return 'mend what is said above, then plan again';
  if (requests.length > 0)
    return 'apply it with: rollcall apply, and the same options; or save exactly this plan with: --out plan.json';
  const decided = accounts.some(({ held }) => held.some(({ reason }) => OF_PEOPLE.includes(reason)));
  return decided ? 'take what people decided at the vendors into the manifests with: rollcall pull' : undefined;
}

/** Held because of a choice at the vendor, which `pull` takes into the manifests. */
const OF_PEOPLE: readonly HeldReason[] = ['opt-out', 'subscribed-again'];

function isApplicable({ complete, refusals, reading, record }: PlannedAccount): boolean {
  return (
    complete && refusals.length === 0 && reading.strategy !== 'snapshot' && refusalOfPosition(record) === undefined
  );
}

/** Suggests the next command for the saved plan: `apply` if at least one account can be applied, otherwise `show`. */
export function nextStep({ accounts, requests }: Plan, file: string): string {
  const excluded = accounts.filter((account) => !isApplicable(account)).map(({ account }) => account);
  const show = `show it with: rollcall show ${file}`;
  if (accounts.some(({ reading }) => reading.strategy === 'snapshot')) return `it was made from a snapshot; ${show}`;
  const names = excluded.join(', ');
  if (excluded.length === 0) return `apply exactly this plan with: rollcall apply ${file}`;
  if (requests.every(({ account }) => excluded.includes(account))) return `it cannot be applied (${names}); ${show}`;
  return `apply the rest of this plan, without ${names}, with: rollcall apply ${file}`;
}
