// What one account's apply knows while it runs: every change with its results so far, and how it ended.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { Clock } from '../http/clock.ts';
import type { Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { LiveSource } from '../live/source.ts';
import type { PlannedChange, PlannedItem, PlannedRequest } from '../plan/document.ts';
import type { Provider } from '../providers/contract.ts';
import type { ApplyListener, OutcomeStatus } from './events.ts';
import { type Ending, outcomeOf, SUCCEEDED } from './outcomes.ts';
import { becauseOfProblem, type Reason } from './reason.ts';

/** An account as apply reaches it. */
export interface ApplyTarget {
  readonly account: string;
  readonly origin: string;
  readonly provider: Provider;
  readonly connection: Connection;
  readonly source: LiveSource;
  /** Requests a minute at the account's rate; Infinity where nothing limits it. */
  readonly perMinute: number;
}

export interface ChangeRun {
  readonly change: PlannedChange;
  /** As the manifests have it now; undefined if they no longer do. */
  readonly contact: ContactToPlan | undefined;
  /** Requests of this change that have not answered yet. */
  readonly open: Set<string>;
  /** Requests of this change that the vendor confirmed. */
  readonly confirmed: Set<string>;
  /** A direct re-read under way: whoever else wants to write waits for the same one. */
  checking: Promise<void> | undefined;
  /** When live was last found to be what the plan was computed from. */
  checkedAt: number | undefined;
  /** An earlier run may have written a part of it: what the change sets may stand as before, or as after it. */
  resumed: boolean;
  /** A write has left: from here on live moves because of us. */
  written: boolean;
  /** The newest read-back of the whole contact, until the change has ended. */
  live: LiveContact | undefined;
  /** Something was accepted, or may have been lost on the way, and must be proved by reading. */
  unproved: boolean;
  /** A request of it may have been carried out before it was sent again: a refusal is no proof that nothing happened. */
  repeated: boolean;
  /** Why it is not known whether a request was carried out. */
  lost: Reason | undefined;
  outcome: Ending | undefined;
}

export interface AccountRun {
  readonly at: ApplyTarget;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  readonly signal: StopSignal | undefined;
  /** Change ids that were reviewed; undefined: all. */
  readonly reviewed: ReadonlySet<string> | undefined;
  /** Live is read again before updates that carry no status and no identifier; everything else always is. */
  readonly refresh: boolean;
  /** What was written is read back. */
  readonly verify: boolean;
  /** Requests in flight at once. */
  readonly parallelism: number;
  readonly requests: readonly PlannedRequest[];
  readonly changes: ReadonlyMap<string, ChangeRun>;
  /** Set once nothing more may be sent to this account. */
  stopped: Reason | undefined;
}

/** Sets how a change ended, once; the first word stands. What was only needed to find that out is let go. */
export async function end(run: AccountRun, entry: ChangeRun, status: OutcomeStatus, reason?: Reason): Promise<void> {
  if (entry.outcome !== undefined) return;
  entry.outcome = status === 'succeeded' && reason === undefined ? SUCCEEDED : { status, ...reason };
  entry.live = undefined;
  entry.lost = undefined;
  await run.listener({ type: 'outcome', outcome: outcomeOf(entry.change, entry.outcome) });
}

export function entriesOf({ changes }: AccountRun, items: readonly PlannedItem[]): readonly ChangeRun[] {
  return items.flatMap(({ change }) => changes.get(change) ?? []);
}

/** Nothing more is sent to the account; what is in flight is finished. */
export async function stop(run: AccountRun, reason: Reason): Promise<void> {
  if (run.stopped !== undefined) return;
  run.stopped = reason;
  await run.listener({ type: 'account-stopped', account: run.at.account, ...reason });
}

/** Stops for a reason of the vendor's. After an interruption there is nothing left to stop, and nothing to say. */
export async function stopFor(run: AccountRun, problem: ReadProblem): Promise<void> {
  if (!isInterrupted(run)) await stop(run, becauseOfProblem(problem));
}

/** Someone waits for the end: no more reading either. */
export function isInterrupted({ signal }: AccountRun): boolean {
  return signal?.aborted === true;
}

export function isStopping(run: AccountRun): boolean {
  return run.stopped !== undefined || isInterrupted(run);
}

/** Waits, but not after an interruption. */
export async function pause({ clock, signal }: AccountRun, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
