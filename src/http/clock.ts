import { setTimeout as delay } from 'node:timers/promises';
import type { StopSignal } from './stop-signal.ts';

/** Time, so that a test can hurry it. */
export interface Clock {
  /** Milliseconds since the epoch; never runs backwards. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: StopSignal): Promise<void>;
}

/** Monotonic, so that a corrected wall clock neither stalls the limiter nor opens it. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    await delay(Math.ceil(milliseconds), undefined, signal ? { signal: signal as AbortSignal } : {});
  },
};
