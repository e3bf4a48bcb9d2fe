// The brand's rate limits. All keys and all dialects spend from the same ones, in a sliding window.
// Source: api-docs.omnisend.com/v2026-03-15/reference/rate-limit-timeouts-errors.

import { RateWindow, spend } from '../server/rate-window.ts';
import type { Problem } from './problem.ts';

const WINDOW_MS = 60_000;
const REQUESTS = 400;
const TAG_REQUESTS = 60;

export interface Standing {
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the oldest counted request leaves the window. */
  readonly reset: number;
}

export class Limits {
  readonly #now: () => number;
  readonly #limit: number;
  readonly #all: RateWindow;
  readonly #tags: RateWindow;
  #counted: readonly number[] = [];

  constructor(options: { readonly now: () => number; readonly rateFactor: number }) {
    this.#now = options.now;
    this.#limit = Math.max(1, Math.floor(REQUESTS * options.rateFactor));
    this.#all = new RateWindow(this.#limit, WINDOW_MS);
    this.#tags = new RateWindow(TAG_REQUESTS * options.rateFactor, WINDOW_MS);
  }

  /** Undefined if the request may pass; it is counted then. */
  refusal(kind: 'tags' | 'other'): Problem | undefined {
    const now = this.#now();
    const wait = spend(kind === 'tags' ? [this.#all, this.#tags] : [this.#all], now);
    if (wait > 0) return { problem: 'rate-limit-exceeded', retryAfter: seconds(wait) };
    if (Number.isFinite(this.#limit)) this.#counted = [...this.#inWindow(now), now];
    return undefined;
  }

  /** Undefined where there are no limits. */
  standing(): Standing | undefined {
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
    return this.#counted.filter((time) => time > now - WINDOW_MS);
  }
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
