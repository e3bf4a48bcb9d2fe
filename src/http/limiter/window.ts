// One budget as a sliding window, which is how the vendor counts it: the pure core of the limiter. Enters: the current time, and
// what responses say about the quota. Leaves: the earliest time at which a request may be sent. It never sleeps and never reads
// the clock.
//
// Three rules apply together:
// - Hard limit: a slot is in use from the sending of a request until one window after its response. The vendor counts the request
//   at some time between sending and response. So while at most `limit` slots are in use, the vendor counts at most `limit`
//   requests in any window.
// - Burst, then pace: the free part of the window may be used at once. As long as no response says what other users of the key
//   have used, a burst takes at most half the limit; once responses say what remains, it may take the whole share. After that,
//   requests are spread evenly.
// - Pace without a burst: before the first response (it may be a 429, or say what remains), for one window after a 429, and while
//   other users are seen to use much of the quota.

import type { RateHint } from '../request.ts';
import { burstSize, isContended, mostInWindow, type PacedBudget } from './share.ts';
import { Speed } from './speed.ts';

/** If a timer fires late, overdue requests are sent at once: at most those that fall due in this fraction of the window. */
const CATCH_UP = 0.05;
/** Slots stay in use longer by this fraction of the window, because the vendor's clock may run slightly differently. */
const CLOCK_SKEW = 0.001;

/** What a response says about the quota. */
export interface WindowReport {
  readonly hint?: RateHint;
  /** Present if the vendor throttled the request: the pause before the next one, in milliseconds. */
  readonly throttledMs?: number;
  /** True if the response says what remains of the vendor's quota, even if it is not about this budget. */
  readonly saysRemaining?: boolean;
}

/** The slot of a finished request. */
interface Finished {
  readonly sentAt: number;
  readonly freeAt: number;
  readonly isRefused: boolean;
}

/** The state of one budget. All times are milliseconds since the epoch. */
export class BudgetWindow {
  readonly name: string;
  readonly #budget: PacedBudget;
  readonly #holdMs: number;
  readonly #speed: Speed;
  /** When the requests in flight were sent. */
  readonly #inFlight: number[] = [];
  /** Ascending by `freeAt`. */
  #finished: readonly Finished[] = [];
  /** Times at which the slots of other processes on this machine become free, ascending. */
  #elsewhere: readonly number[] = [];
  /** Number of requests by other users of the key, computed from the vendor's `remaining`; ignored after the time `until`. */
  #others = { count: 0, until: 0 };
  /** The limit that the vendor stated in a response; it has an effect only if it is lower than the budget's. */
  #serverLimit = Number.POSITIVE_INFINITY;
  /** The time at which the next request is due. It lies in the past if several requests may be sent at once. */
  #dueAt: number;
  /** Until the first response: the earliest time of the next request, so that there is no burst. Afterwards it has no effect. */
  #unansweredDueAt = Number.NEGATIVE_INFINITY;
  /** When the last 429 arrived (`#refusedAt`), and until when no burst is sent after it (`#paceAloneUntil`). */
  #refusedAt = Number.NEGATIVE_INFINITY;
  #paceAloneUntil = Number.NEGATIVE_INFINITY;
  #isAnswered = false;
  /** Whether a response has said what remains of the quota. */
  #isTold = false;

  /** @param recent times at which the slots used by other processes become free */
  constructor(budget: PacedBudget, recent: readonly number[] = [], now = 0) {
    this.name = budget.name;
    this.#budget = budget;
    this.#holdMs = budget.windowMs * (1 + CLOCK_SKEW) + 1;
    this.#speed = new Speed(budget.windowMs);
    this.setElsewhere(recent, now);
    const free = burstSize(budget, { isTold: false }) - this.#elsewhere.length;
    this.#dueAt = now - Math.max(0, free - 1) * this.#spacing;
  }

  /**
   * Returns the earliest time at which a request may be sent: `now` or earlier if one may be sent immediately, Infinity if that
   * depends on a response that has not arrived yet.
   */
  availableAt(now: number): number {
    this.#dropExpired(now);
    const hinted = this.#others.until > now ? this.#others.count : 0;
    const others = Math.max(hinted, this.#elsewhere.length);
    const most = mostInWindow(this.#stated, { isTold: this.#isTold, isPaced: this.#isPaced(now) });
    const excess = this.#inFlight.length + this.#finished.length + others - most;
    const due = Math.max(this.#dueAt, this.#unansweredDueAt);
    if (excess < 0) return due;
    const ownFree = this.#nthFree(excess);
    return Math.max(due, hinted > this.#elsewhere.length ? Math.min(ownFree, this.#others.until) : ownFree);
  }

  /** Takes a slot for a request that is sent at `now`. */
  take(now: number): void {
    this.#inFlight.push(now);
    this.#dueAt = Math.max(this.#dueAt, now - this.#toleranceMs(now)) + this.#spacing;
    if (!this.#isAnswered) this.#unansweredDueAt = now + this.#spacing;
  }

  /** Records at `now` that the request sent at `sentAt` is finished. */
  settle(now: number, sentAt: number, { hint, throttledMs, saysRemaining = false }: WindowReport): void {
    this.#dropExpired(now);
    this.#isAnswered = true;
    this.#unansweredDueAt = Number.NEGATIVE_INFINITY;
    this.#inFlight.splice(this.#inFlight.indexOf(sentAt), 1);
    const isRefused = throttledMs !== undefined;
    this.#finished = [...this.#finished, { sentAt, freeAt: now + this.#holdMs, isRefused }];
    if (hint !== undefined) this.#applyHint(now, hint, { sentAt, isRefused });
    if (throttledMs === undefined) this.#speed.raise();
    else this.#pause(now, sentAt, throttledMs);
    if (hint?.remaining !== undefined && sentAt > this.#refusedAt) this.#endPaceAlone(now, hint.remaining);
    if (saysRemaining || hint?.remaining !== undefined) this.#believeRemaining(now);
  }

  /** Sets the times at which the slots of other processes on this machine become free, in place of those set before. */
  setElsewhere(freeAt: readonly number[], now: number): void {
    this.#elsewhere = freeAt
      .filter((time) => time > now)
      .map((time) => Math.min(time, now + this.#holdMs))
      .sort((a, b) => a - b);
  }

  /**
   * Returns for each slot in use the earliest time at which it can become free. The limiter saves these times for other
   * processes.
   */
  inUse(now: number): readonly number[] {
    this.#dropExpired(now);
    return [...this.#finished.map(({ freeAt }) => freeAt), ...this.#inFlight.map(() => now + this.#holdMs)];
  }

  /** The vendor's published limit, in requests per window. */
  get vendorLimit(): number {
    return this.#budget.limit;
  }

  /** The budget, with the limit that the vendor stated in a response if that is lower. */
  get #stated(): PacedBudget {
    const { limit, pace } = this.#budget;
    if (this.#serverLimit >= limit) return this.#budget;
    return { ...this.#budget, limit: this.#serverLimit, pace: (pace * this.#serverLimit) / limit };
  }

  /**
   * Milliseconds between two requests that are spread evenly. However little a response allows, at least one request is sent per
   * window, unless the configured pace is lower.
   */
  get #spacing(): number {
    const { windowMs, pace } = this.#budget;
    return windowMs / Math.min(pace, Math.max(1, this.#stated.pace * this.#speed.factor));
  }

  /** How many milliseconds the time at which a request is due may lie in the past. */
  #toleranceMs(now: number): number {
    const catchUp = this.#budget.windowMs * CATCH_UP;
    if (this.#isPaced(now)) return catchUp;
    return Math.max(catchUp, (this.#burst - 1) * this.#spacing);
  }

  /**
   * True if requests are to be spread evenly: after a 429, or because others use so much of the quota that a burst would crowd
   * them out.
   */
  #isPaced(now: number): boolean {
    // The last known number of requests of others is used until the next response, although it may have fallen since.
    return now < this.#paceAloneUntil || isContended(this.#stated, this.#others.count);
  }

  get #burst(): number {
    return burstSize(this.#stated, { isTold: this.#isTold });
  }

  #pause(now: number, sentAt: number, throttledMs: number): void {
    this.#refusedAt = now;
    this.#paceAloneUntil = Math.max(this.#paceAloneUntil, now + this.#holdMs);
    this.#dueAt = Math.max(this.#dueAt, now + throttledMs);
    this.#speed.lower(now, { sentAt, isContended: isContended(this.#stated, this.#others.count) });
  }

  /**
   * Notes that responses say what remains of the quota. A larger burst is allowed from now on, so the next request is due earlier
   * by the difference. Requests that were sent already stay accounted for in `#dueAt`.
   */
  #believeRemaining(now: number): void {
    if (this.#isTold) return;
    const before = this.#burst;
    this.#isTold = true;
    if (now >= this.#paceAloneUntil) this.#dueAt -= (this.#burst - before) * this.#spacing;
  }

  /**
   * Ends the time without bursts after a 429, because a later response says that `remaining` requests are free: the unused part
   * of the share may be sent at once again.
   */
  #endPaceAlone(now: number, remaining: number): void {
    if (now >= this.#paceAloneUntil) return;
    this.#paceAloneUntil = now;
    const unused = burstSize(this.#stated, { isTold: true }) - this.#inFlight.length - this.#finished.length;
    const free = Math.min(remaining, unused);
    this.#isTold = true;
    this.#dueAt = Math.min(this.#dueAt, now - (free - 1) * this.#spacing);
  }

  /**
   * Adopts what a response says about the quota.
   *
   * @param answered the request that got this response
   */
  #applyHint(
    now: number,
    { limit, remaining, resetMs }: RateHint,
    { sentAt, isRefused }: Pick<Finished, 'sentAt' | 'isRefused'>,
  ): void {
    if (limit !== undefined && limit > 0) this.#serverLimit = limit;
    if (remaining === undefined || remaining < 0) return;
    // The vendor has counted the requests sent before this one, and none of those sent after it. If that is not so, the next
    // response corrects it.
    const before = this.#finished.filter((one) => !one.isRefused && one.sentAt < sentAt).length;
    const underway = this.#inFlight.filter((time) => time < sentAt).length;
    const ours = before + underway + (isRefused ? 0 : 1);
    const count = Math.max(0, Math.min(this.#budget.limit, this.#serverLimit) - remaining - ours);
    this.#others = { count, until: now + Math.min(resetMs ?? this.#holdMs, this.#holdMs) };
  }

  /**
   * Returns the time at which more than `index` slots have become free: those of finished requests and of other processes.
   * Infinity if there are not so many.
   */
  #nthFree(index: number): number {
    if (this.#elsewhere.length === 0) return this.#finished[index]?.freeAt ?? Number.POSITIVE_INFINITY;
    const all = [...this.#finished.map(({ freeAt }) => freeAt), ...this.#elsewhere].sort((a, b) => a - b);
    return all[index] ?? Number.POSITIVE_INFINITY;
  }

  #dropExpired(now: number): void {
    this.#finished = without(this.#finished, ({ freeAt }) => freeAt <= now);
    this.#elsewhere = without(this.#elsewhere, (freeAt) => freeAt <= now);
  }
}

/** Returns the items without the leading ones that have expired; the array itself if none has. */
function without<T>(items: readonly T[], hasExpired: (item: T) => boolean): readonly T[] {
  const [first] = items;
  if (first === undefined || !hasExpired(first)) return items;
  const kept = items.findIndex((item) => !hasExpired(item));
  return kept === -1 ? [] : items.slice(kept);
}
