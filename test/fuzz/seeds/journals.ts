// Valid journals of the scenarios' plans, one JSON record a line: of applies that ended, and of one that runs a job.

import { JOURNAL_FORMAT_VERSION, type JournalRecord } from '../../../src/apply/journal/journal.ts';
import type { Plan } from '../../../src/plan/document.ts';
import { scenarioPlans } from './scenarios.ts';

const AT = '2026-06-01T12:00:00.000Z';

export function someJournals(): readonly string[] {
  return scenarioPlans()
    .filter(({ requests }) => requests.length > 0)
    .map((plan) =>
      recordsOf(plan)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    );
}

function recordsOf(plan: Plan): readonly JournalRecord[] {
  const { planId, requests, changes } = plan;
  const started = { type: 'started', formatVersion: JOURNAL_FORMAT_VERSION, planId, at: AT } as const;
  return [
    { ...started, reviewed: null },
    { ...started, reviewed: [planId] },
    ...requests.flatMap(({ id, items }, index): readonly JournalRecord[] => [
      { type: 'sending', request: id, changes: items.map(({ change }) => change), at: AT },
      ...(index % 2 === 0 ? [] : [{ type: 'job', request: id, path: '/api/batches/b1', at: AT } as const]),
      {
        type: 'answered',
        request: id,
        status: index % 3 === 0 ? null : 200,
        results: items.map(({ change }, at) => ({ change, result: RESULTS[at % RESULTS.length] ?? 'lost' })),
        at: AT,
      },
    ]),
    { type: 'resumed', at: AT },
    ...changes.map(
      ({ id, changeId }, index): JournalRecord => ({
        ...{ type: 'outcome', change: id, changeId, status: index % 2 === 0 ? 'pending' : 'succeeded', at: AT },
        ...(index % 3 === 0 ? { code: 'stale' } : {}),
      }),
    ),
    { type: 'stopped', account: 'shop', at: AT },
    { type: 'finished', at: AT },
  ];
}

const RESULTS = ['confirmed', 'accepted', 'existed-already', 'failed', 'lost'] as const;
