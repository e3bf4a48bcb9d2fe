// Which failure is tried again, how often and when: one table. Enters: what happened to one attempt. Leaves: a decision. Never
// sleeps, sends or asks the time.
//
// The server's word (Retry-After, `retryAfter`, reset) goes before our own backoff, which is exponential with full jitter:
// clients that failed together must not come back together. What is left when the attempts are used up is the caller's: 401,
// 403 and 410 stop the account, a lost create is looked for before it is sent again, a run of failures opens the circuit.

import type { HttpFailureKind, Method, RateHint, Repeat } from '../request.ts';

export interface RetrySettings {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** From the first transmission of a request to the start of its last one. */
  readonly deadlineMs: number;
  readonly retryUnauthorizedOnce: boolean;
}

export const DEFAULT_RETRY: RetrySettings = {
  // With these pauses eight seconds on average, sixteen at most: a gateway that restarts is back by then.
  maxAttempts: 6,
  baseMs: 500,
  capMs: 30_000,
  // A server may ask for several minutes, and longer than this nobody waits for one contact.
  deadlineMs: 600_000,
  retryUnauthorizedOnce: false,
};

/** As often as the settings allow. */
const ALLOWED = Number.POSITIVE_INFINITY;

/**
 * How often a request is sent at most. `idempotent`: its body sets absolute values, so that it may be carried out twice; every
 * GET is. `look-first`: a create, which is never repeated blindly: only where it was certainly not carried out.
 */
export const RETRY_POLICY = {
  /** 429: refused before it was carried out. */
  'rate-limited': { idempotent: ALLOWED, 'look-first': ALLOWED },
  /** 408 and 5xx: may have been carried out; a gateway says even 503 after it passed a request on. */
  'server-fault': { idempotent: ALLOWED, 'look-first': 1 },
  /** 401 of a vendor that refuses valid keys now and then; nothing was carried out, and a third one is meant. */
  'spurious-refusal': { idempotent: 2, 'look-first': 2 },
  /** Every other status: the same request has the same answer. */
  answered: { idempotent: 1, 'look-first': 1 },
  /** Nothing listens, or the name does not resolve: nothing was sent; a wrong base URL must be told soon. */
  refused: { idempotent: 4, 'look-first': 4 },
  /** No connection in time: nothing was sent. */
  unconnected: { idempotent: ALLOWED, 'look-first': ALLOWED },
  /** No answer in time, or a connection that broke: may have been carried out. */
  unanswered: { idempotent: ALLOWED, 'look-first': 1 },
  /** 2xx that cannot be read: carried out, answer lost; a wrong base URL answers so too. Only those of its own kind count. */
  malformed: { idempotent: 3, 'look-first': 1 },
  /** A redirect, an answer that is too large, the caller's wish: the next one would end the same way. */
  final: { idempotent: 1, 'look-first': 1 },
} as const satisfies Readonly<Record<string, Readonly<Record<Repeat, number>>>>;

export type RetryCause = keyof typeof RETRY_POLICY;

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
  const cause = causeOf(outcome, settings);
  const allowed = RETRY_POLICY[cause][method === 'GET' ? 'idempotent' : repeat];
  if (cause === 'malformed' && malformed < allowed) return settings.maxAttempts;
  return Math.min(allowed, settings.maxAttempts);
}

/** The row of the table. */
export function causeOf(outcome: AttemptOutcome, settings: RetrySettings = DEFAULT_RETRY): RetryCause {
  if (outcome.failure === undefined) {
    const { status } = outcome;
    if (status === 429) return 'rate-limited';
    if (status === 401 && settings.retryUnauthorizedOnce) return 'spurious-refusal';
    return status === 408 || status >= 500 ? 'server-fault' : 'answered';
  }
  switch (outcome.failure) {
    case 'refused':
    case 'malformed':
      return outcome.failure;
    case 'timeout':
    case 'reset':
      return outcome.maybeSent ? 'unanswered' : 'unconnected';
    case 'too-large':
    case 'redirect':
    case 'aborted':
    case 'given-up':
      return 'final';
  }
}

function delayBefore({ attempt, outcome, hint, random }: Attempt, settings: RetrySettings): number {
  const overloaded = outcome.failure === undefined && (outcome.status === 429 || outcome.status === 503);
  // A reset time on other answers only describes the quota.
  const asked = overloaded ? serverDelayMs(hint) : hint.retryAfterMs;
  // Never earlier than asked; a little later, so that several clients do not return in the same instant.
  return asked === undefined ? backoffMs(attempt, random, settings) : asked + random * settings.baseMs;
}
