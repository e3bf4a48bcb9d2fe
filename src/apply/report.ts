// The report of a run: the outcome of every change, and every request with its attempts and times. Enters: events. Leaves: a
// document (schemas/report.schema.json).

import type { Transmission } from '../http/request.ts';
import type { Plan } from '../plan/document.ts';
import type { AccountResult } from './account-results.ts';
import type { ApplyResult } from './engine.ts';
import type { ApplyListener, Outcome } from './events.ts';

/** One transmission of a request. */
interface AttemptReport extends Omit<Transmission, 'sentAt' | 'endedAt'> {
  /** RFC 3339. */
  readonly sentAt: string;
  readonly endedAt: string;
}

/** One request of this run, with its attempts and result. */
export interface RequestReport {
  readonly request: string;
  readonly account: string;
  readonly changes: readonly string[];
  /**
   * All attempts, in order, including retries, and creates that were sent again because their response was lost and the contact
   * was not found.
   */
  readonly attempts: readonly AttemptReport[];
  /** HTTP status of the last response; null if there was none. */
  readonly status: number | null;
  /** RFC 3339: when the engine started the request; its first attempt may have waited for the limiter. */
  readonly startedAt: string;
  /** RFC 3339: when its result was known; null if it never was. */
  readonly endedAt: string | null;
}

/** The outcome of one change, its time, and the requests that were sent for the change. */
export interface OutcomeReport extends Outcome {
  /** Ids of the requests that were sent for the change in this run. */
  readonly requests: readonly string[];
  /** RFC 3339; null if the change ended in the earlier run that is resumed. */
  readonly endedAt: string | null;
}

/** Incremented on changes that consumers of the document must know about. */
const REPORT_FORMAT_VERSION = 2;

/** Whether the run was interrupted, and which checks it made. */
interface RunReport {
  readonly interrupted: boolean;
  /** False with --no-refresh: contacts were read again only before creates, deletes, and updates with a status or identifier. */
  readonly refreshed: boolean;
  /** False with --no-verify: `succeeded` means that the vendor's response says so. */
  readonly verified: boolean;
}

/** The report of a run (schemas/report.schema.json). */
export interface Report extends RunReport {
  readonly formatVersion: typeof REPORT_FORMAT_VERSION;
  readonly planId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** One for every account in scope, in the plan's order, including accounts to which nothing was sent. */
  readonly accounts: readonly AccountResult[];
  /** One outcome for each change, in the plan's order. */
  readonly outcomes: Iterable<OutcomeReport>;
  /** Requests in the order in which they were first sent. Those of an earlier run that is resumed are in that run's report. */
  readonly requests: Iterable<RequestReport>;
}

/** Collects the events of one run and builds the report at its end. */
export interface Reporter {
  readonly listener: ApplyListener;
  report(plan: Plan, result: ApplyResult, run: RunReport): Report;
}

/** The data collected about one request. Kept small, because a plan may have as many requests as changes. */
interface Sent {
  readonly account: string;
  changes: readonly string[];
  readonly attempts: Transmission[];
  status: number | null;
  readonly startedAt: number;
  endedAt: number | null;
}

/**
 * Creates the reporter of a run that starts now.
 *
 * @param now current time in milliseconds since the epoch
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
