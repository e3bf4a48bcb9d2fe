// When a journal is marked as finished.

import { expect, test } from 'vitest';
import { foldJournal } from '../../src/apply/journal/state.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { readJournal } from '../../src/store/journal.ts';
import { beginJournal } from '../../src/workflows/journal.ts';
import { aPlan } from '../builders/plan.ts';
import { temporaryDirectory } from '../store/temporary.ts';

test.each([
  ['succeeded', undefined, true],
  ['failed', 'invalid', true],
  ['pending', 'not-reached', false],
  ['pending', 'unproved', false],
  // The account's plan is refused, and will be when it is resumed.
  ['pending', 'account-refused', true],
] as const)('%s (%s): finished is %s', async (status, code, finished) => {
  const plan = aPlan();
  const store = await ensureStore(temporaryDirectory());
  const journal = await beginJournal({ store, plan, destinations: {}, now: Date.now });
  const outcome = { change: 'c1', changeId: 'x', account: 'shop', key: 'shop/a' };
  await journal.finish([
    { ...outcome, status: 'succeeded' },
    { ...outcome, change: 'c2', status, ...(code === undefined ? {} : { code }) },
  ]);
  expect((await foldJournal(readJournal(journal.path), 'j')).finished).toBe(finished);
});
