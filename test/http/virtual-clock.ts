import type { Clock } from '../../src/http/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that stands still while code runs, and advances to the next timer when all code is waiting. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  readonly slept: number[] = [];

  constructor(start = 1_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    return new Promise((resolve, reject) => {
      const timer = { at: this.#now + milliseconds, fire: resolve };
      this.#timers.push(timer);
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      });
    });
  }

  /** Advances the clock until the work is done; fails if the work waits and there is no timer. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const end = work.finally(() => {
      settled = true;
    });
    end.catch(() => {});
    for (;;) {
      await settle();
      if (settled) return end;
      const next = this.#timers.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) throw new Error('stuck: nothing waits for time');
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
