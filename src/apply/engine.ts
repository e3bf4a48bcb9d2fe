// The apply engine. Enters: a plan and the accounts it was made for. Leaves: one outcome for every change. Sends exactly the
// plan's requests and never computes differences itself. Accounts run in parallel; a failing account does not stop the others.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { Clock } from '../http/clock.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Plan, PlannedAccount, PlannedChange } from '../plan/document.ts';
import { desiredHashOf } from '../plan/ids.ts';
import { blockContact } from '../plan/match.ts';
import { withExcludedIds } from '../plan/reading/list-names.ts';
import { assertBuiltFrom } from '../plan/requests/check.ts';
import { type AccountResult, accountResults } from './account-results.ts';
import { type AccountRefusal, APPROVED, type Approval, refusedAccounts } from './check-plan.ts';
import type { ApplyListener, Outcome } from './events.ts';
import { guardListener, RecordError, wordsOf } from './journal/guard-listener.ts';
import { recoverInFlight, restoreOutcomes } from './journal/resume.ts';
import type { JournalState } from './journal/state.ts';
import { type Ending, outcomesOf } from './outcomes.ts';
import { because, becauseBlocked } from './reason.ts';
import { needsDirectRead } from './recheck/recheck.ts';
import { type AccountRun, type ApplyTarget, type ChangeRun, finishChange, isStopping, stop } from './run.ts';
import { sendAll } from './send/send-all.ts';
import { finishUnread, verifyAll } from './verify/verify.ts';

/** A plan, the accounts it was made for, and the settings of the run. */
export interface ApplyInputs {
  readonly plan: Plan;
  /** The manifests' contacts, by key. */
  readonly contacts: ReadonlyMap<string, ContactToPlan>;
  readonly accounts: ReadonlyMap<string, ApplyTarget>;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  /** How the plan was approved; absent: a person has seen it and said yes. */
  readonly approval?: Approval;
  /** Change ids (`changeId`) of a reviewed plan; all other changes are skipped. Absent: no change is skipped. */
  readonly reviewed?: ReadonlySet<string>;
  /** State of an interrupted run of this plan; what that run completed is not repeated. */
  readonly resume?: JournalState;
  /** False: updates without a status or identifier are sent without reading their contact again. */
  readonly refresh?: boolean;
  /**
   * When the reading of the plan began, in milliseconds since the epoch, by `clock`. While it is no older than `maxAge`, contacts
   * are not read again before updates without a status or identifier. Absent: the plan's reading is not used.
   */
  readonly readAt?: number | undefined;
  /** Milliseconds for which a contact that was read need not be read again before its write (default: 60,000). */
  readonly maxAge?: number;
  /** False: writes are not read back; a change that the vendor accepted but did not confirm stays pending. */
  readonly verify?: boolean;
  /** Maximum number of requests in flight per account; the limiter decides how fast they are sent. */
  readonly parallelism?: number;
  /** When aborted, requests in flight are finished and all other changes stay pending. */
  readonly signal?: StopSignal;
}

const DEFAULT_PARALLELISM = 16;
const DEFAULT_MAX_AGE = 60_000;

/** The result of an apply; both lists are in the plan's order. */
export interface ApplyResult {
  /** One for every change; can be iterated repeatedly. */
  readonly outcomes: Iterable<Outcome>;
  /** One for every account in scope. */
  readonly accounts: readonly AccountResult[];
}

/**
 * Sends the plan's requests, each only if its contact is still as planned, and verifies their effects. Stores nothing: the
 * listener records what must survive an interruption.
 *
 * @returns the result; an internal error, or an error of the listener, stops the account and is not thrown
 * @throws HintedError `plan-file` (`edited`) if the requests are not those of the declared contacts; then nothing was sent
 */
export async function applyPlan(inputs: ApplyInputs): Promise<ApplyResult> {
  assertBuiltFrom(inputs.contacts, inputs.plan, inputs.clock.now());
  const guarded = { ...inputs, listener: guardListener(inputs.listener) };
  const refusals = refusedAccounts(inputs.plan, inputs.accounts, inputs.approval ?? APPROVED);
  const refused = new Map(refusals.map((refusal) => [refusal.account, endingOf(refusal)]));
  const runs = new Map(
    [...inputs.accounts]
      .filter(([account]) => !refused.has(account))
      .map(([name, target]) => [name, startRun(guarded, target)]),
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

function startRun(inputs: ApplyInputs, connected: ApplyTarget): AccountRun {
  const target = withListIds(connected, inputs.plan);
  const { plan, contacts, clock, listener, signal, reviewed, approval = APPROVED } = inputs;
  const { refresh = true, verify = true, parallelism = DEFAULT_PARALLELISM, maxAge = DEFAULT_MAX_AGE } = inputs;
  // A resumed run does not use the plan's reading, because the interrupted run may have written to contacts since.
  const readAt = inputs.resume === undefined && !isIncremental(plan, target) ? inputs.readAt : undefined;
  const changes = plan.changes.filter(({ account }) => account === target.account);
  const requests = plan.requests.filter(({ account }) => account === target.account);
  const requestsById = new Map(requests.map((request) => [request.id, request]));
  return {
    target,
    clock,
    listener,
    signal,
    reviewed,
    isUnattended: approval.isUnattended,
    refresh: refresh || isIncremental(plan, target),
    maxAge,
    verify,
    parallelism,
    known: plannedAccount(plan, target)?.reading.known,
    requests,
    requestsById,
    changes: new Map(
      changes.map((change) => {
        const isDirect = needsDirectRead(change) || change.requests.some((id) => requestsById.get(id)?.mayCreate);
        return [change.id, startChange(change, contacts.get(change.key), isDirect ? undefined : readAt)];
      }),
    ),
    jobs: new Map(),
    stopped: undefined,
  };
}

/** Replaces the names of lists in the account's `exclude` by the ids that these lists had when the plan was made. */
function withListIds(target: ApplyTarget, { accounts }: Plan): ApplyTarget {
  const names = accounts.find(({ account }) => account === target.account)?.listNames;
  return names === undefined ? target : withExcludedIds(target, new Map(Object.entries(names)));
}

/** True if the account was planned from cached contacts, which may be outdated and must be read again before every write. */
function isIncremental(plan: Plan, target: ApplyTarget): boolean {
  return plannedAccount(plan, target)?.reading.strategy === 'incremental';
}

function plannedAccount({ accounts }: Plan, { account }: ApplyTarget): PlannedAccount | undefined {
  return accounts.find((planned) => planned.account === account);
}

/** Creates the state of a change. @param checkedAt when the contact was read for the plan; undefined if it must be read again */
function startChange(
  change: PlannedChange,
  contact: ContactToPlan | undefined,
  checkedAt: number | undefined,
): ChangeRun {
  return {
    change,
    contact,
    open: new Set(change.requests),
    confirmed: new Set(),
    checking: undefined,
    checkedAt,
    resumed: false,
    written: false,
    live: undefined,
    unproved: false,
    repeated: false,
    jobMayRun: false,
    lost: undefined,
    outcome: undefined,
  };
}

async function applyAccount(run: AccountRun, resume: JournalState | undefined): Promise<void> {
  const entries = [...run.changes.values()];
  if (resume !== undefined) restoreOutcomes(run, resume);
  await stopOnError(run, async () => {
    // First of all find out what an earlier run did: a change that must not be sent any more may have been carried out.
    if (resume !== undefined) await recoverInFlight(run, resume);
    for (const entry of entries) if (!isCarriedOut(run, entry)) await finishWithoutWriting(run, entry);
    // Verify the changes that an earlier run wrote completely before sending anything else.
    if (resume !== undefined) {
      await verifyAll(
        run,
        entries.filter(({ open }) => open.size === 0),
      );
    }
    await sendAll(run);
  });
  await stopOnError(run, () => verifyAll(run, entries));
  for (const entry of entries) await finishUnreached(run, entry);
}

/** Stops the account on an unexpected error, so that changes already written still get their outcomes. */
async function stopOnError(run: AccountRun, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await stop(run, error instanceof RecordError ? error.reason : because('internal', { error: wordsOf(error) }));
  }
}

/** True if an earlier run carried out all of a change, or may have, because this run was stopped before it could find out. */
function isCarriedOut(run: AccountRun, { open, written, repeated }: ChangeRun): boolean {
  return open.size === 0 ? written : repeated && isStopping(run);
}

/**
 * Finishes a change that must not be sent: it was not reviewed, an opt-out elsewhere could not be ruled out, its declaration has
 * changed or was rolled back, or all of it is blocked.
 */
async function finishWithoutWriting(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, contact } = entry;
  const [blocked] = change.blocked;
  if (run.reviewed?.has(change.changeId) === false) {
    await finishChange(run, entry, 'skipped', because('unreviewed', {}));
  } else if (run.isUnattended && change.notChecked !== undefined) {
    await finishChange(run, entry, 'skipped', because('not-cross-checked', { accounts: change.notChecked }));
  } else if (contact === undefined || desiredHashOf(contact) !== change.desiredHash) {
    await finishChange(run, entry, 'stale', because('manifest-moved', {}));
  } else if (contact.base?.rolledBack === true) {
    await finishChange(run, entry, 'blocked', becauseBlocked(blockContact('rolled-back', {}), false));
  } else if (change.requests.length === 0 && blocked !== undefined) {
    await finishChange(run, entry, 'blocked', becauseBlocked(blocked, false));
  }
}

/** Finishes a change that has no outcome yet: the run did not reach it, or wrote it and could not read it back. */
async function finishUnreached(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { stopped } = run;
  if (entry.written) return finishUnread(run, entry);
  const reason =
    stopped === undefined
      ? because('not-reached', { why: 'interrupted' }, { next: 'resume' })
      : because('not-reached', { why: 'stopped' }, { cause: stopped, next: 'resume' });
  return finishChange(run, entry, 'pending', reason);
}
