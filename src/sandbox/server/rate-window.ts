// A sliding-window rate limit: at most `limit` requests within any `windowMs` milliseconds. Refused requests do not count.

/** Counts requests against one rate limit. Times are in milliseconds; all calls must use the same clock. */
export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = Math.max(1, Math.floor(limit));
    this.#windowMs = windowMs;
  }

  /** Returns the milliseconds until another request is allowed; 0 if one is allowed now. */
  wait(now: number): number {
    const since = now - this.#windowMs;
    const firstInside = this.#times.findIndex((time) => time > since);
    if (firstInside !== 0) this.#times = firstInside < 0 ? [] : this.#times.slice(firstInside);
    const blocking = this.#times[this.#times.length - this.#limit];
    return blocking === undefined ? 0 : blocking - since;
  }

  /** Adds a request to the window. */
  count(now: number): void {
    if (Number.isFinite(this.#limit)) this.#times.push(now);
  }
}

/**
 * Counts a request in all windows if every window allows it; otherwise counts it in none.
 *
 * @returns the milliseconds until the request is allowed; 0 if it was counted
 */
export function spend(windows: readonly RateWindow[], now: number): number {
  const wait = Math.max(0, ...windows.map((window) => window.wait(now)));
  if (wait === 0) for (const window of windows) window.count(now);
  return wait;
}
