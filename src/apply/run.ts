// The mutable state of an apply at one account: every change with its results so far, and its ending.

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

/** A connected account that a plan can be applied to. */
export interface ApplyTarget {
  readonly account: string;
  /** The account's base URL, or `sandbox:<account>`. */
  readonly origin: string;
  readonly provider: Provider;
  readonly connection: Connection;
  readonly source: LiveSource;
  /** Requests per minute that the rate limits allow; Infinity if unlimited. */
  readonly perMinute: number;
}

/** The state of one change during the run. */
export interface ChangeRun {
  readonly change: PlannedChange;
  /** The contact as declared now; undefined if it no longer is. */
  readonly contact: ContactToPlan | undefined;
  /** Ids of this change's requests that are not answered yet. */
  readonly open: Set<string>;
  /** Ids of this change's requests that the vendor confirmed. */
  readonly confirmed: Set<string>;
  /** The direct re-read in progress; all requests of this change wait for the same one. */
  checking: Promise<void> | undefined;
  /** When the live contact was last found unchanged since the plan (milliseconds since the epoch). */
  checkedAt: number | undefined;
  /** An earlier run may have written part of it: each planned field may have its old or its new value. */
  resumed: boolean;
  /** A write was sent, so the live contact may now differ because of this run. */
  written: boolean;
  /** The latest read-back of the whole contact, until the change has ended. */
  live: LiveContact | undefined;
  /** A write was accepted without confirmation, or its result is unknown; it must be verified by reading. */
  unproved: boolean;
  /** A request may have been carried out before it was sent again, so its refusal does not prove that nothing happened. */
  repeated: boolean;
  /** The vendor may still be carrying a request of it out as a job, so it must not be sent again. */
  jobMayRun: boolean;
  /** Why it is unknown whether a request was carried out. */
  lost: Reason | undefined;
  outcome: Ending | undefined;
}

/** The state of one account during the run. */
export interface AccountRun {
  readonly target: ApplyTarget;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  readonly signal: StopSignal | undefined;
  /** Change ids (`changeId`) that were reviewed; undefined: all may be sent. */
  readonly reviewed: ReadonlySet<string> | undefined;
  /** Whether contacts are also read again before updates that change neither a status nor an identifier. Before any other write they
   * always are. */
  readonly refresh: boolean;
  /** Whether writes are read back. */
  readonly verify: boolean;
  /** Maximum number of requests in flight. */
  readonly parallelism: number;
  readonly requests: readonly PlannedRequest[];
  readonly requestsById: ReadonlyMap<string, PlannedRequest>;
  readonly changes: ReadonlyMap<string, ChangeRun>;
  /** The vendor's jobs of this run: URL path → id of the request that started it. */
  readonly jobs: Map<string, string>;
  /** Why nothing more may be sent to this account; undefined while it may. */
  stopped: Reason | undefined;
}

/** Records how a change ended and frees what is no longer needed. Later calls for the same change have no effect. */
export async function finishChange(
  run: AccountRun,
  entry: ChangeRun,
  status: OutcomeStatus,
  reason?: Reason,
): Promise<void> {
  if (entry.outcome !== undefined) return;
  entry.outcome = status === 'succeeded' && reason === undefined ? SUCCEEDED : { status, ...reason };
  entry.live = undefined;
  entry.lost = undefined;
  await run.listener({ type: 'outcome', outcome: outcomeOf(entry.change, entry.outcome) });
}

/** The states of the changes that a request's items belong to. */
export function entriesOf({ changes }: AccountRun, items: readonly PlannedItem[]): readonly ChangeRun[] {
  return items.flatMap(({ change }) => changes.get(change) ?? []);
}

/** Sends nothing more to the account; requests in flight are finished. Later calls have no effect. */
export async function stop(run: AccountRun, reason: Reason): Promise<void> {
  if (run.stopped !== undefined) return;
  run.stopped = reason;
  await run.listener({ type: 'account-stopped', account: run.target.account, ...reason });
}

/** Stops the account because of a vendor's failure; does nothing after an interruption, which stops it anyway. */
export async function stopFor(run: AccountRun, problem: ReadProblem): Promise<void> {
  if (!isInterrupted(run)) await stop(run, becauseOfProblem(problem));
}

/** Whether the user or the time limit interrupted the run; then reading stops, too. */
export function isInterrupted({ signal }: AccountRun): boolean {
  return signal?.aborted === true;
}

/** Whether nothing more may be sent to the account. */
export function isStopping(run: AccountRun): boolean {
  return run.stopped !== undefined || isInterrupted(run);
}

/** Waits for a number of milliseconds; an interruption ends the wait. */
export async function pause({ clock, signal }: AccountRun, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
