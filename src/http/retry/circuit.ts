// When an account is given up: after a run of requests that all failed, each after every retry that the policy allows. Pure: the
// client tells how requests ended, and asks. It stays given up for the run; what was not sent is left for a later one, so there
// is nothing to probe for.

import type { HttpFailureKind } from '../request.ts';
import { type AttemptOutcome, causeOf } from './retry.ts';

/** A few contacts that the vendor cannot digest are no outage. */
const FAILURES = 5;
/**
 * From the start of the first of them to the end of the last (milliseconds). Sixteen requests that fail in one bad moment are one
 * event: a vendor that restarts must not end a run of hours. Retries alone take eight seconds of it, or three minutes of
 * time-outs; and half a minute is nothing against the hours that thousands of contacts would take to fail one by one.
 */
const LASTING = 30_000;

/** Failures since the last request that the vendor answered. */
export interface FailureRun {
  readonly failures: number;
  /** When the first of them was sent. */
  readonly since: number;
  readonly isOpen: boolean;
}

export const NO_FAILURES: FailureRun = { failures: 0, since: 0, isOpen: false };

/** How one request ended, after its retries. */
export interface Ended {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
}

/** Once open, it stays so, whatever was still under way. */
export function afterRequest(run: FailureRun, { startedAt, endedAt, outcome }: Ended): FailureRun {
  if (run.isOpen) return run;
  switch (verdictOn(outcome)) {
    case 'answered':
      return NO_FAILURES;
    case 'neither':
      return run;
    case 'failed': {
      const failures = run.failures + 1;
      const since = run.failures === 0 ? startedAt : Math.min(run.since, startedAt);
      return { failures, since, isOpen: failures >= FAILURES && endedAt - since >= LASTING };
    }
  }
}

/** A refusal is an answer: it is about this request, and the next one may be taken. */
function verdictOn(outcome: AttemptOutcome): 'answered' | 'failed' | 'neither' {
  const ours: readonly (HttpFailureKind | undefined)[] = ['aborted', 'given-up'];
  if (ours.includes(outcome.failure)) return 'neither';
  return causeOf(outcome) === 'answered' ? 'answered' : 'failed';
}
