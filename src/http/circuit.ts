// When an account is given up: after a run of requests that all failed, each after every retry that the policy allows. Pure: the
// client tells how requests ended, and asks. It stays given up for the run; what was not sent is left for a later one, so there
// is nothing to probe for.

import type { HttpFailureKind } from './request.ts';
import { type AttemptOutcome, causeOf } from './retry.ts';

/**
 * So many waves of failures. A wave is what was under way together: sixteen requests that fail in one bad moment are one event,
 * however many there are. Five in a row take about 40 seconds of 5xx, or a quarter of an hour of time-outs: longer than a vendor
 * that restarts, and much shorter than the hours that thousands of contacts would take to fail one by one.
 */
const OPENS_AFTER = 5;

/** Failures since the last request that the vendor answered. */
export interface FailureRun {
  readonly failures: number;
  readonly waves: number;
  /** When the newest wave was counted; whatever began before it belongs to it. */
  readonly countedAt: number;
}

export const NO_FAILURES: FailureRun = { failures: 0, waves: 0, countedAt: Number.NEGATIVE_INFINITY };

/** How one request ended, after its retries. */
export interface Ended {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
}

export function afterRequest(run: FailureRun, { startedAt, endedAt, outcome }: Ended): FailureRun {
  if (isOpen(run)) return run;
  switch (verdictOn(outcome)) {
    case 'answered':
      return NO_FAILURES;
    case 'neither':
      return run;
    case 'failed': {
      const failures = run.failures + 1;
      if (startedAt < run.countedAt) return { ...run, failures };
      return { failures, waves: run.waves + 1, countedAt: endedAt };
    }
  }
}

export function isOpen({ waves }: FailureRun): boolean {
  return waves >= OPENS_AFTER;
}

/** A refusal is an answer: it is about this request, and the next one may be taken. */
function verdictOn(outcome: AttemptOutcome): 'answered' | 'failed' | 'neither' {
  const ours: readonly (HttpFailureKind | undefined)[] = ['aborted', 'given-up'];
  if (ours.includes(outcome.failure)) return 'neither';
  const cause = causeOf(outcome);
  return cause === 'answered' ? 'answered' : 'failed';
}
