// Which failure is tried again, and when. Enters: what happened to one attempt. Leaves: a decision. Never sleeps, sends or
// asks the time.
//
//   outcome                 idempotent, GET   look-first   attempts  why
//   429                     yes               yes          6         refused before it was carried out
//   503                     yes               no           6         a gateway may say so after it passed the request on
//   408, other 5xx          yes               no           6         may have been carried out; the same body changes nothing more
//   refused                 yes               yes          4         nothing was sent; a wrong base URL must be told soon
//   timeout, connecting     yes               yes          6         nothing was sent
//   timeout, reset          yes               no           6         may have been carried out
//   malformed 2xx           yes               no           3 such    carried out, answer lost; a wrong base URL answers so too
//   401                     once, if asked    once         2         some vendors refuse a valid key now and then
//   other 4xx, 2xx, 3xx     no                no           1         the same request has the same answer
//   redirect, too large     no                no           1         likewise
//   aborted                 no                no           1         the caller's wish
//
// The server's word (Retry-After, `retryAfter`, reset) goes before our own backoff, which is exponential with full jitter:
// clients that failed together must not come back together.

import type { HttpFailureKind, Method, RateHint, Repeat } from './request.ts';

export interface RetrySettings {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** From the first transmission of a request to the start of its last one. */
  readonly deadlineMs: number;
  readonly retryUnauthorizedOnce: boolean;
}

export const DEFAULT_RETRY: RetrySettings = {
  maxAttempts: 6,
  baseMs: 500,
  capMs: 30_000,
  deadlineMs: 600_000,
  retryUnauthorizedOnce: false,
};

const REFUSED_ATTEMPTS = 4;
const MALFORMED_ATTEMPTS = 3;

export type AttemptOutcome =
  | { readonly status: number; readonly failure?: never }
  | { readonly failure: HttpFailureKind; readonly maybeSent: boolean };

export interface Attempt {
  readonly method: Method;
  readonly repeat: Repeat;
  /** 1 for the first. */
  readonly attempt: number;
  /** Attempts so far, this one included, whose answer could not be read. */
  readonly malformed: number;
  readonly outcome: AttemptOutcome;
  readonly hint: RateHint;
  /** Since the first transmission. */
  readonly elapsedMs: number;
  /** In [0, 1). */
  readonly random: number;
}

export type RetryDecision = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

export function decideRetry(attempt: Attempt, settings: RetrySettings = DEFAULT_RETRY): RetryDecision {
  if (attempt.attempt >= attemptsAllowed(attempt, settings)) return { retry: false };
  const delayMs = delayBefore(attempt, settings);
  return attempt.elapsedMs + delayMs > settings.deadlineMs ? { retry: false } : { retry: true, delayMs };
}

/** What the server asks for, if it asks. */
export function serverDelayMs(hint: RateHint): number | undefined {
  return hint.retryAfterMs ?? hint.resetMs;
}

/** Exponential with full jitter. */
export function backoffMs(attempt: number, random: number, settings: RetrySettings): number {
  return random * Math.min(settings.capMs, settings.baseMs * 2 ** (attempt - 1));
}

function attemptsAllowed({ method, repeat, outcome, malformed }: Attempt, settings: RetrySettings): number {
  const repeatable = repeat === 'idempotent' || method === 'GET';
  if (outcome.failure === undefined) {
    if (outcome.status === 429) return settings.maxAttempts;
    if (outcome.status === 401) return settings.retryUnauthorizedOnce ? 2 : 1;
    return repeatable && (outcome.status === 408 || outcome.status >= 500) ? settings.maxAttempts : 1;
  }
  if (!repeatable && outcome.maybeSent) return 1;
  switch (outcome.failure) {
    case 'refused':
      return Math.min(REFUSED_ATTEMPTS, settings.maxAttempts);
    case 'malformed':
      // Only those of its own kind count: after some 429s one garbled answer is still the first.
      return malformed >= MALFORMED_ATTEMPTS ? 1 : settings.maxAttempts;
    case 'timeout':
    case 'reset':
      return settings.maxAttempts;
    case 'too-large':
    case 'redirect':
    case 'aborted':
      return 1;
  }
}

function delayBefore({ attempt, outcome, hint, random }: Attempt, settings: RetrySettings): number {
  const overloaded = outcome.failure === undefined && (outcome.status === 429 || outcome.status === 503);
  const asked = overloaded ? serverDelayMs(hint) : undefined;
  // Never earlier than asked; a little later, so that several clients do not return in the same instant.
  return asked === undefined ? backoffMs(attempt, random, settings) : asked + random * settings.baseMs;
}
