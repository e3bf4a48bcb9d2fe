// Requests without a response: the change is failed only if its contact was read and shows nothing of it. What was not read stays
// pending, and what may have been written counts for a rollback.

import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/apply/journal/journal.ts';
import { foldWritten } from '../../src/apply/journal/written.ts';
import { recordingOf } from './recording.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, writes } from './shop.ts';

const UPDATE = {
  contacts: '  - { email: jane@example.com, firstName: Jane, city: Rome }\n',
  people: [{ email: 'jane@example.com' }],
};
const CREATE = { contacts: '  - { email: new@example.com, firstName: New }\n' };

test.each([
  ['an update', UPDATE, 'PATCH', 'jane@example.com'],
  ['a create', CREATE, 'POST', 'new@example.com'],
])(
  '%s without a response stays pending if it cannot be read back, and the resumed run reads it',
  async (_, opened, method, email) => {
    const bench = await openShop(opened);
    const plan = await bench.plan();
    await bench.script([
      { match: { method }, fault: 'lost' },
      { match: { method }, status: 500, times: 1000 },
      { match: { method: 'GET' }, skip: 1, status: 400, times: 1000 },
    ]);
    const { listener, state } = recordingOf(plan);
    const first = await runApply(bench, plan, { listener });
    expect(first.outcomes).toMatchObject([{ status: 'pending', hint: expect.stringContaining('--resume') }]);
    await bench.script([]);
    await bench.forgetRequests();
    expect(say(await runApply(bench, plan, { resume: await state() }))).toEqual([`${email}: succeeded`]);
    expect(await writes(bench)).toEqual([]);
  },
);

test('what shows in part was written, and is unconverged', async () => {
  for (const [opened, method, email] of [
    [UPDATE, 'PATCH', 'jane@example.com'],
    [CREATE, 'POST', 'new@example.com'],
  ] as const) {
    const bench = await openShop(opened);
    const plan = await bench.plan();
    await bench.script([{ match: { method }, fault: 'reset', times: 1000 }]);
    const applied = await runApply(bench, plan, {
      listener: async ({ type }) => {
        const part = opened === UPDATE ? { email, firstName: 'Jane' } : { email };
        if (type === 'answered') await bench.setState(stateOf({ shop: [{ ...part }] }));
      },
    });
    expect(say(applied)).toEqual([`${email}: unconverged (not-shown)`]);
  }
});

test('a request without a response may have been written although the vendor refused another one of the change', async () => {
  const results = async (second: 'failed' | 'lost') => {
    const settled = (request: string, result: 'failed' | 'lost'): JournalEntry => ({
      ...{ type: 'answered', request, status: 500 },
      results: [{ change: 'c1', result }],
    });
    const entries: readonly JournalEntry[] = [
      { type: 'started', formatVersion: 3, planId: 'a'.repeat(64), reviewed: null },
      { type: 'sending', request: 'r1', changes: ['c1'] },
      settled('r1', 'lost'),
      { type: 'sending', request: 'r2', changes: ['c1'] },
      settled('r2', second),
      { type: 'outcome', change: 'c1', changeId: 'b'.repeat(64), status: 'failed' },
    ];
    async function* lines(): AsyncGenerator<string> {
      for (const entry of entries) yield JSON.stringify({ ...entry, at: '2026-06-01T12:00:00.000Z' });
    }
    return (await foldWritten(lines(), 'j.ndjson')).changes;
  };
  expect(await results('failed')).toEqual(new Map([['c1', new Map([['r1', 'unanswered']])]]));
  expect(await results('lost')).toEqual(new Map());
});
