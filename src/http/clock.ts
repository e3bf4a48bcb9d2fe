import { setTimeout as delay } from 'node:timers/promises';
import type { StopSignal } from './stop-signal.ts';

/** The source of time; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch; never decreases. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: StopSignal): Promise<void>;
}

/** The real clock. Monotonic, so that a correction of the wall clock neither stalls the limiter nor lets it exceed a quota. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    await delay(Math.ceil(milliseconds), undefined, signal ? { signal: signal as AbortSignal } : {});
  },
};
