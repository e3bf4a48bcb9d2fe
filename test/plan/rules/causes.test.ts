// What ends a subscription decides whether anything that a manifest declares may begin it again (docs/semantics.md#causes).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES, type Cause, type ChannelConsent, STATUSES } from '../../../src/contact/consent.ts';
import { CHANNELS } from '../../../src/contact/fields.ts';
import { decide } from '../../../src/plan/decide.ts';
import { DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import { AFTER, account, CONSENTS, desired, live, OPTED_OUT_ON } from '../subject.ts';

const CONSENT = { source: 'form', createdAt: AFTER, supersedesOptOut: true };
const CLAIM = { status: 'subscribed', basis: 'express', consent: CONSENT } as const;

function ended(cause: Cause, since: string = 'unknown'): ChannelConsent {
  return { status: 'unsubscribed', optedOut: true, since, cause, word: `word for ${cause}` };
}

function decided(now: ChannelConsent, claim: object, dialect: DialectName = 'omnisend@2026-03-15') {
  const at = account(dialect, { resubscribe: 'with-consent' });
  const wanted = desired({ channels: { email: { status: 'subscribed', ...claim } } });
  return decide({ desired: wanted }, live({ channels: { email: now } }), at);
}

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (dialect) => {
  test.each([
    ['complaint', 'complained', { word: 'word for complaint' }],
    ['suppressed', 'suppressed', { why: 'suppressed' }],
    ['rejected', 'suppressed', { why: 'rejected' }],
  ] as const)('a claim after a %s is blocked %s, with the vendor’s way out (E3)', (cause, rule, args) => {
    const decision = decided(ended(cause), CLAIM, dialect);
    expect(decision).toMatchObject({ kind: 'change', differences: [], blocked: [{ rule, args }], held: [] });
    expect(decision).toMatchObject({ blocked: [{ args: { way: expect.stringMatching(/./) } }] });
  });

  test.each(['person', 'expired', 'unknown'] as const)('a claim after %s is sent', (cause) => {
    expect(decided(ended(cause), CLAIM, dialect)).toMatchObject({
      differences: [{ after: 'subscribed' }],
      blocked: [],
    });
  });
});

test.each([
  ['complaint', 'opt-out'],
  ['rejected', 'opt-out'],
  ['person', 'opt-out'],
  ['expired', 'opt-out'],
  ['unknown', 'opt-out'],
  ['suppressed', 'unreachable'],
] as const)('without a claim, %s is held %s', (cause, reason) => {
  expect(decided(ended(cause, OPTED_OUT_ON), {})).toMatchObject({
    kind: 'unchanged',
    held: [{ reason, since: OPTED_OUT_ON, channel: 'email' }],
  });
});

test('who has not confirmed yet is held whatever is claimed, gets no list added, and may be unsubscribed (E4)', () => {
  const pending = { ...CONSENTS.subscribed, since: 'unknown', cause: 'pending' } as const;
  const held = [{ reason: 'unreachable', args: { why: 'pending' } }];
  for (const claim of [{}, CLAIM])
    expect(decided(pending, claim, 'loops@v1')).toMatchObject({ kind: 'unchanged', held });
  expect(decided({ ...ended('pending') }, CLAIM, 'loops@v1')).toMatchObject({ kind: 'unchanged', held });
  const sets = { lists: { form: 'map', members: { news: true } } } as const;
  const found = live({ channels: { email: pending } });
  expect(decide({ desired: desired({ sets }) }, found, account('loops@v1'))).toMatchObject({
    differences: [],
    blocked: [{ rule: 'list-opt-out', args: { why: 'unreachable' } }],
  });
  const left = desired({ channels: { email: { status: 'unsubscribed' } } });
  expect(decide({ desired: left }, found, account('loops@v1'))).toMatchObject({
    differences: [{ after: 'unsubscribed' }],
  });
});

test('nobody who has ended a subscription joins an autoresponder', () => {
  const sets = { autoresponders: { form: 'map', members: { Welcome: true } } } as const;
  const at = account('envoke@v1');
  for (const now of [ended('person'), ended('complaint'), CONSENTS.expired])
    expect(decide({ desired: desired({ sets }) }, live({ channels: { email: now } }), at)).toMatchObject({
      differences: [],
      blocked: [{ rule: 'list-opt-out', args: { why: 'opted-out' } }],
    });
  const here = live({ channels: { email: CONSENTS.subscribed } });
  expect(decide({ desired: desired({ sets }) }, here, at)).toMatchObject({
    differences: [{ after: true }],
    blocked: [],
  });
});

test('no claim whatever subscribes after a complaint, a suppression, a refusal or before a confirmation (E3)', {
  tags: ['slow'],
}, () => {
  const consent = fc.record(
    {
      source: fc.constant('form'),
      createdAt: fc.constantFrom(AFTER, '2000-01-01T00:00:00Z'),
      supersedesOptOut: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const claims = fc.record(
    { status: fc.constant('subscribed' as const), statusChangedAt: fc.constant(AFTER), consent },
    { requiredKeys: ['status'] },
  );
  const now = fc.record({
    status: fc.constantFrom(...STATUSES),
    optedOut: fc.constant(true),
    since: fc.constantFrom(OPTED_OUT_ON, 'unknown'),
    cause: fc.constantFrom(...CAUSES),
    word: fc.constant('drawn'),
  });
  const policies = fc.constantFrom('with-consent' as const, 'never' as const);
  const dialects = fc.constantFrom(...(Object.keys(DIALECTS) as DialectName[]));
  let lifted = 0;
  fc.assert(
    fc.property(
      claims,
      now,
      policies,
      dialects,
      fc.constantFrom(...CHANNELS),
      (claim, state, resubscribe, name, channel) => {
        const found = live({ phones: ['+15550100000'], channels: { [channel]: state } });
        const decision = decide(
          { desired: desired({ channels: { [channel]: claim } }) },
          found,
          account(name, { resubscribe }),
        );
        const sent = decision.kind === 'change' && decision.differences.some(({ path }) => path[0] === 'channels');
        if (sent) lifted += 1;
        if (['complaint', 'suppressed', 'rejected', 'pending'].includes(state.cause)) expect(sent).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
  expect(lifted).toBeGreaterThan(0);
});
