// The report of a run matches its schema, whatever happened.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { type OutcomeReport, type Report, type RequestReport, reporter } from '../../src/apply/report.ts';
import { aChange, aPlan } from '../builders/plan.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { type Obstacles, runApply } from './run-apply.ts';
import { openShop } from './shop.ts';

const validate = new Ajv({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8')),
);

/** As it stands in the file. */
interface Written extends Report {
  readonly outcomes: readonly OutcomeReport[];
  readonly requests: readonly RequestReport[];
}

async function reportOf(bench: Workbench, answers: readonly unknown[], obstacles: Obstacles = {}): Promise<Written> {
  const plan = await bench.plan();
  await bench.script(answers);
  const { listener, report } = reporter(Date.now);
  const { outcomes, rows } = await runApply(bench, plan, {
    ...obstacles,
    listener: async (event) => {
      await listener(event);
      await obstacles.listener?.(event);
    },
  });
  const interrupted = obstacles.signal?.aborted === true;
  const {
    outcomes: ended,
    requests,
    ...rest
  } = report(plan, { outcomes, accounts: rows }, { interrupted, refreshed: true, verified: true });
  const document = { ...rest, outcomes: [...ended], requests: [...requests] };
  validate(JSON.parse(JSON.stringify(document)));
  expect(validate.errors).toBeNull();
  return document;
}

test('reports a repeated create as one request with all its attempts', async () => {
  const bench = await openShop({ contacts: '  - { email: new@example.com }\n' });
  const { requests, outcomes } = await reportOf(bench, [
    { match: { method: 'POST' }, status: 429, headers: { 'retry-after': '0' } },
    { match: { method: 'POST' }, fault: 'reset' },
    { match: { method: 'POST' }, status: 200, body: 'not JSON' },
  ]);
  expect(requests).toHaveLength(1);
  expect(
    requests[0]?.attempts.map(({ status, failure, maybeCarriedOut }) => [status, failure, maybeCarriedOut]),
  ).toEqual([
    [429, null, false],
    [null, 'reset', true],
    [200, 'malformed', true],
    [201, null, false],
  ]);
  expect(requests[0]).toMatchObject({ status: 201, changes: ['c1'], endedAt: expect.any(String) });
  expect(outcomes).toMatchObject([{ status: 'succeeded', requests: ['r1'], endedAt: expect.any(String) }]);
});

test('a request that was waiting at the interruption was never sent, and its change is pending', async () => {
  const bench = await openShop({
    contacts: '  - { email: jane@example.com, firstName: Jane }\n',
    people: [{ email: 'jane@example.com' }],
  });
  const interruption = new AbortController();
  const report = await reportOf(bench, [], {
    signal: interruption.signal,
    listener: ({ type }) => (type === 'sending' ? interruption.abort() : undefined),
  });
  expect(report).toMatchObject({
    interrupted: true,
    outcomes: [{ status: 'pending', code: 'not-sent' }],
    requests: [{ attempts: [], status: null }],
  });
  expect((await bench.requests()).filter(({ method }) => method === 'PATCH')).toEqual([]);
});

test('an outcome of the interrupted run has no end time', async () => {
  const { report } = reporter(() => 0);
  const planned = aChange();
  const plan = aPlan({ changes: [planned] });
  const { id: change, changeId, account, key } = planned;
  const outcome = { change, changeId, account, key, status: 'failed' } as const;
  const { startedAt, outcomes, requests } = report(
    plan,
    { outcomes: [outcome], accounts: [] },
    {
      interrupted: false,
      refreshed: true,
      verified: true,
    },
  );
  expect(startedAt).toBe('1970-01-01T00:00:00.000Z');
  expect([...outcomes]).toEqual([{ ...outcome, requests: [], endedAt: null }]);
  expect([...requests]).toEqual([]);
});
