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
