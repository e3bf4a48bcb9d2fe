// What a run did, for whoever reads it later: every change's outcome, every request with its attempts and times. Events in, a
// document out (schemas/report.schema.json).

import type { Transmission } from '../http/request.ts';
import type { Plan } from '../plan/document.ts';
import type { AccountResult } from './account-results.ts';
import type { ApplyResult } from './engine.ts';
import type { ApplyListener, Outcome } from './events.ts';

/** One time that a request was sent. */
interface AttemptReport extends Omit<Transmission, 'sentAt' | 'endedAt'> {
  /** RFC 3339. */
  readonly sentAt: string;
  readonly endedAt: string;
}

/** What became of one request in this run. */
export interface RequestReport {
  readonly request: string;
  readonly account: string;
  readonly changes: readonly string[];
  /** In order: retries, and a lost create that was looked for and sent again. */
  readonly attempts: readonly AttemptReport[];
  /** HTTP status of the last answer; null where none came. */
  readonly status: number | null;
  /** RFC 3339, when it was its turn; its first attempt may have waited for the limiter. */
  readonly startedAt: string;
  /** RFC 3339, when its result was known; null where it never was. */
  readonly endedAt: string | null;
}

/** How one change ended, and when. */
export interface OutcomeReport extends Outcome {
  /** Ids of the requests that served it in this run. */
  readonly requests: readonly string[];
  /** RFC 3339; null where an earlier run, which is resumed, knew it. */
  readonly endedAt: string | null;
}

/** Incremented for every change that a consumer of the document must know of. */
const REPORT_FORMAT_VERSION = 2;

/** How the run was made. */
interface RunReport {
  readonly interrupted: boolean;
  /** False with --no-refresh: live was read again only where a status, an identifier, a create or a delete was at stake. */
  readonly refreshed: boolean;
  /** False with --no-verify: what succeeded did so by the vendor's answer alone. */
  readonly verified: boolean;
}

/** What a run did (schemas/report.schema.json). */
export interface Report extends RunReport {
  readonly formatVersion: typeof REPORT_FORMAT_VERSION;
  readonly planId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** One for every account in scope, in the plan's order: also those that nothing was sent to. */
  readonly accounts: readonly AccountResult[];
  /** In the plan's order. */
  readonly outcomes: Iterable<OutcomeReport>;
  /** In the order in which they were sent first; those of an earlier run that is resumed are in its own report. */
  readonly requests: Iterable<RequestReport>;
}

/** Listens to one run, and says at its end what it did. */
export interface Reporter {
  readonly listener: ApplyListener;
  report(plan: Plan, result: ApplyResult, run: RunReport): Report;
}

/** What is held of a request: there may be as many as changes. */
interface Sent {
  readonly account: string;
  changes: readonly string[];
  readonly attempts: Transmission[];
  status: number | null;
  readonly startedAt: number;
  endedAt: number | null;
}

/**
 * Begins the report of a run.
 *
 * @param now milliseconds since the epoch
 */
export function reporter(now: () => number): Reporter {
  const startedAt = now();
  const requests = new Map<string, Sent>();
  const ended = new Map<string, number>();
  return {
    listener(event) {
      switch (event.type) {
        case 'sending': {
          const { request, account, changes } = event;
          const known = requests.get(request);
          if (known === undefined) {
            requests.set(request, { account, changes, attempts: [], status: null, startedAt: now(), endedAt: null });
          } else {
            const all = [...new Set([...known.changes, ...changes])];
            Object.assign(known, { changes: all, status: null, endedAt: null });
          }
          return;
        }
        case 'answered':
          requests.get(event.request)?.attempts.push(...event.attempts);
          return;
        case 'settled': {
          const known = requests.get(event.request);
          if (known !== undefined) Object.assign(known, { status: event.status ?? null, endedAt: now() });
          return;
        }
        case 'outcome':
          ended.set(event.outcome.change, now());
      }
    },
    report: (plan, { accounts, outcomes }, run) => ({
      formatVersion: REPORT_FORMAT_VERSION,
      planId: plan.planId,
      startedAt: instant(startedAt),
      endedAt: instant(now()),
      ...run,
      accounts,
      outcomes: outcomeReports(plan, outcomes, { requests, ended }),
      requests: requestReports(requests),
    }),
  };
}

function* outcomeReports(
  { changes }: Plan,
  outcomes: Iterable<Outcome>,
  { requests, ended }: { readonly requests: ReadonlyMap<string, Sent>; readonly ended: ReadonlyMap<string, number> },
): Generator<OutcomeReport> {
  const planned = changes.values();
  for (const outcome of outcomes) {
    let change = planned.next().value;
    while (change !== undefined && change.id !== outcome.change) change = planned.next().value;
    const own = (change?.requests ?? []).filter((request) => requests.get(request)?.changes.includes(outcome.change));
    const endedAt = ended.get(outcome.change);
    yield { ...outcome, requests: own, endedAt: endedAt === undefined ? null : instant(endedAt) };
  }
}

function* requestReports(requests: ReadonlyMap<string, Sent>): Generator<RequestReport> {
  for (const [request, { account, changes, attempts, status, startedAt, endedAt }] of requests) {
    const times = { startedAt: instant(startedAt), endedAt: endedAt === null ? null : instant(endedAt) };
    yield { request, account, changes, attempts: attempts.map(attemptReport), status, ...times };
  }
}

function attemptReport({ sentAt, endedAt, waitedMs, ...attempt }: Transmission): AttemptReport {
  return { sentAt: instant(sentAt), endedAt: instant(endedAt), waitedMs: Math.round(waitedMs), ...attempt };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
