import { setTimeout as delay } from 'node:timers/promises';
import type { StopSignal } from './stop-signal.ts';

/** The source of time; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch; never decreases. */
  now(): number;
  /** Resolves after the given time; rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: StopSignal): Promise<void>;
}

/** The real clock. It is monotonic: a correction of the system time neither stalls the limiter nor lets it exceed a quota. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    await delay(Math.ceil(milliseconds), undefined, signal ? { signal: signal as AbortSignal } : {});
  },
};

/**
 * Returns a clock that keeps up with the clock on the wall, although the given one may stand still while the machine sleeps, and that
 * never goes back: if the clock on the wall is set back, it goes on at the same pace.
 */
export function wakingClock(clock: Clock, wall: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now() {
      const now = clock.now();
      ahead = Math.max(ahead, wall() - now);
      return now + ahead;
    },
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
  };
}
