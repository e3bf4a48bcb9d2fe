// Derives the exit code and the suggested next step from a finished plan or apply. Loaded on demand.

import { leavesOutEntries, plannedRows } from '../apply/account-results.ts';
import type { HeldReason, Plan, PlannedAccount } from '../plan/document.ts';
import { isInConflict, refusalOfPosition } from '../plan/rules/record-state.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';

/**
 * Returns the exit code of `plan`.
 *
 * @param isDetailed whether changes have an exit code of their own (--detailed-exitcode)
 */
export function exitCodeOfPlan(plan: Plan, isDetailed: boolean): ExitCode {
  return exitCodeOf({
    command: 'plan',
    accounts: plannedRows(plan),
    isInConflict: plan.accounts.some(({ record }) => isInConflict(record)),
    leavesOutEntries: leavesOutEntries(plan),
    showsChanges: isDetailed && plan.changes.length > 0,
  });
}

/** Suggests what to do after a plan that was not saved; undefined if that is for people to decide. */
export function nextStepUnsaved({ accounts, base, changes, requests }: Plan): string | undefined {
  if (accounts.some(({ reading }) => reading.strategy === 'snapshot')) return undefined;
  if (!accounts.every(isApplicable)) return 'mend what is said above, then plan again';
  if (requests.length > 0)
    return 'apply it with: rollcall apply, and the same options; or save exactly this plan with: --out plan.json';
  const decided = accounts.some(({ held }) => held.some(({ reason }) => OF_PEOPLE.includes(reason)));
  if (decided) return 'take what people decided at the vendors into the manifests with: rollcall pull';
  if (changes.length > 0 || base?.name !== 'record' || accounts.length === 0) return undefined;
  // If records of other directories or destinations exist, the plan itself says how to take one over.
  if (accounts.some(({ record }) => record?.state === 'none' && record.elsewhere.length > 0)) return undefined;
  return accounts.some(({ record }) => record?.state === 'none')
    ? 'commit the manifests, and record them as applied with: rollcall apply, and the same options'
    : SHOWS_DRIFT;
}

const SHOWS_DRIFT = 'see what others change at the vendors with: rollcall drift, and the same options';

/** Suggests what to do after an apply that did everything; undefined after a rollback, which prints its own next step. */
export function nextStepApplied({ requests, rollback }: Plan): string | undefined {
  if (rollback !== undefined) return undefined;
  return requests.length === 0 ? SHOWS_DRIFT : `${SHOWS_DRIFT}; take this apply back with: rollcall rollback`;
}

/** Reasons to hold something that are decisions of people at the vendor. `pull` takes these decisions into the manifests. */
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
