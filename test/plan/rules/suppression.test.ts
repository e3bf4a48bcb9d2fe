// Contacts do not show suppressions. The vendor is asked for them, if it can be, and only about people who would become mailable.

import { expect, test } from 'vitest';
import { type Identifier, identifierKey, type LiveContact } from '../../../src/contact/contact.ts';
import type { LiveSource } from '../../../src/live/source.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { aTimeout } from '../../builders/problems.ts';
import { AFTER, account, CONSENTS, desired, live, vendorOf } from '../subject.ts';

const consent = { source: 'form', createdAt: AFTER, supersedesOptOut: true };
const LIFTED = desired({ channels: { email: { status: 'subscribed', consent } } });
const AT = account('loops@v1', { resubscribe: 'with-consent' });
const LEFT = live({ channels: { email: CONSENTS.leftSometime } });

function vendor(contacts: readonly LiveContact[], isSuppressed: boolean | 'unknown') {
  const asked: Identifier[] = [];
  const source: LiveSource = {
    ...vendorOf(contacts),
    async suppressed(identifiers) {
      asked.push(...identifiers);
      const keys = identifiers.map(identifierKey);
      const failed = new Map(keys.map((key) => [key, aTimeout()] as const));
      return {
        requests: keys.length,
        suppressed: new Set(isSuppressed === true ? keys : []),
        failed: isSuppressed === 'unknown' ? failed : new Map(),
      };
    },
  };
  return { asked, source };
}

test('resubscribing is blocked if the vendor suppresses the address', async () => {
  const { asked, source } = vendor([LEFT], true);
  const { decisions, reading } = await decideAccount(AT, [{ desired: LIFTED }], source);
  expect(asked).toEqual([{ kind: 'email', value: 'jane@example.com' }]);
  expect(reading.requests).toBe(2);
  expect(decisions[0]?.decision).toMatchObject({
    kind: 'change',
    differences: [],
    blocked: [
      {
        rule: 'suppressed',
        args: { why: 'suppressed', way: expect.stringContaining('DELETE /v1/contacts/suppression') },
      },
    ],
  });
});

const NEWS = { lists: { form: 'map', members: { news: true } } } as const;
const HERE = live({ channels: { email: CONSENTS.subscribed } });

test('somebody suppressed gets no list added, and is held if declared subscribed (E4)', async () => {
  const source = vendor([HERE], true);
  const wanted = desired({ sets: NEWS, channels: { email: { status: 'subscribed' } } });
  const { decisions } = await decideAccount(AT, [{ desired: wanted }], source.source);
  expect(source.asked).toHaveLength(1);
  expect(decisions[0]?.decision).toMatchObject({
    differences: [],
    blocked: [{ rule: 'list-opt-out', args: { why: 'unreachable' } }],
    held: [{ reason: 'unreachable', args: { why: 'suppressed', way: expect.stringContaining('suppression') } }],
  });
  const unmanaged = await decideAccount(AT, [{ desired: desired({ sets: NEWS }) }], vendor([HERE], true).source);
  expect(unmanaged.decisions[0]?.decision).toMatchObject({
    differences: [],
    blocked: [{ rule: 'list-opt-out' }],
    held: [],
  });
  const free = await decideAccount(AT, [{ desired: wanted }], vendor([HERE], false).source);
  expect(free.decisions[0]?.decision).toMatchObject({
    differences: [{ path: ['lists', 'news'] }],
    blocked: [],
    held: [],
  });
});

test('on request, everybody who is declared subscribed and not closed is asked about', async () => {
  const subscribed = desired({ channels: { email: { status: 'subscribed' } } });
  const all = { asksSuppressionOfAll: true };
  const held = await decideAccount(AT, [{ desired: subscribed }], vendor([HERE], true).source, all);
  expect(held.decisions[0]?.decision).toMatchObject({ kind: 'unchanged', held: [{ reason: 'unreachable' }] });
  for (const [wanted, found] of [
    [subscribed, LEFT],
    [desired({ channels: { email: { status: 'unsubscribed' } } }), LEFT],
    [desired({ scalars: { firstName: 'Jane' } }), HERE],
  ] as const) {
    const { asked, source } = vendor([found], true);
    await decideAccount(AT, [{ desired: wanted }], source, all);
    expect(asked).toEqual([]);
  }
});

test('otherwise it is allowed; if the question fails, the state of the contact is unknown', async () => {
  const free = await decideAccount(AT, [{ desired: LIFTED }], vendor([LEFT], false).source);
  expect(free.decisions[0]?.decision).toMatchObject({ blocked: [], differences: [{ after: 'subscribed' }] });
  const unknown = await decideAccount(AT, [{ desired: LIFTED }], vendor([LEFT], 'unknown').source);
  expect([unknown.decisions, unknown.failures.map(({ code }) => code)]).toEqual([[], ['timeout']]);
});

test('no other contacts are asked about', async () => {
  const others = [
    desired({ channels: { email: { status: 'subscribed' } } }),
    desired({ channels: { email: { status: 'unsubscribed' } } }),
    desired({ scalars: { firstName: 'Jane' } }),
  ];
  for (const wanted of others) {
    const { asked, source } = vendor([LEFT], true);
    await decideAccount(AT, [{ desired: wanted }], source);
    expect(asked).toEqual([]);
  }
  const { asked, source } = vendor([], true);
  await decideAccount(AT, [{ desired: LIFTED }], source);
  expect(asked).toEqual([]);
});

test('Loops: the request and its responses', () => {
  const suppression = providerOf('loops@v1').api.suppression;
  expect(suppression?.request({ kind: 'email', value: 'a@example.com' })).toEqual({
    method: 'GET',
    path: '/api/v1/contacts/suppression',
    query: [['email', 'a@example.com']],
  });
  const answer = (status: number, body: unknown) => suppression?.decode({ status, headers: {}, body } as never);
  expect(answer(200, { isSuppressed: true })).toEqual({ ok: true, value: true });
  expect(answer(200, { isSuppressed: false })).toEqual({ ok: true, value: false });
  expect(answer(200, {})).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  expect(answer(404, { success: false, message: 'Contact not found.' })).toMatchObject({ ok: false });
});
