// The files that a year of applies leaves: no plan that cannot be resumed, a few journals, and everything that is unfinished.

import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tidyJournals } from '../../src/workflows/tidy.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');

let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'rollcall-tidy-'));
  for (const directory of ['journal', 'plans']) await mkdir(join(store, directory));
});
afterEach(() => rm(store, { recursive: true, force: true }));

/** An id as plans have it. */
function id(n: number): string {
  return String(n).padStart(64, '0');
}

async function put(file: string, text: string, age: number): Promise<void> {
  await writeFile(join(store, file), text);
  await utimes(join(store, file), new Date(NOW - age), new Date(NOW - age));
}

const at = '2026-11-20T12:00:00.000Z';

interface Shape {
  readonly finished?: boolean;
  readonly reviewed?: number;
  readonly wrote?: boolean;
}

function journal(plan: number, { finished = true, reviewed, wrote = false }: Shape = {}): string {
  const started = {
    ...{ type: 'started', formatVersion: 3, planId: id(plan) },
    ...{ reviewed: reviewed === undefined ? null : [id(reviewed)], at },
  };
  const sending = { type: 'sending', request: 'r1', changes: ['c1'], at };
  const records = [started, ...(wrote ? [sending] : []), ...(finished ? [{ type: 'finished', at }] : [])];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function tidy(...plans: readonly number[]): Promise<void> {
  return tidyJournals(store, { plans: plans.map(id), now: NOW });
}

async function left(directory: string): Promise<readonly number[]> {
  const names = await readdir(join(store, directory));
  return names.map((name) => Number(name.replace(/\..*$/, ''))).sort((a, b) => a - b);
}

test('365 applies leave at most 50 journals of 90 days, and no plan', { tags: ['slow'] }, async () => {
  for (let n = 1; n <= 365; n += 1) {
    await put(`journal/${id(n)}.ndjson`, journal(n), (365 - n) * DAY);
    await put(`plans/${id(n)}.${n % 2 === 0 ? 'json' : 'age'}`, '{}', (365 - n) * DAY);
  }
  await tidy(365);
  expect(await left('plans')).toEqual([]);
  expect(await left('journal')).toEqual(Array.from({ length: 50 }, (_, index) => 316 + index));
  for (const n of await left('journal')) await put(`journal/${id(n)}.ndjson`, journal(n), 91 * DAY);
  await tidy();
  expect(await left('journal')).toEqual([]);
});

test('an unfinished journal stays with its plan and the reviewed one, however old', async () => {
  await put(`journal/${id(1)}.ndjson`, journal(1, { finished: false, reviewed: 2 }), 400 * DAY);
  await put(`journal/${id(3)}.ndjson`, `${journal(3)}${journal(3, { finished: false })}`, 400 * DAY);
  await put(`journal/${id(4)}.ndjson`, `${journal(4)}{"type":"fini`, 400 * DAY);
  await put(`journal/${id(5)}.ndjson`, journal(5), 0);
  for (const n of [1, 2, 3, 5]) await put(`plans/${id(n)}.json`, '{}', 400 * DAY);
  await tidy(5, 2);
  expect(await left('plans')).toEqual([1, 2, 3]);
  expect(await left('journal')).toEqual([1, 3, 5]);
});

test('the plans of the newest five applies that wrote something stay for 30 days, for a rollback', async () => {
  for (const n of [1, 2, 3, 4, 5, 6, 7]) {
    await put(`journal/${id(n)}.ndjson`, journal(n, { wrote: n !== 6 }), (8 - n) * DAY);
    await put(`plans/${id(n)}.json`, '{}', (8 - n) * DAY);
  }
  await tidy(7);
  expect(await left('plans')).toEqual([2, 3, 4, 5, 7]);
  for (const n of [2, 3]) await put(`journal/${id(n)}.ndjson`, journal(n, { wrote: true }), 31 * DAY);
  await tidy();
  expect(await left('plans')).toEqual([4, 5, 7]);
});

test('where many applies wrote nothing, no plan stays except those that a rollback needs', async () => {
  for (let n = 1; n <= 60; n += 1) {
    await put(`journal/${id(n)}.ndjson`, journal(n, { wrote: n === 3 || n === 58 }), (61 - n) * 60_000);
    await put(`plans/${id(n)}.json`, '{}', 2 * DAY);
  }
  await tidy(60);
  expect(await left('plans')).toEqual([3, 58]);
  expect(await left('journal')).toEqual([3, ...Array.from({ length: 50 }, (_, index) => 11 + index)]);
});

test('a plan that another run has just saved stays, even without a journal', async () => {
  await put(`plans/${id(6)}.json`, '{}', 1000);
  await put(`plans/${id(7)}.json`, '{}', 1000);
  await put(`journal/${id(8)}.ndjson`, '', 1000);
  await tidy(7);
  expect(await left('plans')).toEqual([6]);
  expect(await left('journal')).toEqual([8]);
});

test('no plan is deleted if an unfinished journal is invalid', async () => {
  await put(`journal/${id(1)}.ndjson`, '{"type":"started","formatVersion":9}\n', 400 * DAY);
  await put(`plans/${id(2)}.json`, '{}', 400 * DAY);
  await tidy(2);
  expect([await left('journal'), await left('plans')]).toEqual([[1], [2]]);
});

test('a missing store is not an error', async () => {
  await rm(store, { recursive: true });
  await expect(tidy(1)).resolves.toBeUndefined();
});
