// A plan and the accounts it was made for → outcomes, one for every change. Sends exactly the plan's requests; computes no
// differences of its own. Accounts run side by side, and one account's failure does not stop another.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { formatPath } from '../contact/difference.ts';
import { hasCode } from '../contact/hinted-error.ts';
import type { Clock } from '../http/clock.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Plan, PlannedChange } from '../plan/document.ts';
import { desiredHashOf } from '../plan/ids.ts';
import { type AccountResult, accountResults } from './account-results.ts';
import { type AccountRefusal, refusedAccounts } from './check-plan.ts';
import type { ApplyListener, Outcome } from './events.ts';
import { guardListener, RESUME_OR_REPORT } from './journal/guard-listener.ts';
import { recoverInFlight, restoreOutcomes } from './journal/resume.ts';
import type { JournalState } from './journal/state.ts';
import { type Ending, outcomesOf } from './outcomes.ts';
import { type AccountRun, type ApplyTarget, type ChangeRun, end, GO_ON, stop, thenGoOn } from './run.ts';
import { sendAll } from './send/send-all.ts';
import { verifyAll } from './verify/verify.ts';

/** A plan, the accounts it was made for, and how it is carried out. */
export interface ApplyInputs {
  readonly plan: Plan;
  /** The manifests' contacts, by key. */
  readonly contacts: ReadonlyMap<string, ContactToPlan>;
  readonly accounts: ReadonlyMap<string, ApplyTarget>;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  /** Change ids of a reviewed plan: others are left out. */
  readonly reviewed?: ReadonlySet<string>;
  /** How far an earlier run of this plan came: what it did is not done again. */
  readonly resume?: JournalState;
  /** False: updates that carry no status and no identifier are sent without reading their contact again. */
  readonly refresh?: boolean;
  /** False: nothing that was written is read back; what a vendor only took stays pending. */
  readonly verify?: boolean;
  /** Requests of one account in flight at once; the limiter decides how fast they leave. */
  readonly parallelism?: number;
  /** Aborted: what is in flight is finished, the rest stays pending. */
  readonly signal?: StopSignal;
}

const PARALLELISM = 16;

/** How an apply ended: both lists in the plan's order. */
export interface ApplyResult {
  /** One for every change, as often as they are gone through. */
  readonly outcomes: Iterable<Outcome>;
  /** One for every account in scope. */
  readonly accounts: readonly AccountResult[];
}

/**
 * Sends the plan's requests, every one only where its contact is still as planned, and proves what they did. Keeps nothing: what
 * should survive an interruption is recorded by the listener.
 *
 * @returns a result whatever happens: a fault of ours, or of the listener, stops the account and is said there
 */
export async function applyPlan(inputs: ApplyInputs): Promise<ApplyResult> {
  const guarded = { ...inputs, listener: guardListener(inputs.listener) };
  const refusals = refusedAccounts(inputs.plan, inputs.accounts);
  const refused = new Map(refusals.map((refusal) => [refusal.account, endingOf(refusal)]));
  const runs = new Map(
    [...inputs.accounts]
      .filter(([account]) => !refused.has(account))
      .map(([name, at]) => [name, startRun(guarded, at)]),
  );
  await Promise.all([
    ...refusals.map(({ account, code, message, hint }) =>
      guarded.listener({ type: 'account-refused', account, code, message, hint }),
    ),
    ...[...runs.values()].map((run) => applyAccount(run, inputs.resume)),
  ]);
  const endings = inputs.plan.changes.map(
    ({ account, id }) => refused.get(account) ?? runs.get(account)?.changes.get(id)?.outcome,
  );
  const outcomes = outcomesOf(inputs.plan, endings);
  const stops = new Map([...runs].flatMap(([account, { stopped }]) => (stopped ? [[account, stopped] as const] : [])));
  return { outcomes, accounts: accountResults(inputs.plan, { outcomes, refusals, stops }) };
}

function endingOf({ message, hint }: AccountRefusal): Ending {
  return { status: 'pending', code: 'refused', message, hint };
}

function startRun(inputs: ApplyInputs, at: ApplyTarget): AccountRun {
  const { plan, contacts, clock, listener, signal, reviewed } = inputs;
  const { refresh = true, verify = true, parallelism = PARALLELISM } = inputs;
  const changes = plan.changes.filter(({ account }) => account === at.account);
  return {
    at,
    clock,
    listener,
    signal,
    reviewed,
    refresh: refresh || isIncremental(plan, at),
    verify,
    parallelism,
    requests: plan.requests.filter(({ account }) => account === at.account),
    changes: new Map(changes.map((change) => [change.id, startChange(change, contacts.get(change.key))])),
    stopped: undefined,
  };
}

/** What an earlier reading kept is no ground for a write. */
function isIncremental({ accounts }: Plan, { account }: ApplyTarget): boolean {
  return accounts.some((planned) => planned.account === account && planned.reading.strategy === 'incremental');
}

function startChange(change: PlannedChange, contact: ContactToPlan | undefined): ChangeRun {
  return {
    change,
    contact,
    open: new Set(change.requests),
    confirmed: new Set(),
    checking: undefined,
    checkedAt: undefined,
    resumed: false,
    written: false,
    live: undefined,
    unproved: false,
    repeated: false,
    lost: undefined,
    outcome: undefined,
  };
}

async function applyAccount(run: AccountRun, resume: JournalState | undefined): Promise<void> {
  const entries = [...run.changes.values()];
  if (resume !== undefined) restoreOutcomes(run, resume);
  await stopOnError(run, async () => {
    for (const entry of entries) await endWithoutWriting(run, entry);
    if (resume !== undefined) {
      await recoverInFlight(run, resume);
      // What an earlier run wrote whole is proved before anything else is sent.
      await verifyAll(
        run,
        entries.filter(({ open }) => open.size === 0),
      );
    }
    await sendAll(run);
  });
  await stopOnError(run, () => verifyAll(run, entries));
  for (const entry of entries) await endUnreached(run, entry);
}

/** What nobody foresaw must not take the outcomes of what was written with it. */
async function stopOnError(run: AccountRun, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (hasCode(error, 'record')) {
      const { message, hint = RESUME_OR_REPORT } = error;
      return stop(run, { code: 'not-recorded', message, hint });
    }
    const message = `stopped by an unexpected error: ${error instanceof Error ? error.message : String(error)}`;
    await stop(run, { code: 'internal', message, hint: RESUME_OR_REPORT });
  }
}

/** Changes that the plan blocked as a whole, and those whose manifest moved since. */
async function endWithoutWriting(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, contact } = entry;
  const [blocked] = change.blocked;
  if (run.reviewed?.has(change.changeId) === false) {
    const message = 'it is not in the reviewed plan';
    await end(run, entry, 'skipped', { code: 'unreviewed', message, hint: 'plan, review and apply again' });
  } else if (contact === undefined || desiredHashOf(contact) !== change.desiredHash) {
    const message = 'the manifests say something else of this contact since the plan was made';
    await end(run, entry, 'stale', { code: 'manifest-moved', message, hint: 'plan again' });
  } else if (change.requests.length === 0 && blocked !== undefined) {
    const message = `${formatPath(blocked.path) || 'the contact'}: ${blocked.message}`;
    await end(run, entry, 'blocked', { code: blocked.rule, message, hint: blocked.unblock });
  }
}

async function endUnreached(run: AccountRun, entry: ChangeRun): Promise<void> {
  if (entry.written) {
    const message = 'written, and not read back';
    return end(run, entry, 'unconverged', { code: 'unread', message, hint: 'plan again to see what is left' });
  }
  const code = 'not-reached';
  if (run.stopped === undefined) {
    return end(run, entry, 'pending', { code, message: 'interrupted before this change', hint: GO_ON });
  }
  const message = 'the account was stopped before this change';
  return end(run, entry, 'pending', { code, message, hint: thenGoOn(run.stopped.hint) });
}
