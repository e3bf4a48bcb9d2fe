// apply --no-refresh: contacts are read again only before writes that cannot be undone.

import { describe, expect, test } from 'vitest';
import { desired, live } from '../plan/subject.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, type Person, stateOf, writes } from './shop.ts';
import { applyStub, planOf, type Step, stubAccount } from './stub-account.ts';

interface Moved {
  /** The entry under `contacts:`. */
  readonly entry: string;
  readonly before: readonly Person[];
  /** As the vendor has it by the time of the apply. */
  readonly after: readonly Person[];
  readonly strategy?: 'incremental';
}

async function applyMoved({ entry, before, after, strategy }: Moved) {
  const bench = await openShop({ contacts: `  - { ${entry} }\n`, people: before });
  const planned = await bench.plan();
  const accounts = planned.accounts.map((one) => ({
    ...one,
    reading: { ...one.reading, ...(strategy && { strategy }) },
  }));
  const plan = { ...planned, accounts };
  await bench.setState(stateOf({ shop: after }));
  await bench.forgetRequests();
  const said = say(await runApply(bench, plan, { refresh: false }));
  const first = (await bench.requests())[0]?.method;
  return { said, first, written: (await writes(bench)).length };
}

const JANE = { id: '66a000000000000000000001', email: 'jane@example.com' };

describe('contacts that are not read again', () => {
  test.each([
    ['a name', 'email: jane@example.com, firstName: Jane', 'PATCH'],
    ['a property', 'email: jane@example.com, customProperties: { age: 3 }', 'PATCH'],
    ['tags', 'email: jane@example.com, tags: { vip: true }', 'POST'],
  ])('%s: it is written although the contact moved', async (_, entry, method) => {
    const moved = await applyMoved({ entry, before: [JANE], after: [{ ...JANE, status: 'subscribed', city: 'Rome' }] });
    expect(moved).toEqual({ said: ['jane@example.com: succeeded'], first: method, written: 1 });
  });
});

describe('contacts that are read again nevertheless', () => {
  const SUBSCRIBE =
    'channels: { email: { status: subscribed, consent: { source: form, createdAt: 2026-05-01T00:00:00Z } } }';
  test.each<readonly [string, Moved]>([
    [
      'a status',
      {
        entry: `email: jane@example.com, firstName: Jane, ${SUBSCRIBE}`,
        before: [JANE],
        after: [{ ...JANE, status: 'unsubscribed' }],
      },
    ],
    [
      'an identifier',
      {
        entry: 'email: jane@example.com, phone: "+37060000001"',
        before: [JANE],
        after: [{ ...JANE, status: 'unsubscribed' }],
      },
    ],
    [
      'a name, where the plan rests on what was kept of an earlier reading',
      {
        ...{ entry: 'email: jane@example.com, firstName: Jane', strategy: 'incremental' },
        ...{ before: [JANE], after: [{ ...JANE, status: 'unsubscribed' }] },
      },
    ],
    ['a create', { entry: 'email: jane@example.com, firstName: Jane', before: [], after: [JANE] }],
  ])('%s', async (_, moved) => {
    expect(await applyMoved(moved)).toEqual({
      said: ['jane@example.com: stale (live-moved)'],
      first: 'GET',
      written: 0,
    });
  });

  test('a delete', async () => {
    const person = live({ id: '1', emails: ['jane@example.com'] });
    const steps: readonly Step[] = [
      {
        desired: desired({ key: 'shop/jane', identifiers: { id: '1' } }),
        live: person,
        change: { id: 'c1', action: 'delete', requests: ['r1'] },
      },
    ];
    const items = [{ change: 'c1', pointer: '', carries: [], expectAfter: 'x' }];
    const plan = planOf(steps, [{ id: 'r1', method: 'DELETE', items }]);
    const sent: string[] = [];
    const at = stubAccount({
      vendor: [{ ...person, channels: { email: { status: 'subscribed', optedOut: false } } } as typeof person],
      send: ({ method }) => {
        sent.push(method);
        return { status: 200, headers: {}, body: {} };
      },
    });
    expect(say(await applyStub(plan, steps, at, { refresh: false }))).toEqual(['jane: stale (live-moved)']);
    expect(sent).toEqual([]);
  });
});
