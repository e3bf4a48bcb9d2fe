// What a run did, for whoever reads it later: every change's outcome, every request with its attempts and times. Events in, a
// document out (schemas/report.schema.json).

import type { Transmission } from '../http/request.ts';
import type { ApplyListener, Outcome } from './events.ts';

/** One time that a request was sent. */
export interface AttemptReport extends Omit<Transmission, 'sentAt' | 'endedAt'> {
  /** RFC 3339. */
  readonly sentAt: string;
  readonly endedAt: string;
}

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

export interface OutcomeReport extends Outcome {
  /** Ids of the requests that served it in this run. */
  readonly requests: readonly string[];
  /** RFC 3339; null where an earlier run, which is resumed, knew it. */
  readonly endedAt: string | null;
}

export interface Report {
  readonly formatVersion: 1;
  readonly planId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly interrupted: boolean;
  /** False with --no-refresh: live was read again only where a status, an identifier, a create or a delete was at stake. */
  readonly refreshed: boolean;
  /** False with --no-verify: what succeeded did so by the vendor's answer alone. */
  readonly verified: boolean;
  /** In the plan's order. */
  readonly outcomes: readonly OutcomeReport[];
  /** In the order in which they were sent first; those of an earlier run that is resumed are in its own report. */
  readonly requests: readonly RequestReport[];
}

export interface Reporter {
  readonly listener: ApplyListener;
  report(run: Pick<Report, 'planId' | 'interrupted' | 'refreshed' | 'verified'>, outcomes: readonly Outcome[]): Report;
}

/** @param now milliseconds since the epoch */
export function reporter(now: () => number): Reporter {
  const instant = (): string => new Date(now()).toISOString();
  const startedAt = instant();
  const requests = new Map<string, RequestReport>();
  const endedAt = new Map<string, string>();
  const amend = (request: string, added: (known: RequestReport) => Partial<RequestReport>): void => {
    const known = requests.get(request);
    if (known !== undefined) requests.set(request, { ...known, ...added(known) });
  };
  return {
    listener(event) {
      switch (event.type) {
        case 'sending': {
          const { request, account, changes } = event;
          const known = requests.get(request) ?? { changes: [], attempts: [], startedAt: instant() };
          const all = [...new Set([...known.changes, ...changes])];
          requests.set(request, { ...known, request, account, changes: all, status: null, endedAt: null });
          return;
        }
        case 'answered':
          return amend(event.request, ({ attempts }) => ({ attempts: [...attempts, ...event.attempts.map(written)] }));
        case 'settled':
          return amend(event.request, () => ({ status: event.status ?? null, endedAt: instant() }));
        case 'outcome':
          endedAt.set(event.outcome.change, instant());
      }
    },
    report: (run, outcomes) => ({
      formatVersion: 1,
      planId: run.planId,
      startedAt,
      endedAt: instant(),
      interrupted: run.interrupted,
      refreshed: run.refreshed,
      verified: run.verified,
      outcomes: withRequests(outcomes, [...requests.values()]).map((outcome) => ({
        ...outcome,
        endedAt: endedAt.get(outcome.change) ?? null,
      })),
      requests: [...requests.values()],
    }),
  };
}

function written({ sentAt, endedAt, waitedMs, ...attempt }: Transmission): AttemptReport {
  const [sent, ended] = [sentAt, endedAt].map((time) => new Date(time).toISOString()) as [string, string];
  return { sentAt: sent, endedAt: ended, waitedMs: Math.round(waitedMs), ...attempt };
}

function withRequests(
  outcomes: readonly Outcome[],
  requests: readonly RequestReport[],
): readonly Omit<OutcomeReport, 'endedAt'>[] {
  const byChange = new Map<string, string[]>();
  for (const { request, changes } of requests) {
    for (const change of changes) {
      const known = byChange.get(change);
      if (known === undefined) byChange.set(change, [request]);
      else known.push(request);
    }
  }
  return outcomes.map((outcome) => ({ ...outcome, requests: byChange.get(outcome.change) ?? [] }));
}
