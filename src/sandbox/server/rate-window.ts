// A sliding window: at most `limit` requests within any `windowMs`. Refused requests are not counted.

export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = Math.max(1, Math.floor(limit));
    this.#windowMs = windowMs;
  }

  /** Milliseconds until a request fits; 0 if one fits now. */
  wait(now: number): number {
    const since = now - this.#windowMs;
    const firstInside = this.#times.findIndex((time) => time > since);
    if (firstInside !== 0) this.#times = firstInside < 0 ? [] : this.#times.slice(firstInside);
    const blocking = this.#times[this.#times.length - this.#limit];
    return blocking === undefined ? 0 : blocking - since;
  }

  count(now: number): void {
    if (Number.isFinite(this.#limit)) this.#times.push(now);
  }
}

/** Spends one request from all windows, or from none and says how many milliseconds are missing. */
export function spend(windows: readonly RateWindow[], now: number): number {
  const wait = Math.max(0, ...windows.map((window) => window.wait(now)));
  if (wait === 0) for (const window of windows) window.count(now);
  return wait;
}
