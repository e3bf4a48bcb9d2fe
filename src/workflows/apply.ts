// An apply that survives anything: its accounts are locked, its plan is saved and its journal is open before anything is sent.
// Enters: a plan and the accounts it was made for. Leaves: the result, and why the journal could not be kept, if it could not.

import { refusedAccounts } from '../apply/check-plan.ts';
import { type ApplyInputs, type ApplyResult, applyPlan } from '../apply/engine.ts';
import type { ApplyListener } from '../apply/events.ts';
import { HintedError } from '../contact/hinted-error.ts';
import type { Plan, PlannedRequest } from '../plan/document.ts';
import { ensureStore } from '../store/directory.ts';
import type { Lock } from '../store/lock.ts';
import type { ConnectedAccount } from './connect.ts';
import { beginJournal } from './journal.ts';
import { lockAll } from './locks.ts';
import { ownerEncryption } from './read-plan.ts';
import type { FoundJournal } from './resume.ts';

/** A plan, the accounts it was made for, and where the run is recorded. */
export interface JournalledApplyInputs extends Omit<ApplyInputs, 'accounts' | 'reviewed' | 'resume'> {
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** The directory in which `.rollcall` is, or will be. */
  readonly workingDirectory: string;
  /** The plan whose changes alone may be sent. */
  readonly reviewed?: Plan | undefined;
  /** The journal to go on with; absent: a new beginning. */
  readonly resume?: FoundJournal | undefined;
  /** File of an age identity: what is kept of the plans is encrypted to its owner. Absent: kept as they are. */
  readonly identity?: string | undefined;
  /**
   * Called when everything is in place and nothing is sent yet; not called where there is nothing to send.
   *
   * @param releaseNow gives up the locks at once, for a process that ends where it stands
   * @returns called once the locks are given up
   */
  readonly onStart?: (releaseNow: () => void) => () => void;
}

/** How the apply ended, and whether all of it is recorded. */
export interface JournalledApplyResult {
  readonly result: ApplyResult;
  /** The first failure of the journal; nothing was sent after it. Undefined where everything is recorded. */
  readonly unrecorded: unknown;
}

/**
 * applyPlan, locked against other runs and recorded under `.rollcall`, so that readResumed can go on with it. Where nothing can be
 * sent, nothing is locked or kept either.
 *
 * @throws HintedError `locked` if another run applies to one of the accounts; `store`, `age` or `plan-file` if the plan or the
 *   journal cannot be kept; then nothing was sent
 */
export async function applyWithJournal(inputs: JournalledApplyInputs): Promise<JournalledApplyResult> {
  const { plan, accounts, workingDirectory, identity } = inputs;
  const sendable = sendableRequests(plan, accounts);
  if (sendable.length === 0) {
    return { result: await applyPlan(engineInputs(inputs, inputs.listener)), unrecorded: undefined };
  }
  const encrypt = identity === undefined ? undefined : await ownerEncryption(identity);
  const store = await ensureStore(workingDirectory);
  const lock = await lockAccounts(store, sendable, accounts);
  let whenReleased: (() => void) | undefined;
  try {
    const { reviewed, resume } = inputs;
    const journal = await beginJournal({ store, plan, reviewed, resume: resume?.path, encrypt, now: Date.now });
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
    const result = await applyPlan(engineInputs(inputs, listener));
    // What was written keeps its outcome also where the disk is full by now.
    await journal.finish(result.outcomes).catch((error: unknown) => {
      unrecorded ??= error;
    });
    return { result, unrecorded };
  } finally {
    await lock.release();
    whenReleased?.();
  }
}

/** Requests of the accounts that the plan may be applied to. */
export function sendableRequests(
  plan: Plan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
): readonly PlannedRequest[] {
  const refused = new Set(refusedAccounts(plan, accounts).map(({ account }) => account));
  return plan.requests.filter(({ account }) => !refused.has(account));
}

function engineInputs({ reviewed, resume, ...inputs }: JournalledApplyInputs, listener: ApplyListener): ApplyInputs {
  return {
    ...inputs,
    listener,
    ...(reviewed === undefined ? {} : { reviewed: new Set(reviewed.changes.map(({ changeId }) => changeId)) }),
    ...(resume === undefined ? {} : { resume: resume.state }),
  };
}

/** @throws HintedError `locked`, `store` */
async function lockAccounts(
  store: string,
  sendable: readonly PlannedRequest[],
  accounts: ReadonlyMap<string, ConnectedAccount>,
): Promise<Lock> {
  const names = new Set(sendable.map(({ account }) => account));
  const keys = [...accounts.values()].filter(({ account }) => names.has(account)).map(({ lockKey }) => lockKey);
  const lock = await lockAll(store, keys, { command: 'rollcall apply', startedAt: new Date().toISOString() });
  if (!lock.ok) throw new HintedError('locked', `another apply is at work: ${lock.message}`);
  return lock;
}
