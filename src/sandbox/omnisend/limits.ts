// The rate limits of a brand, with sliding windows. All keys and all dialects share them. Source:
// api-docs.omnisend.com/v2026-03-15/reference/rate-limit-timeouts-errors, read 2026-11-21.

import { RateWindow, spend } from '../server/rate-window.ts';
import type { Problem } from './problem.ts';

const WINDOW_MS = 60_000;
const REQUESTS = 400;
const TAG_REQUESTS = 60;

/** The quota of requests per minute, and how much of it is left. */
export interface RateLimitStatus {
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the oldest request of the last minute no longer counts against the quota. */
  readonly reset: number;
}

/** The rate limits of one brand. */
export class Limits {
  readonly #now: () => number;
  readonly #limit: number;
  readonly #all: RateWindow;
  readonly #tags: RateWindow;
  #requestTimes: readonly number[] = [];

  constructor(options: { readonly now: () => number; readonly rateFactor: number }) {
    this.#now = options.now;
    this.#limit = Math.max(1, Math.floor(REQUESTS * options.rateFactor));
    this.#all = new RateWindow(this.#limit, WINDOW_MS);
    this.#tags = new RateWindow(TAG_REQUESTS * options.rateFactor, WINDOW_MS);
  }

  /** Returns the reason for a refusal if a rate limit is reached. Otherwise counts the request and returns undefined. */
  refusal(kind: 'tags' | 'other'): Problem | undefined {
    const now = this.#now();
    const wait = spend(kind === 'tags' ? [this.#all, this.#tags] : [this.#all], now);
    if (wait > 0) return { problem: 'rate-limit-exceeded', retryAfter: seconds(wait) };
    if (Number.isFinite(this.#limit)) this.#requestTimes = [...this.#inWindow(now), now];
    return undefined;
  }

  /** Returns the quota of requests and how much of it is left; undefined if rate limiting is off. */
  status(): RateLimitStatus | undefined {
    if (!Number.isFinite(this.#limit)) return undefined;
    const now = this.#now();
    const counted = this.#inWindow(now);
    const [oldest = now] = counted;
    return {
      limit: this.#limit,
      remaining: this.#limit - counted.length,
      reset: seconds(oldest + WINDOW_MS - now),
    };
  }

  #inWindow(now: number): readonly number[] {
    return this.#requestTimes.filter((time) => time > now - WINDOW_MS);
  }
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
