// A plan and the accounts it was made for → outcomes, one for every change. Sends exactly the plan's requests; computes no
// differences of its own. Accounts run side by side, and one account's failure does not stop another.

import type { DesiredContact } from '../contact/contact.ts';
import { formatPath } from '../contact/difference.ts';
import type { Clock } from '../http/clock.ts';
import { desiredHashOf } from '../plan/build.ts';
import type { Plan, PlannedChange } from '../plan/document.ts';
import { refusedAccounts } from './check-plan.ts';
import type { ApplyListener, Outcome } from './events.ts';
import { type AccountRun, type ApplyAt, type ChangeRun, end } from './run.ts';
import { sendAll } from './send.ts';
import { verifyAll } from './verify.ts';

export interface ApplyInputs {
  readonly plan: Plan;
  /** The manifests' contacts, by key. */
  readonly desired: ReadonlyMap<string, DesiredContact>;
  readonly accounts: ReadonlyMap<string, ApplyAt>;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  /** Aborted: what is in flight is finished, the rest stays pending. */
  readonly signal?: AbortSignal;
}

/** @returns outcomes in the plan's order */
export async function applyPlan(inputs: ApplyInputs): Promise<readonly Outcome[]> {
  const refused = new Map(refusedAccounts(inputs.plan, inputs.accounts).map((refusal) => [refusal.account, refusal]));
  const outcomes = new Map<string, Outcome>();
  await Promise.all(
    inputs.plan.accounts.map(async ({ account }) => {
      const changes = inputs.plan.changes.filter((change) => change.account === account);
      const refusal = refused.get(account);
      const at = inputs.accounts.get(account);
      if (refusal !== undefined || at === undefined) {
        await inputs.listener({ type: 'account-stopped', account, message: '', hint: '', ...refusal });
        const reason = { code: 'refused', message: refusal?.message ?? '', hint: refusal?.hint ?? '' };
        for (const { id, changeId, key } of changes) {
          outcomes.set(id, { change: id, changeId, account, key, status: 'pending', ...reason });
        }
        return;
      }
      const run = startRun(inputs, at, changes);
      await applyAccount(run);
      for (const { outcome } of run.changes.values()) if (outcome !== undefined) outcomes.set(outcome.change, outcome);
    }),
  );
  return inputs.plan.changes.flatMap(({ id }) => outcomes.get(id) ?? []);
}

function startRun(
  { plan, desired, clock, listener, signal }: ApplyInputs,
  at: ApplyAt,
  changes: readonly PlannedChange[],
): AccountRun {
  const entries = changes.map(
    (change): ChangeRun => ({
      change,
      desired: desired.get(change.key),
      open: new Set(change.requests),
      checkedAt: undefined,
      written: false,
      live: undefined,
      unproved: false,
      lost: undefined,
      outcome: undefined,
    }),
  );
  return {
    at,
    clock,
    listener,
    signal,
    requests: plan.requests.filter(({ account }) => account === at.account),
    changes: new Map(entries.map((entry) => [entry.change.id, entry])),
    stopped: false,
  };
}

async function applyAccount(run: AccountRun): Promise<void> {
  for (const entry of run.changes.values()) await endWithoutWriting(run, entry);
  await sendAll(run);
  await verifyAll(run);
  for (const entry of run.changes.values()) await endUnreached(run, entry);
}

/** Changes that the plan blocked as a whole, and those whose manifest moved since. */
async function endWithoutWriting(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, desired } = entry;
  const [blocked] = change.blocked;
  if (desired === undefined || desiredHashOf(desired) !== change.desiredHash) {
    const message = 'the manifests say something else of this contact since the plan was made';
    await end(run, entry, 'stale', { code: 'manifest-moved', message, hint: 'plan again' });
  } else if (change.requests.length === 0 && blocked !== undefined) {
    const message = `${formatPath(blocked.path) || 'the contact'}: ${blocked.message}`;
    await end(run, entry, 'blocked', { code: blocked.rule, message, hint: blocked.unblock });
  }
}

async function endUnreached(run: AccountRun, entry: ChangeRun): Promise<void> {
  const message = run.stopped ? 'the account was stopped before this change' : 'interrupted before this change';
  await end(run, entry, 'pending', { code: 'not-reached', message, hint: 'apply again' });
}
