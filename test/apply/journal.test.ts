// The records that an apply writes, and the state that is computed from them.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import { entryOf, type JournalEntry, recorder } from '../../src/apply/journal/journal.ts';
import { foldJournal, type JournalState } from '../../src/apply/journal/state.ts';
import { HintedError } from '../../src/contact/hinted-error.ts';
import { sentence } from '../../src/contact/sentence.ts';
import { validatorOf } from '../../src/manifest/schema/validators.ts';
import { openJournal, readJournal } from '../../src/store/journal.ts';
import type { JournalFile } from '../../src/store/shared/group-commit.ts';
import { aRefusal } from '../builders/problems.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { runApply } from './run-apply.ts';
import { openShop, writes } from './shop.ts';

const PLAN = 'a'.repeat(64);
const AT = '2026-06-01T12:00:00.000Z';
const STARTED: JournalEntry = { type: 'started', formatVersion: 3, planId: PLAN, reviewed: null };

function fold(...entries: readonly unknown[]): Promise<JournalState> {
  return foldLines(...entries.map((entry) => JSON.stringify({ at: AT, ...(entry as object) })));
}

async function foldLines(...lines: readonly string[]): Promise<JournalState> {
  async function* each(): AsyncGenerator<string> {
    yield* lines;
  }
  return foldJournal(each(), 'j.ndjson');
}

describe('records', () => {
  test('contain no values, messages or keys, and match the schema', async () => {
    const bench = await openShop({
      contacts:
        '  - { email: new@example.com, firstName: Secret }\n  - { email: old@example.com, firstName: Hidden }\n',
      people: [{ email: 'old@example.com' }],
    });
    const path = join(temporaryDirectory(), 'j.ndjson');
    const file = await openJournal(path);
    const { record, listener } = recorder(file, Date.now);
    await record(STARTED);
    await runApply(bench, await bench.plan(), { listener });
    await record({ type: 'finished' });
    await file.close();
    const lines: string[] = [];
    for await (const line of readJournal(path)) lines.push(line);
    expect(lines.map((line) => JSON.parse(line).type).toSorted()).toEqual(
      ['started', 'sending', 'sending', 'answered', 'answered', 'outcome', 'outcome', 'finished'].toSorted(),
    );
    expect(lines.filter((line) => !validatorOf('journal')(JSON.parse(line)))).toEqual([]);
    expect(lines.join('')).not.toMatch(/example|Secret|Hidden/);
  });

  test('contain no text from a vendor', () => {
    const outcome = { change: 'c1', changeId: 'x', account: 'shop', key: 'shop/jane@example.com' };
    const event: ApplyEvent = {
      type: 'outcome',
      outcome: { ...outcome, status: 'failed', ...aRefusal('jane@example.com is bad') },
    };
    expect(entryOf(event)).toEqual({ type: 'outcome', change: 'c1', changeId: 'x', status: 'failed', code: 'invalid' });
  });
});

describe('durability', () => {
  test('sends no request before its record is durable', async () => {
    const bench = await openShop({
      contacts: '  - { email: old@example.com, firstName: Ann }\n',
      people: [{ email: 'old@example.com' }],
    });
    const seen: number[] = [];
    const append = async (line: string): Promise<void> => {
      if (JSON.parse(line).type !== 'sending') return;
      await new Promise((resolve) => setTimeout(resolve, 30));
      seen.push((await writes(bench)).length);
    };
    const { listener } = recorder({ path: 'j', append, close: async () => {} }, Date.now);
    await runApply(bench, await bench.plan(), { listener });
    expect(seen).toEqual([0]);
    expect(await writes(bench)).toHaveLength(1);
  });

  test('sends nothing more if a record cannot be written, and says why', async () => {
    const bench = await openShop({
      contacts: '  - { email: old@example.com, firstName: Ann }\n',
      people: [{ email: 'old@example.com' }],
    });
    const append = async (): Promise<void> => {
      throw new HintedError('store', sentence`cannot write j: no space left on the device`, {
        hint: sentence`free some space`,
      });
    };
    const { listener } = recorder({ path: 'j', append, close: async () => {} }, Date.now);
    const { outcomes } = await runApply(bench, await bench.plan(), { listener });
    expect(await writes(bench)).toEqual([]);
    expect(outcomes).toMatchObject([
      { status: 'pending', hint: 'free some space; then `rollcall apply --resume` continues with it' },
    ]);
  });

  test('waits for the disk regularly, so that memory does not grow with the number of outcomes', async () => {
    let waiting = 0;
    let most = 0;
    const file: JournalFile = {
      path: 'j',
      async append() {
        waiting += 1;
        most = Math.max(most, waiting);
        await new Promise((resolve) => setImmediate(resolve));
        waiting -= 1;
      },
      close: async () => {},
    };
    const { listener } = recorder(file, () => 0);
    const outcome = { change: 'c1', changeId: 'x', account: 'shop', key: 'k', status: 'succeeded' } as const;
    for (let n = 0; n < 50_000; n += 1) await listener({ type: 'outcome', outcome });
    expect(most).toBeLessThanOrEqual(500);
  });
});

describe('foldJournal', () => {
  test('restores answered requests, requests in flight, and outcomes except pending', async () => {
    const state = await fold(
      STARTED,
      { type: 'sending', request: 'r1', changes: ['c1', 'c2'] },
      { type: 'sending', request: 'r2', changes: ['c3'] },
      { type: 'job', request: 'r2', path: '/api/batches/b1' },
      {
        type: 'answered',
        request: 'r1',
        status: 200,
        results: [
          { change: 'c1', result: 'confirmed' },
          { change: 'c2', result: 'lost' },
        ],
      },
      { type: 'outcome', change: 'c1', changeId: 'x', status: 'succeeded' },
      { type: 'outcome', change: 'c3', changeId: 'y', status: 'pending', code: 'not-reached' },
    );
    expect(state).toMatchObject({ planId: PLAN, finished: false });
    expect([...(state.requests.get('r1')?.items ?? [])]).toEqual([
      ['c1', 'confirmed'],
      ['c2', 'in-flight'],
    ]);
    expect(state.requests.get('r2')?.job).toBe('/api/batches/b1');
    expect([...state.outcomes.keys()]).toEqual(['c1']);
  });

  test('counts only the last start of a plan', async () => {
    const state = await fold(STARTED, { type: 'finished' }, STARTED);
    expect(state.finished).toBe(false);
  });

  test.each([
    ['not JSON', ['{"type":'], /j\.ndjson:1 is not JSON/],
    ['not a record', ['{"type":"sending"}'], /j\.ndjson:1 is not a journal record/],
    [
      'a later format',
      [JSON.stringify({ ...STARTED, at: AT, formatVersion: 4 })],
      /reads journals of format 3, but this one has format 4/,
    ],
    [
      'no beginning',
      [JSON.stringify({ type: 'finished', at: AT })],
      /does not begin with the record that starts a journal/,
    ],
    ['empty', [], /is empty/],
  ])('%s is an error that says so', async (_, lines, message) => {
    await expect(foldLines(...lines)).rejects.toMatchObject({
      code: 'journal',
      message: expect.stringMatching(message),
    });
  });
});
