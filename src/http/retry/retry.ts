// The retry policy: one table that says which failures are retried, and how often. Enters: how one attempt ended. Leaves: the
// decision to retry, with the delay. Pure: it never sleeps, never sends and never reads the clock.
//
// A delay that the server asks for (Retry-After, `retryAfter`, reset) takes precedence over the backoff. The backoff is exponential
// with full jitter, so that clients that failed together do not retry together. The caller handles the last response or failure:
// 401, 403 and 410 stop the account, a create without a response is looked up before it is sent again, and consecutive failures
// open the circuit.

import type { HttpFailureKind, Method, RateHint, Repeat } from '../request.ts';

/** Settings of the retry policy. Durations are in milliseconds. */
export interface RetrySettings {
  readonly maxAttempts: number;
  /** Upper bound of the first backoff; it doubles with every further attempt. */
  readonly baseMs: number;
  /** Upper bound of any backoff. */
  readonly capMs: number;
  /** Longest pause that a server may ask for. A longer one ends the work at the account. */
  readonly maxPauseMs: number;
  /** Longest time from the first attempt of a request to the start of its last one. */
  readonly deadlineMs: number;
  /** Retries a 401 once, for vendors that occasionally reject a valid key. */
  readonly retryUnauthorizedOnce: boolean;
}

/** The default settings; `ConnectOptions.retry` overrides them. */
export const DEFAULT_RETRY: RetrySettings = {
  // With these settings the delays add up to 8 s on average and 16 s at most, which is enough for a gateway to restart.
  maxAttempts: 6,
  baseMs: 500,
  capMs: 30_000,
  // No vendor's rate-limit window is longer than a minute, so a longer pause is a mistake or an outage.
  maxPauseMs: 60_000,
  // Several pauses may follow each other; a single request is not worth a longer wait than this.
  deadlineMs: 600_000,
  retryUnauthorizedOnce: false,
};

/** No other limit than `maxAttempts`. */
const UNLIMITED = Number.POSITIVE_INFINITY;

/**
 * The maximum number of attempts, by cause of the failure and by Repeat. `idempotent` requests may be carried out twice, because
 * the body sets absolute values; every GET is idempotent. A `look-first` request is a create: it is repeated only if it was
 * certainly not carried out.
 */
export const RETRY_POLICY = {
  /** 429: the request was not carried out. */
  'rate-limited': { idempotent: UNLIMITED, 'look-first': UNLIMITED },
  /** 408 and 5xx: the request may have been carried out; a gateway may answer even 503 after forwarding it. */
  'server-fault': { idempotent: UNLIMITED, 'look-first': 1 },
  /** 401 from a vendor that occasionally rejects valid keys (retryUnauthorizedOnce): not carried out; a second 401 is final. */
  'spurious-refusal': { idempotent: 2, 'look-first': 2 },
  /** Any other status: the same request would get the same answer again. */
  answered: { idempotent: 1, 'look-first': 1 },
  /** Connection refused or name not resolved: not sent. Few attempts are allowed, so that a wrong base URL is reported soon. */
  refused: { idempotent: 4, 'look-first': 4 },
  /** A timeout while connecting: the request was not sent. */
  unconnected: { idempotent: UNLIMITED, 'look-first': UNLIMITED },
  /** A timeout while waiting for the response, or a broken connection: the request may have been carried out. */
  unanswered: { idempotent: UNLIMITED, 'look-first': 1 },
  /** An unreadable 2xx: carried out, or the base URL is wrong. Only attempts that ended this way count towards this limit. */
  malformed: { idempotent: 3, 'look-first': 1 },
  /** A redirect, a response that is too large, a proxy that refuses, an abort: another attempt would end the same way. */
  final: { idempotent: 1, 'look-first': 1 },
} as const satisfies Readonly<Record<string, Readonly<Record<Repeat, number>>>>;

/** The cause of a failure: the key of a row in RETRY_POLICY. */
export type RetryCause = keyof typeof RETRY_POLICY;

/** The outcome of one attempt: an HTTP status, or the kind of failure if there is no usable response. */
export type AttemptOutcome =
  | { readonly status: number; readonly failure?: never }
  | { readonly failure: HttpFailureKind; readonly maybeSent: boolean; readonly isFinal?: boolean };

/** One finished attempt: everything that the decision to retry depends on. */
export interface Attempt {
  readonly method: Method;
  readonly repeat: Repeat;
  /** Number of this attempt, counted from 1. */
  readonly attempt: number;
  /** Number of attempts so far that ended with an unreadable response; includes this attempt. */
  readonly malformed: number;
  readonly outcome: AttemptOutcome;
  readonly hint: RateHint;
  /** Milliseconds since the start of the first attempt. */
  readonly elapsedMs: number;
  /** A random number in [0, 1) for the jitter. */
  readonly random: number;
}

/** The decision whether to send the request again and, if so, after which delay. */
export type RetryDecision = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

/** Decides after an attempt whether the request is sent again. */
export function decideRetry(attempt: Attempt, settings: RetrySettings = DEFAULT_RETRY): RetryDecision {
  if (isPauseTooLong(attempt, settings)) return { retry: false };
  if (attempt.attempt >= attemptsAllowed(attempt, settings)) return { retry: false };
  const delayMs = delayBefore(attempt, settings);
  return attempt.elapsedMs + delayMs > settings.deadlineMs ? { retry: false } : { retry: true, delayMs };
}

/** Returns the delay that the server asks for, in milliseconds; undefined if it asks for none. */
export function serverDelayMs(hint: RateHint): number | undefined {
  return hint.retryAfterMs ?? hint.resetMs;
}

/**
 * Returns the pause that the response of a failed attempt asks for, in milliseconds; undefined if it asks for none. Only after a
 * 429 or 503 is the reset time a delay; in any other response it merely describes the quota.
 */
export function askedPauseMs({ outcome, hint }: Pick<Attempt, 'outcome' | 'hint'>): number | undefined {
  if (outcome.failure !== undefined) return undefined;
  const { status } = outcome;
  if (status === 429 || status === 503) return serverDelayMs(hint);
  return causeOf(outcome) === 'answered' ? undefined : hint.retryAfterMs;
}

/** True if the server asks for a longer pause than `maxPauseMs`. */
export function isPauseTooLong(attempt: Pick<Attempt, 'outcome' | 'hint'>, { maxPauseMs }: RetrySettings): boolean {
  return (askedPauseMs(attempt) ?? 0) > maxPauseMs;
}

/** Computes the exponential backoff with full jitter, in milliseconds. */
export function backoffMs(attempt: number, random: number, settings: RetrySettings): number {
  return random * Math.min(settings.capMs, settings.baseMs * 2 ** (attempt - 1));
}

function attemptsAllowed({ method, repeat, outcome, malformed }: Attempt, settings: RetrySettings): number {
  const cause = causeOf(outcome, settings);
  const allowed = RETRY_POLICY[cause][method === 'GET' ? 'idempotent' : repeat];
  if (cause === 'malformed' && malformed < allowed) return settings.maxAttempts;
  return Math.min(allowed, settings.maxAttempts);
}

/** Returns the row of RETRY_POLICY that applies to an outcome. */
export function causeOf(outcome: AttemptOutcome, settings: RetrySettings = DEFAULT_RETRY): RetryCause {
  if (outcome.failure === undefined) {
    const { status } = outcome;
    if (status === 429) return 'rate-limited';
    if (status === 401 && settings.retryUnauthorizedOnce) return 'spurious-refusal';
    return status === 408 || status >= 500 ? 'server-fault' : 'answered';
  }
  if (outcome.isFinal) return 'final';
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
    case 'time-limit':
    case 'given-up':
    case 'pause-too-long':
      return 'final';
  }
}

function delayBefore({ attempt, outcome, hint, random }: Attempt, settings: RetrySettings): number {
  const asked = askedPauseMs({ outcome, hint });
  // Wait at least as long as the server asks, plus a little jitter, so that several clients do not retry at the same moment.
  return asked === undefined ? backoffMs(attempt, random, settings) : asked + random * settings.baseMs;
}
