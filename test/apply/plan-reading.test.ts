// The plan's own reading counts before harmless updates, as long as it is fresh.

import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/http/clock.ts';
import { type Obstacles, runApply, say } from './run-apply.ts';
import { openShop, type Person, stateOf } from './shop.ts';

const JANE = { id: '66a000000000000000000001', email: 'jane@example.com' };
const MOVED = { ...JANE, status: 'unsubscribed' };
const SUBSCRIBE =
  'channels: { email: { status: subscribed, consent: { source: form, createdAt: 2026-05-01T00:00:00Z } } }';

/** Plans Jane, lets her move at the vendor, and applies. */
async function apply(entry: string, before: readonly Person[], after: readonly Person[], settings: Obstacles) {
  const bench = await openShop({ contacts: `  - { ${entry} }\n`, people: before });
  const readAt = systemClock.now();
  const plan = await bench.plan();
  await bench.setState(stateOf({ shop: after }));
  await bench.forgetRequests();
  const said = say(await runApply(bench, plan, { readAt, ...settings }));
  return { said, first: (await bench.requests())[0]?.method };
}

const NAME = 'email: jane@example.com, firstName: Jane';
const WRITTEN = { said: ['jane@example.com: succeeded'], first: 'PATCH' };
const STALE = { said: ['jane@example.com: stale (live-moved)'], first: 'GET' };

test.each([
  ['a name', NAME, 'PATCH'],
  ['tags', 'email: jane@example.com, tags: { vip: true }', 'POST'],
])('%s is written without reading it again', async (_, entry, first) => {
  expect(await apply(entry, [JANE], [MOVED], {})).toEqual({ ...WRITTEN, first });
});

test('a few changes leave within the minute, so that a reading of half a minute ago counts', async () => {
  const settings = { readAt: systemClock.now() - 30_000, perMinute: 300 };
  expect(await apply(NAME, [JANE], [MOVED], settings)).toEqual(WRITTEN);
});

describe('a contact is read again', () => {
  test.each<readonly [string, Obstacles]>([
    ['if the reading is older than a minute', { readAt: systemClock.now() - 60_000 }],
    ['if the minute may be over before its turn', { readAt: systemClock.now() - 16_000, perMinute: 2 }],
    ['if the reading lies in the future', { readAt: systemClock.now() + 3_600_000 }],
    ['if no reading counts', { maxAge: 0 }],
    ['if it is not known when the plan was read', { readAt: undefined }],
  ])('%s', async (_, settings) => {
    expect(await apply(NAME, [JANE], [MOVED], settings)).toEqual(STALE);
  });

  test.each([
    ['before a status', `${NAME}, ${SUBSCRIBE}`, [JANE], [MOVED]],
    ['before an identifier', 'email: jane@example.com, phone: "+37060000001"', [JANE], [MOVED]],
    ['before a create', NAME, [], [JANE]],
  ])('%s', async (_, entry, before, after) => {
    expect(await apply(entry, before, after, {})).toEqual(STALE);
  });

  test('if the plan rests on cached contacts', async () => {
    const bench = await openShop({ contacts: `  - { ${NAME} }\n`, people: [JANE] });
    const plan = await bench.plan();
    const accounts = plan.accounts.map((one) => ({
      ...one,
      reading: { ...one.reading, strategy: 'incremental' } as const,
    }));
    await bench.setState(stateOf({ shop: [MOVED] }));
    const applied = await runApply(bench, { ...plan, accounts }, { readAt: systemClock.now() });
    expect(say(applied)).toEqual(STALE.said);
  });
});

test('with an age of 0, each is read once, right before its write', async () => {
  const bench = await openShop({ contacts: `  - { ${NAME} }\n`, people: [JANE] });
  const plan = await bench.plan();
  await bench.forgetRequests();
  await runApply(bench, plan, { maxAge: 0 });
  expect((await bench.requests()).map(({ method }) => method)).toEqual(['GET', 'PATCH']);
});
