// Effects that a vendor accepts now and carries out later. Nothing runs by itself: each request carries out first what
// is due, so an effect shows exactly once its delay has passed. The delay runs on the process's own clock, because it
// must pass even where the test's clock stands still.

interface Effect {
  readonly due: number;
  readonly run: () => void;
}

export class DelayedEffects {
  readonly #delayMs: number;
  #waiting: Effect[] = [];

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  add(run: () => void): void {
    this.#waiting.push({ due: performance.now() + this.#delayMs, run });
  }

  runDue(): void {
    this.#run(performance.now());
  }

  runAll(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  #run(until: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].due <= until) this.#waiting.shift()?.run();
  }
}
