// The circuit breaker: gives up on an account after several consecutive requests that failed in spite of their retries. Enters:
// how each request ended. Leaves: whether the circuit is open, which means that no more requests are sent. Pure. An open circuit
// stays open until the program ends: the requests that were not sent are left to the next run, so there is no half-open state.

import type { HttpFailureKind } from '../request.ts';
import { type AttemptOutcome, causeOf } from './retry.ts';

/** Minimum number of consecutive failures that count as an outage: the vendor may fail on a few particular contacts. */
const MIN_FAILURES = 5;
/**
 * Minimum time from the start of the first failed request to the end of the last, in milliseconds. Sixteen concurrent requests
 * that fail at the same moment count as one event, and a vendor that restarts must not end a run of hours. The retries of one
 * request take about eight seconds, or three minutes if every attempt times out.
 */
const MIN_DURATION_MS = 30_000;

/** A run of consecutive failed requests, since the last request that the vendor answered. */
export interface FailureRun {
  readonly failures: number;
  /** When the first of these requests was sent, in milliseconds since the epoch. */
  readonly since: number;
  readonly isOpen: boolean;
}

/** The initial state: closed. */
export const NO_FAILURES: FailureRun = { failures: 0, since: 0, isOpen: false };

/** The end of one request, after its retries. Times are milliseconds since the epoch. */
export interface RequestEnding {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
}

/** Adds a finished request to the run. An open circuit stays open, even if a request that was already under way succeeds. */
export function afterRequest(run: FailureRun, { startedAt, endedAt, outcome }: RequestEnding): FailureRun {
  if (run.isOpen) return run;
  switch (classify(outcome)) {
    case 'answered':
      return NO_FAILURES;
    case 'ignored':
      return run;
    case 'failed': {
      const failures = run.failures + 1;
      const since = run.failures === 0 ? startedAt : Math.min(run.since, startedAt);
      return { failures, since, isOpen: failures >= MIN_FAILURES && endedAt - since >= MIN_DURATION_MS };
    }
  }
}

/** A status below 500, except 408 and 429, counts as answered: an error then concerns one request, and the next may succeed. */
function classify(outcome: AttemptOutcome): 'answered' | 'failed' | 'ignored' {
  const endedByCaller: readonly (HttpFailureKind | undefined)[] = [
    'aborted',
    'time-limit',
    'given-up',
    'pause-too-long',
  ];
  if (endedByCaller.includes(outcome.failure)) return 'ignored';
  return causeOf(outcome) === 'answered' ? 'answered' : 'failed';
}
