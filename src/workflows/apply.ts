// Applies a plan so that it can be resumed after any interruption. Before anything is sent, it locks the accounts, saves the plan
// and opens the journal. Enters: a plan and the accounts it was made for. Leaves: the result, and the journal's first error if it
// had one.

import { APPROVED, type Approval, refusedAccounts } from '../apply/check-plan.ts';
import { type ApplyInputs, type ApplyResult, applyPlan } from '../apply/engine.ts';
import type { ApplyListener } from '../apply/events.ts';
import type { RecordBefore } from '../base/rollback/rolled-back.ts';
import type { Plan, PlannedRequest } from '../plan/document.ts';
import { assertBuiltFrom } from '../plan/requests/check.ts';
import { ensureStore } from '../store/directory.ts';
import { takeReading } from '../store/reading.ts';
import type { ConnectedAccount } from './connect.ts';
import { beginJournal } from './journal.ts';
import { type DestinationLocks, type LockSettings, lockDestinations } from './locks.ts';
import { ownerEncryption } from './read-plan.ts';
import type { FoundJournal } from './resume.ts';
import { closeJournal, findUnfinished } from './rollback/close.ts';
import { refuseUnsettled } from './unsettled.ts';

/** A plan, the accounts it was made for, and where to record the run. */
export interface JournalledApplyInputs extends Omit<ApplyInputs, 'accounts' | 'reviewed' | 'resume'> {
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** The directory that contains `.rollcall`; it is created if missing. */
  readonly workingDirectory: string;
  /** The reviewed plans: only changes that are in one of them may be sent. Absent: all may be sent. */
  readonly reviewed?: readonly Plan[] | undefined;
  /** The journal to continue; absent: start a new one. */
  readonly resume?: FoundJournal | undefined;
  /** Path of an age identity file, to whose owner the saved plans are encrypted. Absent: they are saved unencrypted. */
  readonly identity?: string | undefined;
  /**
   * True to use what was read for the plan without reading it again, if the plan was saved on this machine shortly before
   * (keepReading).
   */
  readonly usesKeptReading?: boolean | undefined;
  /** Where the locks lie, and how long to wait for another apply. */
  readonly locks: LockSettings;
  /**
   * Called when the locks are taken, and before the plan and the journal are stored or anything is sent: nothing of that is done
   * if it fails. Not called if there is nothing to send.
   *
   * @param hasWaited true if another apply had one of the locks
   * @returns what the records said before the apply, for the journal
   */
  readonly beforeSending?: (hasWaited: boolean) => Promise<readonly RecordBefore[]>;
  /**
   * Called when locks and journal are ready and before anything is sent; not called if there is nothing to send.
   *
   * @param releaseNow releases the locks synchronously, for a process that exits immediately
   * @returns a function that is called after the locks are released
   */
  readonly onStart?: (releaseNow: () => void) => () => void;
}

/** The result of the apply, and whether all of it is recorded. */
export interface JournalledApplyResult {
  readonly result: ApplyResult;
  /** The journal's first error; nothing was sent after it. Undefined if everything is recorded. */
  readonly unrecorded: unknown;
}

/**
 * Runs applyPlan with locks, so that no other run applies to the same accounts, and with a journal under `.rollcall`, so that the
 * apply can be resumed (readResumed). If there is nothing to send, nothing is locked or stored either.
 *
 * A plan that waited for another apply is not made again: every contact is read again before it is written, even with refresh
 * off, so a change that the other apply overtook ends as stale, and one that it carried out needs no request.
 *
 * @throws HintedError `batch-may-run` if the vendor may still carry out a batch of an earlier apply; `locked` if another run
 *   applies to one of the accounts; `interrupted` if the signal is aborted while waiting for it; `store`, `age` or `plan-file` if
 *   the plan or the journal cannot be stored, or the plan was edited; then nothing was sent
 */
export async function applyWithJournal(inputs: JournalledApplyInputs): Promise<JournalledApplyResult> {
  const { plan, accounts, workingDirectory, identity } = inputs;
  const sendable = sendableRequests(plan, accounts, inputs.approval);
  if (sendable.length === 0) {
    return { result: await applyPlan(engineInputs(inputs, inputs.listener)), unrecorded: undefined };
  }
  // applyPlan checks this as well, but only after the plan is stored.
  assertBuiltFrom(inputs.contacts, plan, Date.now());
  const encrypt = identity === undefined ? undefined : await ownerEncryption(identity);
  const store = await ensureStore(workingDirectory);
  const { lock, hasWaited } = await lockAccounts(store, sendable, inputs);
  let whenReleased: (() => void) | undefined;
  try {
    const { reviewed, resume } = inputs;
    if (resume === undefined) await refuseUnsettled(store, sendable, Date.now());
    const rolledBack = await findUnfinished(store, plan, Date.now());
    const before = await inputs.beforeSending?.(hasWaited);
    const destinations = Object.fromEntries([...accounts].map(([name, { destination }]) => [name, destination.key]));
    const begin = { store, plan, reviewed, destinations, before, resume: resume?.path, encrypt, now: Date.now };
    const journal = await beginJournal(begin);
    // Only now: if a step before fails, nothing is sent, and the interrupted apply can still be resumed.
    if (rolledBack !== undefined) await closeJournal(rolledBack, Date.now);
    const keptAt = await takeReading(store, plan.planId);
    whenReleased = inputs.onStart?.(lock.releaseNow);
    let unrecorded: unknown;
    const listener: ApplyListener = async (event) => {
      try {
        await journal.listener(event);
      } catch (error) {
        unrecorded ??= error;
        throw error;
      }
      await inputs.listener(event);
    };
    const readAt = inputs.readAt ?? (inputs.usesKeptReading === true ? keptAt : undefined);
    // The apply that had the lock may have changed contacts since they were read.
    const run = hasWaited ? { ...inputs, refresh: true, readAt: undefined } : { ...inputs, readAt };
    const result = await applyPlan(engineInputs(run, listener));
    // An error here, such as a full disk, must not discard the outcomes of changes that were written.
    await journal.finish(result.outcomes).catch((error: unknown) => {
      unrecorded ??= error;
    });
    return { result, unrecorded };
  } finally {
    await lock.release();
    whenReleased?.();
  }
}

/**
 * Returns the plan's requests, without those of accounts to which the plan must not be applied.
 *
 * @param approval who has approved the plan; absent: a person
 */
export function sendableRequests(
  plan: Plan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  approval: Approval = APPROVED,
): readonly PlannedRequest[] {
  const refused = new Set(refusedAccounts(plan, accounts, approval).map(({ account }) => account));
  return plan.requests.filter(({ account }) => !refused.has(account));
}

function engineInputs(
  { reviewed, resume, locks: _, beforeSending: _before, usesKeptReading: _uses, ...inputs }: JournalledApplyInputs,
  listener: ApplyListener,
): ApplyInputs {
  return {
    ...inputs,
    listener,
    ...(reviewed === undefined ? {} : { reviewed: changeIdsOf(reviewed) }),
    ...(resume === undefined ? {} : { resume: resume.state }),
  };
}

/** Ids (`changeId`) of all changes of the plans. */
export function changeIdsOf(plans: readonly Plan[]): ReadonlySet<string> {
  return new Set(plans.flatMap(({ changes }) => changes.map(({ changeId }) => changeId)));
}

/** Locks the accounts to send to. */
function lockAccounts(
  store: string,
  sendable: readonly PlannedRequest[],
  { accounts, locks, clock, signal }: JournalledApplyInputs,
): Promise<DestinationLocks> {
  const names = new Set(sendable.map(({ account }) => account));
  const destinations = [...accounts.values()]
    .filter(({ account }) => names.has(account))
    .map(({ destination }) => destination);
  return lockDestinations(store, destinations, locks, { clock, signal });
}
