// A contact that its account has come to exclude since the plan is not written.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWorkbench } from '../helpers/workbench.ts';

const FOLDER = resolve(import.meta.dirname, '../scenarios/16-exclude');

test('a tag that was given since the plan makes the change stale', async () => {
  const state = JSON.parse(readFileSync(join(FOLDER, 'live.json'), 'utf8'));
  const bench = await openWorkbench({ manifests: join(FOLDER, 'contacts.d'), state });
  onTestFinished(() => bench.close());
  const plan = await bench.plan();
  expect(plan.changes.map(({ key }) => key)).toEqual(['shop/here@example.com']);
  state.accounts.shop.omnisend.contacts[0].tags = ['staff'];
  await bench.setState(state);
  await bench.forgetRequests();
  const { outcomes } = await bench.apply(plan);
  expect(outcomes).toMatchObject([{ key: 'shop/here@example.com', status: 'stale', code: 'live-moved' }]);
  expect((await bench.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect((await bench.plan()).accounts).toMatchObject([{ excluded: 1 }, { excluded: 3 }]);
});
