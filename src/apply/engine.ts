// A plan and the accounts it was made for → outcomes, one for every change. Sends exactly the plan's requests; computes no
// differences of its own. Accounts run side by side, and one account's failure does not stop another.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { Clock } from '../http/clock.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Plan, PlannedChange } from '../plan/document.ts';
import { desiredHashOf } from '../plan/ids.ts';
import { type AccountResult, accountResults } from './account-results.ts';
import { type AccountRefusal, refusedAccounts } from './check-plan.ts';
import type { ApplyListener, Outcome } from './events.ts';
import { guardListener, RecordError, wordsOf } from './journal/guard-listener.ts';
import { recoverInFlight, restoreOutcomes } from './journal/resume.ts';
import type { JournalState } from './journal/state.ts';
import { type Ending, outcomesOf } from './outcomes.ts';
import { because, becauseBlocked } from './reason.ts';
import { type AccountRun, type ApplyTarget, type ChangeRun, end, stop } from './run.ts';
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
    ...refusals.map(({ account, status, code, args }) =>
      guarded.listener({ type: 'account-refused', account, status, code, args }),
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

function endingOf({ status, code, args }: AccountRefusal): Ending {
  return { status: 'pending', ...because('account-refused', { status }, { cause: { code, args } }) };
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
    await stop(run, error instanceof RecordError ? error.reason : because('internal', { error: wordsOf(error) }));
  }
}

/** Changes that the plan blocked as a whole, and those whose manifest moved since. */
async function endWithoutWriting(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, contact } = entry;
  const [blocked] = change.blocked;
  if (run.reviewed?.has(change.changeId) === false) {
    await end(run, entry, 'skipped', because('unreviewed', {}));
  } else if (contact === undefined || desiredHashOf(contact) !== change.desiredHash) {
    await end(run, entry, 'stale', because('manifest-moved', {}));
  } else if (change.requests.length === 0 && blocked !== undefined) {
    await end(run, entry, 'blocked', becauseBlocked(blocked, false));
  }
}

async function endUnreached(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { stopped } = run;
  if (entry.written) return end(run, entry, 'unconverged', because('unread', { step: 'read-back' }));
  const reason =
    stopped === undefined
      ? because('not-reached', { why: 'interrupted' }, { next: 'resume' })
      : because('not-reached', { why: 'stopped' }, { cause: stopped, next: 'resume' });
  return end(run, entry, 'pending', reason);
}
