// An apply that posts a batch waits for an earlier one whose batch may still run, and says how to go on.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HintedError } from '../../src/contact/hinted-error.ts';
import { refuseUnsettled } from '../../src/workflows/unsettled.ts';
import { aRequest } from '../builders/plan.ts';
import { temporaryDirectory } from '../store/temporary.ts';

const SENT = '2026-11-12T10:00:00.000Z';
const PLAN = 'a'.repeat(64);
const BATCH = [aRequest({ kind: 'batch' })];

async function storeWith(...records: readonly object[]): Promise<string> {
  const store = temporaryDirectory();
  const started = { type: 'started', formatVersion: 3, planId: PLAN, reviewed: null };
  const lines = [started, ...records].map((record) => `${JSON.stringify({ at: SENT, ...record })}\n`);
  await mkdir(join(store, 'journal'));
  await mkdir(join(store, 'plans'));
  await writeFile(join(store, `journal/${PLAN}.ndjson`), lines.join(''));
  await writeFile(join(store, `plans/${PLAN}.json`), '{}');
  return store;
}

const SENDING = { type: 'sending', request: 'r1', changes: ['c1', 'c2'] };

async function refusal(store: string, at: string): Promise<HintedError | undefined> {
  return refuseUnsettled(store, BATCH, Date.parse(at)).then(
    () => undefined,
    (error: HintedError) => error,
  );
}

test('the earlier apply is to be resumed', async () => {
  const error = await refusal(await storeWith(SENDING), '2026-11-12T11:00:00Z');
  expect(error).toMatchObject({ code: 'batch-may-run', hint: expect.stringMatching(/--resume .*\.ndjson/) });
});

test('without its plan, which an erasure removes, there is only to wait', async () => {
  const store = await storeWith(SENDING);
  await rm(join(store, `plans/${PLAN}.json`));
  const error = await refusal(store, '2026-11-12T11:00:00Z');
  expect(error?.code).toBe('batch-may-run');
  expect(error?.hint).toContain('plan again after 2026-11-13T10:00:00.000Z');
  expect(error?.hint).not.toContain('--resume');
  expect(await refusal(store, '2026-11-13T10:00:01Z')).toBeUndefined();
});

test('an apply that has ended is none, and neither is one without a batch', async () => {
  expect(await refusal(await storeWith(SENDING, { type: 'finished' }), '2026-11-12T11:00:00Z')).toBeUndefined();
  expect(await refusal(await storeWith({ ...SENDING, changes: ['c1'] }), '2026-11-12T11:00:00Z')).toBeUndefined();
});
