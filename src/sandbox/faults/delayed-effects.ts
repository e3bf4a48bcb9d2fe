// A queue of effects that a vendor accepts now and carries out later. There are no timers: every request first runs the effects
// that are due, so an effect is visible exactly when its delay has passed. The delay of an effect that is added by another one
// starts when the other one was due. Delays use the process's clock, so that they pass even if a test's clock stands still.

interface Effect {
  readonly due: number;
  readonly run: () => void;
}

/** The pending effects of one account. */
export class DelayedEffects {
  readonly #delayMs: number;
  /** In order of due time. */
  readonly #waiting: Effect[] = [];
  /** Due time of the effect that is running. */
  #running: number | undefined;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** Adds an effect. */
  add(run: () => void): void {
    // Without a delay, an effect added by another one waits for the next request, so that tests can observe each step.
    const since = this.#delayMs === 0 ? undefined : this.#running;
    const due = (since ?? performance.now()) + this.#delayMs;
    const later = this.#waiting.findIndex((effect) => effect.due > due);
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, { due, run });
  }

  /** Runs the effects that are due. */
  runDue(): void {
    this.#run(performance.now());
  }

  /** Runs all effects, including those that they add. */
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
