import { type Clock, systemClock } from '../../src/http/clock.ts';

/** Real time, and pauses that are over at once: whoever asks finds that they took as long as they should. */
export function hurryingClock(): Clock {
  let slept = 0;
  return {
    now: () => systemClock.now() + slept,
    sleep: async (milliseconds) => {
      slept += milliseconds;
    },
  };
}
