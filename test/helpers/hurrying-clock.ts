import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '../../src/http/clock.ts';

export interface HurryingClock extends Clock {
  /** Puts the clock forward, in milliseconds. */
  move(milliseconds: number): void;
}

/**
 * Real time, and pauses that are over at once: whoever asks finds that they took as long as they should.
 *
 * @param longest milliseconds that a pause lasts in fact at the most, for whoever waits for what happens in real time
 */
export function hurryingClock(longest = 0): HurryingClock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    async sleep(milliseconds) {
      ahead += milliseconds;
      if (longest > 0) await delay(Math.min(milliseconds, longest));
    },
    move(milliseconds) {
      ahead += milliseconds;
    },
  };
}
