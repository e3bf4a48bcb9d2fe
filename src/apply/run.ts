// The mutable state of an apply at one account (progress and outcome of every change), and the functions that update it.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { Clock } from '../http/clock.ts';
import type { Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { LiveSource } from '../live/source.ts';
import type { Exclusion } from '../manifest/configuration.ts';
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
  /** The key by which updates address their contact. */
  readonly keyField: string;
  readonly connection: Connection;
  readonly source: LiveSource;
  /** Which contacts are never written; absent: none. */
  readonly exclude?: Exclusion;
  /** Requests per minute that the rate limits allow; Infinity if unlimited. */
  readonly perMinute: number;
}

/** The state of one change during the run. */
export interface ChangeRun {
  readonly change: PlannedChange;
  /** The contact as declared now; undefined if it is no longer declared. */
  readonly contact: ContactToPlan | undefined;
  /** Ids of this change's requests that are not answered yet. */
  readonly open: Set<string>;
  /** Ids of this change's requests that the vendor confirmed. */
  readonly confirmed: Set<string>;
  /** The re-read of the contact that is in progress; all requests of the change wait for this one instead of reading again. */
  checking: Promise<void> | undefined;
  /** When the live contact was last found as planned: by the plan's own reading, or later (milliseconds since the epoch). */
  checkedAt: number | undefined;
  /**
   * True if an interrupted run may have written part of this update; each planned field may then have its old or its new value.
   */
  resumed: boolean;
  /** True if a write was sent, so that the live contact may have changed because of this apply. */
  written: boolean;
  /** The whole contact as the vendor last returned it; cleared when the change ends. */
  live: LiveContact | undefined;
  /**
   * True if the contact must be read to verify the change: a write was accepted without confirmation, or its result is unknown.
   */
  unproved: boolean;
  /** True if a request was sent again after it may have been carried out. A refusal then does not prove that nothing happened. */
  repeated: boolean;
  /** True if the vendor may still be carrying out a request of this change as a job, so that it must not be sent again. */
  jobMayRun: boolean;
  /** Why it is unknown whether a request was carried out; undefined if that is known. */
  lost: Reason | undefined;
  outcome: Ending | undefined;
}

/** The state of one account during the run. */
export interface AccountRun {
  readonly target: ApplyTarget;
  readonly clock: Clock;
  readonly listener: ApplyListener;
  readonly signal: StopSignal | undefined;
  /** Change ids (`changeId`) of the reviewed plan; only these may be sent. Undefined: all may be sent. */
  readonly reviewed: ReadonlySet<string> | undefined;
  /** True if nobody has approved the plan at a terminal. */
  readonly isUnattended: boolean;
  /**
   * True if contacts are read again before updates that change neither a status nor an identifier. Before any other write, they
   * always are.
   */
  readonly refresh: boolean;
  /** Milliseconds for which a contact that was read need not be read again before its write. */
  readonly maxAge: number;
  /** True if writes are read back. */
  readonly verify: boolean;
  /** Maximum number of requests in flight. */
  readonly parallelism: number;
  /** Number of live contacts of the account, if the plan's reading counted them; it decides how contacts are read again. */
  readonly known: number | undefined;
  readonly requests: readonly PlannedRequest[];
  readonly requestsById: ReadonlyMap<string, PlannedRequest>;
  readonly changes: ReadonlyMap<string, ChangeRun>;
  /** The vendor's jobs of this run: map from URL path to the id of the request that started the job. */
  readonly jobs: Map<string, string>;
  /** Why nothing more may be sent to this account; undefined while it may. */
  stopped: Reason | undefined;
}

/** Sets and emits the outcome of a change, and clears its temporary data. Does nothing if the change already has an outcome. */
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

/** Stops sending to the account. Requests in flight are finished. Later calls have no effect. */
export async function stop(run: AccountRun, reason: Reason): Promise<void> {
  if (run.stopped !== undefined) return;
  run.stopped = reason;
  await run.listener({ type: 'account-stopped', account: run.target.account, ...reason });
}

/** Stops sending to the account because of a vendor's failure. Does nothing after an interruption, which stops it anyway. */
export async function stopFor(run: AccountRun, problem: ReadProblem): Promise<void> {
  if (!isInterrupted(run)) await stop(run, becauseOfProblem(problem));
}

/** True if the user or the time limit interrupted the run. Nothing more is sent or read then. */
export function isInterrupted({ signal }: AccountRun): boolean {
  return signal?.aborted === true;
}

/** True if nothing more may be sent to the account. */
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
