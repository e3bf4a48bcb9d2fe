// The lease of one part while a worker applies it: renews it, and tells whether a request may still be started. A lease has lapsed for
// its worker as soon as the time that the database granted has passed since the renewal was asked for, so a worker that was paused, or
// that cannot reach the database, sends nothing more although nobody told it to stop.

import type { Clock } from '../../http/clock.ts';
import type { StopSignal } from '../../http/stop-signal.ts';
import type { Database } from '../../store/database/connection.ts';
import { type LeaseTimes, type Renewed, renewLease, type TakenPart } from '../../store/database/leases.ts';

/** A lease is renewed this many times before it expires. */
const RENEWALS = 4;

/** Why a part is left before it has ended: its lease lapsed, its run was cancelled, or the worker is asked to end. */
export type LeaveReason = 'lapsed' | 'cancelled' | 'asked';

/** A lease that is renewed until it is let go. */
export interface HeldLease {
  /** Aborted with a LeaveReason: nothing more is to be started. */
  readonly signal: StopSignal;
  /** Whether a request may be started at this moment. */
  mayStart(): boolean;
  /** Whether writes to the journal are to be repeated while the database cannot be reached. */
  mayRetry(): boolean;
  /** Renews the lease now, as far as that is possible. */
  renew(): Promise<void>;
  /** Ends the renewals. */
  end(): void;
}

/** What a held lease needs. */
export interface HoldOptions {
  readonly database: Pick<Database, 'query'>;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  /** When the taking was asked for, by each of the clocks. */
  readonly takenAt: Instant;
  /** Returns the progress to store with each renewal. */
  readonly progress: () => unknown;
  /** Aborted when the worker is asked to end. */
  readonly stop: StopSignal;
}

/** One moment by two clocks. */
export interface Instant {
  /** The time of the monotonic clock, which may stand still while the machine sleeps. */
  readonly monotonic: number;
  /** The time of the clock on the wall, which may be set. */
  readonly wall: number;
}

/** Returns the current moment. */
export function instantOf(clock: Clock): Instant {
  return { monotonic: clock.now(), wall: Date.now() };
}

/** Begins to hold a lease that was just taken. */
export function holdLease(part: TakenPart, options: HoldOptions): HeldLease {
  const { database, times, clock, stop } = options;
  const leaving = new AbortController();
  const ended = new AbortController();
  let since = options.takenAt;
  let isLost = false;
  const leave = (reason: LeaveReason): void => {
    isLost ||= reason === 'lapsed';
    leaving.abort(reason);
  };
  const isWithin = (milliseconds: number): boolean => {
    const now = instantOf(clock);
    return now.monotonic - since.monotonic < milliseconds && now.wall - since.wall < milliseconds;
  };
  const renew = async (): Promise<void> => {
    const asked = instantOf(clock);
    const renewed = await renewLease(database, part, options.progress(), times).catch(unknown);
    // The database may have renewed the lease although the answer was lost; only what it confirmed counts.
    if (renewed === undefined) return;
    if (!renewed.isHeld) return leave('lapsed');
    since = asked;
    if (renewed.isCancelled) leave('cancelled');
  };
  const keep = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(times.leaseMs / RENEWALS, ended.signal).catch(() => {});
      if (ended.signal.aborted) return;
      await renew();
      if (!isWithin(times.leaseMs)) leave('lapsed');
    }
  };
  const onStop = (): void => leave('asked');
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  void keep();
  return {
    signal: leaving.signal,
    mayStart() {
      if (!isWithin(times.leaseMs)) leave('lapsed');
      return !isLost;
    },
    mayRetry: () => isWithin(times.leaseMs + times.requestMs),
    renew,
    end() {
      stop.removeEventListener('abort', onStop);
      ended.abort();
    },
  };
}

/** Treats a failed renewal like one without an answer: the next one may succeed before the lease expires. */
function unknown(): Renewed | undefined {
  return undefined;
}
