import { plannedRows } from '../../apply/account-results.ts';
import type { Plan } from '../../plan/document.ts';

/** Returns what to do with a rollback that was only shown, because there is no terminal to confirm on. */
export function nextOfRollback(plan: Plan): string {
  const isRefused = plannedRows(plan).every(({ status }) => status === 'refused' || status === 'unread');
  if (plan.requests.length === 0) return 'Nothing can be rolled back.';
  if (isRefused) return 'Nothing was written, and this plan cannot be applied.';
  return 'Nothing was written. To carry it out: rollcall rollback --auto-approve, or save it with --out FILE and apply that.';
}
