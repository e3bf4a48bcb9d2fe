// A queue of effects that a vendor accepts now and carries out later, such as batches. No timer runs them: every request first
// runs the effects that are due. If an effect adds another one while it runs, the delay of the new effect starts at the due time
// of the running one. Delays are measured with a monotonic clock, so they pass even if a test stops the sandbox's clock.

/** A delayed effect; `due` is a time of the monotonic clock, in milliseconds. */
interface Effect {
  readonly due: number;
  readonly run: () => void;
}

/** The pending effects of one account. */
export class DelayedEffects {
  readonly #delayMs: number;
  readonly #now: () => number;
  /** The pending effects, in order of due time. */
  readonly #waiting: Effect[] = [];
  /** Due time of the effect that is running; undefined if none is. */
  #running: number | undefined;

  /** @param now the monotonic clock, in milliseconds; tests pass their own */
  constructor(delayMs: number, now: () => number = () => performance.now()) {
    this.#delayMs = delayMs;
    this.#now = now;
  }

  /** Schedules an effect. */
  add(run: () => void): void {
    // If the delay is 0, an effect that a running effect adds is due only at the next request, so that tests can observe each
    // step.
    const since = this.#delayMs === 0 ? undefined : this.#running;
    const due = (since ?? this.#now()) + this.#delayMs;
    const later = this.#waiting.findIndex((effect) => effect.due > due);
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, { due, run });
  }

  /** Runs the effects that are due. */
  runDue(): void {
    this.#run(this.#now());
  }

  /** Runs all pending effects without waiting for their delay, including effects that they add. */
  runAll(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  #run(until: number): void {
    for (let next = this.#waiting[0]; next !== undefined && next.due <= until; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#running = next.due;
      next.run();
    }
    this.#running = undefined;
  }
}
