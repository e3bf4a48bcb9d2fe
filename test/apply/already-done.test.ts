// A5: live is already as a change would make it. The change has succeeded, and nothing is sent for it.

import { describe, expect, test } from 'vitest';
import type { Workbench } from '../helpers/workbench.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, type Person, stateOf, writes } from './shop.ts';

const ann = {
  id: '66a000000000000000000001',
  email: 'ann@example.com',
  firstName: 'Ann',
  city: 'Paris',
  tags: ['old'],
};

const UPDATE = '  - { email: ann@example.com, firstName: Anna, city: London, tags: { vip: true, old: false } }\n';

describe('the same plan, applied twice', () => {
  const SUBSCRIBED = '{ status: subscribed, consent: { source: form, createdAt: 2026-01-01T00:00:00Z } }';
  test.each([
    ['an update of fields', '  - { email: ann@example.com, firstName: Anna, city: null }\n', [ann]],
    ['an update of fields and tags', UPDATE, [ann]],
    ['a new status', `  - { email: ann@example.com, channels: { email: ${SUBSCRIBED} } }\n`, [ann]],
    ['a phone that is added', '  - { email: ann@example.com, phone: "+37060000001" }\n', [ann]],
    ['a create', '  - { email: new@example.com, firstName: New, customProperties: { seats: 3 } }\n', []],
    [
      'a create with tags',
      `  - { email: new@example.com, tags: { vip: true }, channels: { email: ${SUBSCRIBED} } }\n`,
      [],
    ],
    ['a create by phone', '  - { phone: "+37060000001", firstName: New }\n', []],
    [
      'a batch of creates',
      Array.from({ length: 6 }, (_, n) => `  - { email: p${n}@example.com, firstName: P }\n`).join(''),
      [],
    ],
  ] as readonly (readonly [string, string, readonly Person[]])[])('%s', async (_, contacts, people) => {
    const bench = await openShop({ contacts, people });
    const plan = await bench.plan();
    const first = await runApply(bench, plan);
    expect(new Set(first.outcomes.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    await bench.forgetRequests();
    const second = await runApply(bench, plan);
    expect(second.outcomes.map(({ status, code }) => [status, code])).toEqual(
      plan.changes.map(() => ['succeeded', 'already-done']),
    );
    expect(second.rows.map(({ status }) => status)).toEqual(['applied']);
    expect(await writes(bench)).toEqual([]);
  });
});

async function applied(bench: Workbench, people: readonly Person[]) {
  const plan = await bench.plan();
  await bench.setState(stateOf({ shop: people }));
  await bench.forgetRequests();
  return runApply(bench, plan);
}

describe('one of the requests of a change took effect', () => {
  test('of an update: only the others are sent', async () => {
    const bench = await openShop({ contacts: UPDATE, people: [ann] });
    const result = await applied(bench, [{ ...ann, firstName: 'Anna', city: 'London' }]);
    expect(say(result)).toEqual(['ann@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts/tags', '/api/contacts/tags']);
  });

  test('of a create: only its follow-up is sent', async () => {
    const contacts = '  - { email: new@example.com, firstName: New, tags: { vip: true } }\n';
    const bench = await openShop({ contacts });
    const result = await applied(bench, [{ email: 'new@example.com', firstName: 'New' }]);
    expect(say(result)).toEqual(['new@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts/tags']);
  });

  test('a part of one request is somebody else’s work: the change is stale', async () => {
    const bench = await openShop({ contacts: UPDATE, people: [ann] });
    expect(say(await applied(bench, [{ ...ann, firstName: 'Anna' }]))).toEqual(['ann@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });
});

describe('found, but not as declared', () => {
  const NEW = '  - { email: new@example.com, phone: "+37060000001", firstName: New, city: null }\n';
  const created = { email: 'new@example.com', phone: '+37060000001', firstName: 'New' };
  test.each([
    ['another value', [{ ...created, firstName: 'Other' }]],
    ['a value that is to be removed', [{ ...created, city: 'Paris' }]],
    ['an identifier is missing', [{ email: 'new@example.com', firstName: 'New' }]],
    [
      'two people share the identifiers',
      [
        { ...created, phone: undefined },
        { ...created, email: 'x@example.com' },
      ],
    ],
  ] as readonly (readonly [string, readonly Person[]])[])('%s: no create, and stale', async (_, people) => {
    const bench = await openShop({ contacts: NEW });
    const found = people.map((person) => Object.fromEntries(Object.entries(person).filter(([, value]) => value)));
    expect(say(await applied(bench, found))).toEqual(['new@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('as declared, with more than is declared: done', async () => {
    const bench = await openShop({ contacts: NEW });
    const found = [{ ...created, tags: ['theirs'], lastName: 'Else', status: 'subscribed' }];
    expect(say(await applied(bench, found))).toEqual(['new@example.com: succeeded (already-done)']);
    expect(await writes(bench)).toEqual([]);
  });
});
