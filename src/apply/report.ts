// What a run did, for whoever reads it later: every change's outcome, every request with its times. Events in, a document out.

import type { Plan } from '../plan/document.ts';
import type { ApplyListener, Outcome } from './events.ts';

export interface RequestReport {
  readonly request: string;
  readonly account: string;
  readonly changes: readonly string[];
  /** How often it was sent, for some of its changes at least; retries after a refusal are not counted. */
  readonly sent: number;
  /** HTTP status of the last answer; null where none came. */
  readonly status: number | null;
  /** RFC 3339, the first time. */
  readonly sentAt: string;
  /** RFC 3339, when its result was known; null where it never was. */
  readonly endedAt: string | null;
}

export interface Report {
  readonly formatVersion: 1;
  readonly planId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly interrupted: boolean;
  /** In the plan's order. */
  readonly outcomes: Iterable<Outcome & { readonly requests: readonly string[] }>;
  /** In the order in which they were sent first; those of an earlier run that is resumed are in its own report. */
  readonly requests: Iterable<RequestReport>;
}

export interface Reporter {
  readonly listener: ApplyListener;
  /** @param outcomes those of the plan, in its order */
  report(plan: Plan, outcomes: Iterable<Outcome>, interrupted: boolean): Report;
}

/** What is held of a request: there may be as many as changes. */
interface Sent {
  readonly account: string;
  changes: readonly string[];
  sent: number;
  status: number | null;
  readonly sentAt: number;
  endedAt: number | null;
}

/** @param now milliseconds since the epoch */
export function reporter(now: () => number): Reporter {
  const startedAt = now();
  const requests = new Map<string, Sent>();
  return {
    listener(event) {
      if (event.type === 'sending') {
        const { request, account, changes } = event;
        const known = requests.get(request);
        if (known === undefined) {
          requests.set(request, { account, changes, sent: 1, status: null, sentAt: now(), endedAt: null });
        } else {
          const all = [...new Set([...known.changes, ...changes])];
          Object.assign(known, { changes: all, sent: known.sent + 1, status: null, endedAt: null });
        }
      } else if (event.type === 'settled') {
        const known = requests.get(event.request);
        if (known !== undefined) Object.assign(known, { status: event.status ?? null, endedAt: now() });
      }
    },
    report: (plan, outcomes, interrupted) => ({
      formatVersion: 1,
      planId: plan.planId,
      startedAt: instant(startedAt),
      endedAt: instant(now()),
      interrupted,
      outcomes: withRequests(plan, outcomes, requests),
      requests: reportsOf(requests),
    }),
  };
}

function* withRequests(
  { changes }: Plan,
  outcomes: Iterable<Outcome>,
  sent: ReadonlyMap<string, Sent>,
): Generator<Outcome & { readonly requests: readonly string[] }> {
  const planned = changes.values();
  for (const outcome of outcomes) {
    let change = planned.next().value;
    while (change !== undefined && change.id !== outcome.change) change = planned.next().value;
    const own = (change?.requests ?? []).filter((request) => sent.get(request)?.changes.includes(outcome.change));
    yield { ...outcome, requests: own };
  }
}

function* reportsOf(requests: ReadonlyMap<string, Sent>): Generator<RequestReport> {
  for (const [request, { sentAt, endedAt, ...rest }] of requests) {
    yield { request, ...rest, sentAt: instant(sentAt), endedAt: endedAt === null ? null : instant(endedAt) };
  }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
