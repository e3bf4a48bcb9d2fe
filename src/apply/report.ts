// What a run did, for whoever reads it later: every change's outcome, every request with its times. Events in, a document out.

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
  readonly outcomes: readonly (Outcome & { readonly requests: readonly string[] })[];
  /** In the order in which they were sent first; those of an earlier run that is resumed are in its own report. */
  readonly requests: readonly RequestReport[];
}

export interface Reporter {
  readonly listener: ApplyListener;
  report(planId: string, outcomes: readonly Outcome[], interrupted: boolean): Report;
}

/** @param now milliseconds since the epoch */
export function reporter(now: () => number): Reporter {
  const instant = (): string => new Date(now()).toISOString();
  const startedAt = instant();
  const requests = new Map<string, RequestReport>();
  return {
    listener(event) {
      if (event.type === 'sending') {
        const { request, account, changes } = event;
        const known = requests.get(request) ?? { changes, sent: 0, sentAt: instant() };
        const { sent, sentAt } = known;
        const all = [...new Set([...known.changes, ...changes])];
        requests.set(request, { request, account, changes: all, sent: sent + 1, status: null, sentAt, endedAt: null });
      } else if (event.type === 'settled') {
        const known = requests.get(event.request);
        if (known !== undefined)
          requests.set(event.request, { ...known, status: event.status ?? null, endedAt: instant() });
      }
    },
    report(planId, outcomes, interrupted) {
      const all = [...requests.values()];
      const byChange = new Map<string, string[]>();
      for (const { request, changes } of all) {
        for (const change of changes) byChange.set(change, [...(byChange.get(change) ?? []), request]);
      }
      return {
        formatVersion: 1,
        planId,
        startedAt,
        endedAt: instant(),
        interrupted,
        outcomes: outcomes.map((outcome) => ({ ...outcome, requests: byChange.get(outcome.change) ?? [] })),
        requests: all,
      };
    },
  };
}
