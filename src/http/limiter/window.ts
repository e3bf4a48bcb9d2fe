// One budget as the vendor counts it, a sliding window: the pure core of the limiter. Enters: the time, and what answers say.
// Leaves: the earliest time at which a request may go. Never sleeps nor asks the time.
//
// Two rules together:
// - Hard: a slot is held from send until answer + window. The vendor stamps a request at its own arrival time, somewhere
//   between send and answer, so that at most `limit` held slots mean at most `limit` stamps in any window.
// - Pace: requests leave evenly. There is no burst at the start, when nothing is known of recent use, and other users of
//   the same key find room at any time.

import type { Budget, RateHint } from '../request.ts';

/** A budget and the part of it that is ours. */
export interface PacedBudget extends Budget {
  /** Requests per window that leave at most, on average; at most `limit`. */
  readonly pace: number;
}

/** A timer that fired late may be made good within this part of the window, at once. */
const CATCH_UP = 0.05;
/** A window is held a little longer than the vendor's: two clocks never run alike. */
const CLOCK_SKEW = 0.001;
/** A 429 lowers the pace to this part of it, and many successes raise it again, so that 429s stay below 1 % of requests … */
const EASE = 0.7;
const RECOVERY = 1 / 800;
/** … but random 429s that have nothing to do with our pace must not starve us. */
const SLOWEST = 0.3;

export class BudgetWindow {
  readonly name: string;
  readonly #budget: PacedBudget;
  readonly #holdMs: number;
  #inFlight = 0;
  /** When the slots of answered requests become free, in order. */
  #freeAt: number[] = [];
  /** The vendor's word for requests that are not ours. */
  #foreign = { count: 0, until: 0 };
  /** The vendor's word for the limit; counts only where it is lower than ours. */
  #serverLimit = Number.POSITIVE_INFINITY;
  #nextAt: number | undefined;
  #ease = 1;
  #easedAt = Number.NEGATIVE_INFINITY;

  /** @param recent times at which slots used by earlier processes become free */
  constructor(budget: PacedBudget, recent: readonly number[] = [], now = 0) {
    this.name = budget.name;
    this.#budget = budget;
    this.#holdMs = budget.windowMs * (1 + CLOCK_SKEW) + 1;
    this.#freeAt = recent
      .filter((time) => time > now)
      .map((time) => Math.min(time, now + this.#holdMs))
      .sort((a, b) => a - b);
  }

  /** When to ask again, at the earliest; not after `now` if a request may go now; infinite if only an answer can tell. */
  availableAt(now: number): number {
    this.#forget(now);
    const foreign = this.#foreign.until > now ? this.#foreign.count : 0;
    const excess = this.#inFlight + this.#freeAt.length + foreign - this.#limit;
    const paced = this.#nextAt ?? now;
    if (excess < 0) return paced;
    const ownFree = this.#freeAt[excess] ?? Number.POSITIVE_INFINITY;
    return Math.max(paced, foreign > 0 ? Math.min(ownFree, this.#foreign.until) : ownFree);
  }

  take(now: number): void {
    this.#inFlight += 1;
    const spacing = this.#budget.windowMs / this.#pace;
    this.#nextAt = Math.max(this.#nextAt ?? now, now - this.#budget.windowMs * CATCH_UP) + spacing;
  }

  /** A request that was taken at `sentAt` was answered, or given up; `throttledMs`: refused because too many came. */
  settle(now: number, sentAt: number, report: { readonly hint?: RateHint; readonly throttledMs?: number }): void {
    this.#inFlight -= 1;
    this.#freeAt.push(now + this.#holdMs);
    if (report.hint !== undefined) this.#believe(now, report.hint);
    if (report.throttledMs === undefined) this.#ease = Math.min(1, this.#ease * (1 + RECOVERY));
    else this.#pause(now, sentAt, report.throttledMs);
  }

  /** When each slot in use becomes free at the earliest; for the next process. */
  inUse(now: number): readonly number[] {
    this.#forget(now);
    return [...this.#freeAt, ...Array.from({ length: this.#inFlight }, () => now + this.#holdMs)];
  }

  get vendorLimit(): number {
    return this.#budget.limit;
  }

  get #limit(): number {
    return Math.max(1, Math.floor(Math.min(this.#budget.limit, this.#serverLimit)));
  }

  get #pace(): number {
    return this.#budget.pace * Math.min(1, this.#serverLimit / this.#budget.limit) * this.#ease;
  }

  #pause(now: number, sentAt: number, throttledMs: number): void {
    this.#nextAt = Math.max(this.#nextAt ?? now, now + throttledMs);
    // Requests that were under way together are one event, and lower the pace once.
    if (sentAt <= this.#easedAt) return;
    this.#ease = Math.max(SLOWEST, this.#ease * EASE);
    this.#easedAt = now;
  }

  #believe(now: number, { limit, remaining, resetMs }: RateHint): void {
    if (limit !== undefined && limit > 0) this.#serverLimit = limit;
    if (remaining === undefined || remaining < 0) return;
    // Our own count includes requests that the vendor has not seen yet: a low guess, corrected by the next answer.
    const ours = this.#inFlight + this.#freeAt.length;
    const count = Math.max(0, Math.min(this.#budget.limit, this.#serverLimit) - remaining - ours);
    this.#foreign = { count, until: now + Math.min(resetMs ?? this.#holdMs, this.#holdMs) };
  }

  #forget(now: number): void {
    const held = this.#freeAt.findIndex((time) => time > now);
    if (held !== 0) this.#freeAt = held === -1 ? [] : this.#freeAt.slice(held);
  }
}
