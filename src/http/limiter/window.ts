// One budget as a sliding window, which is how the vendor counts it: the pure core of the limiter. Enters: the current time, and
// what responses say about the quota. Leaves: the earliest time at which a request may be sent. It never sleeps and never reads
// the clock.
//
// Two rules apply together:
// - Hard limit: a slot is in use from the sending of a request until one window after its response. The vendor counts the
//   request at some time between sending and response. So while at most `limit` slots are in use, the vendor counts at most
//   `limit` requests in any window.
// - Pace: requests are spread evenly over the window. So there is no burst at the start, when the recent use is unknown, and
//   other users of the same key find free quota at any time.

import type { Budget, RateHint } from '../request.ts';

/** A budget, and the pace at which to use it. */
export interface PacedBudget extends Budget {
  /** Average number of requests to send per window; at most `limit`. */
  readonly pace: number;
}

/** If a timer fires late, overdue requests are sent at once. This limits how many: those of this fraction of the window. */
const CATCH_UP = 0.05;
/** Slots stay in use longer by this fraction of the window, because the vendor's clock may run slightly differently. */
const CLOCK_SKEW = 0.001;
/** A 429 multiplies the speed by SLOWDOWN; each success multiplies it by 1 + RECOVERY. So 429s stay below 1 % of requests. */
const SLOWDOWN = 0.7;
const RECOVERY = 1 / 800;
/** Minimum speed: 429s that have another cause than the pace must not stop all sending. */
const MIN_SPEED = 0.3;

/** The state of one budget. All times are milliseconds since the epoch. */
export class BudgetWindow {
  readonly name: string;
  readonly #budget: PacedBudget;
  readonly #holdMs: number;
  #inFlight = 0;
  /** Times at which the slots of finished requests become free, ascending. */
  #freeAt: number[] = [];
  /** Requests by other users of the key, computed from the vendor's `remaining`; not counted after `until`. */
  #others = { count: 0, until: 0 };
  /** The limit that the vendor stated in a response; it has an effect only if it is lower than the budget's. */
  #serverLimit = Number.POSITIVE_INFINITY;
  #nextAt: number | undefined;
  /** Factor by which the pace is multiplied, from MIN_SPEED to 1. */
  #speed = 1;
  #slowedAt = Number.NEGATIVE_INFINITY;

  /** @param recent times at which the slots used by earlier processes become free */
  constructor(budget: PacedBudget, recent: readonly number[] = [], now = 0) {
    this.name = budget.name;
    this.#budget = budget;
    this.#holdMs = budget.windowMs * (1 + CLOCK_SKEW) + 1;
    this.#freeAt = recent
      .filter((time) => time > now)
      .map((time) => Math.min(time, now + this.#holdMs))
      .sort((a, b) => a - b);
  }

  /**
   * Returns the earliest time at which a request may be sent: `now` or earlier if one may be sent immediately, Infinity if that
   * depends on a response that has not arrived yet.
   */
  availableAt(now: number): number {
    this.#dropExpired(now);
    const others = this.#others.until > now ? this.#others.count : 0;
    const excess = this.#inFlight + this.#freeAt.length + others - this.#limit;
    const paced = this.#nextAt ?? now;
    if (excess < 0) return paced;
    const ownFree = this.#freeAt[excess] ?? Number.POSITIVE_INFINITY;
    return Math.max(paced, others > 0 ? Math.min(ownFree, this.#others.until) : ownFree);
  }

  /** Takes a slot for a request that is sent at `now`. */
  take(now: number): void {
    this.#inFlight += 1;
    const spacing = this.#budget.windowMs / this.#pace;
    this.#nextAt = Math.max(this.#nextAt ?? now, now - this.#budget.windowMs * CATCH_UP) + spacing;
  }

  /**
   * Records at `now` that the request sent at `sentAt` is finished.
   *
   * @param report contains `throttledMs` if the vendor throttled the request: the pause before the next one, in milliseconds
   */
  settle(now: number, sentAt: number, report: { readonly hint?: RateHint; readonly throttledMs?: number }): void {
    this.#inFlight -= 1;
    this.#freeAt.push(now + this.#holdMs);
    if (report.hint !== undefined) this.#applyHint(now, report.hint);
    if (report.throttledMs === undefined) this.#speed = Math.min(1, this.#speed * (1 + RECOVERY));
    else this.#pause(now, sentAt, report.throttledMs);
  }

  /** Returns the earliest times at which the slots in use can become free. The limiter saves them for the next process. */
  inUse(now: number): readonly number[] {
    this.#dropExpired(now);
    return [...this.#freeAt, ...Array.from({ length: this.#inFlight }, () => now + this.#holdMs)];
  }

  /** The vendor's published limit, in requests per window. */
  get vendorLimit(): number {
    return this.#budget.limit;
  }

  get #limit(): number {
    return Math.max(1, Math.floor(Math.min(this.#budget.limit, this.#serverLimit)));
  }

  /** At least one request per window, however little a response allows, unless the configured pace is lower. */
  get #pace(): number {
    const allowed = this.#budget.pace * Math.min(1, this.#serverLimit / this.#budget.limit) * this.#speed;
    return Math.min(this.#budget.pace, Math.max(1, allowed));
  }

  #pause(now: number, sentAt: number, throttledMs: number): void {
    this.#nextAt = Math.max(this.#nextAt ?? now, now + throttledMs);
    // Several 429s for requests that were in flight together count as one event and reduce the speed only once.
    if (sentAt <= this.#slowedAt) return;
    this.#speed = Math.max(MIN_SPEED, this.#speed * SLOWDOWN);
    this.#slowedAt = now;
  }

  #applyHint(now: number, { limit, remaining, resetMs }: RateHint): void {
    if (limit !== undefined && limit > 0) this.#serverLimit = limit;
    if (remaining === undefined || remaining < 0) return;
    // `ours` includes requests that the vendor has not counted yet, so `count` may be too low; the next response corrects it.
    const ours = this.#inFlight + this.#freeAt.length;
    const count = Math.max(0, Math.min(this.#budget.limit, this.#serverLimit) - remaining - ours);
    this.#others = { count, until: now + Math.min(resetMs ?? this.#holdMs, this.#holdMs) };
  }

  #dropExpired(now: number): void {
    const firstInUse = this.#freeAt.findIndex((time) => time > now);
    if (firstInUse !== 0) this.#freeAt = firstInUse === -1 ? [] : this.#freeAt.slice(firstInUse);
  }
}
