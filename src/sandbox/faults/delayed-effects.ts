// Effects that a vendor accepts now and carries out later. Nothing runs by itself: each request carries out first what
// is due, so an effect shows exactly once its delay has passed. An effect that follows from another one counts from when that
// one was due, as if nobody had to ask. The delay runs on the process's own clock, because it must pass even where the
// test's clock stands still.

interface Effect {
  readonly due: number;
  readonly run: () => void;
}

export class DelayedEffects {
  readonly #delayMs: number;
  /** By due time. */
  readonly #waiting: Effect[] = [];
  /** When the effect that is being carried out was due. */
  #running: number | undefined;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  add(run: () => void): void {
    // Without any delay each request carries out one step, so that tests can see them all.
    const since = this.#delayMs === 0 ? undefined : this.#running;
    const due = (since ?? performance.now()) + this.#delayMs;
    const later = this.#waiting.findIndex((effect) => effect.due > due);
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, { due, run });
  }

  runDue(): void {
    this.#run(performance.now());
  }

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
