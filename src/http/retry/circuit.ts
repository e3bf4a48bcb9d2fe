// The circuit breaker: decides when to give up on an account, after a run of requests that all failed in spite of their
// retries. Enters: how each request ended. Leaves: whether the circuit is open. Pure. Never closes again during a run of the
// program: requests that were not sent are left to a later run, so there is no half-open state.

import type { HttpFailureKind } from '../request.ts';
import { type AttemptOutcome, causeOf } from './retry.ts';

/** Smallest number of failures that counts as an outage; the vendor may fail on a few particular contacts. */
const MIN_FAILURES = 5;
/**
 * Shortest time from the start of the first failed request to the end of the last, in milliseconds. Sixteen concurrent
 * requests that fail at the same moment are one event, and a vendor that restarts must not end a run of hours. The retries of
 * one request take about eight seconds, or three minutes with time-outs.
 */
const MIN_DURATION_MS = 30_000;

/** The failures since the last request that the vendor answered. */
export interface FailureRun {
  readonly failures: number;
  /** When the first of them was sent, in milliseconds since the epoch. */
  readonly since: number;
  readonly isOpen: boolean;
}

/** The initial state: closed. */
export const NO_FAILURES: FailureRun = { failures: 0, since: 0, isOpen: false };

/** How one request ended, after its retries. Times are milliseconds since the epoch. */
export interface RequestEnding {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
}

/** Adds a finished request to the run. An open circuit stays open, even if a request in flight succeeds. */
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

/** A refusal (4xx) counts as answered: it concerns one request, and the next one may be accepted. */
function classify(outcome: AttemptOutcome): 'answered' | 'failed' | 'ignored' {
  const endedByCaller: readonly (HttpFailureKind | undefined)[] = ['aborted', 'given-up'];
  if (endedByCaller.includes(outcome.failure)) return 'ignored';
  return causeOf(outcome) === 'answered' ? 'answered' : 'failed';
}
