// A choice that somebody made after the last apply stands against a line that is older (docs/semantics.md#newer-choices).

import { describe, expect, test } from 'vitest';
import { confirmedOf } from '../../../src/base/consent/confirmed.ts';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import { decide } from '../../../src/plan/decide.ts';
import { basisOf } from '../../../src/plan/requests/basis.ts';
import { DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import { account, CONSENTS, desired, live } from '../subject.ts';

const APPLIED = '2026-03-01T00:00:00Z';
const LATER = '2026-04-01T00:00:00Z';
const EARLIER = '2026-02-01T00:00:00Z';
const EVERY_DIALECT = Object.keys(DIALECTS) as DialectName[];

/** A contact that was applied as it is declared now, or as `before`. */
function applied(now: DesiredContact, before: DesiredContact = now): ContactToPlan {
  return { desired: now, confirmed: [before], confirmedAt: APPLIED };
}

function claiming(claim: object, more: Partial<DesiredContact> = {}): DesiredContact {
  return desired({ channels: { email: { status: 'subscribed', basis: 'express', ...claim } }, ...more });
}

const SUBSCRIBED = claiming({});
const CONSENT = { source: 'form', createdAt: LATER };

describe.each(EVERY_DIALECT)('gone is not new (E1): %s', (dialect) => {
  const at = account(dialect);
  const statusOf = (contact: ContactToPlan, found?: LiveContact): unknown => {
    const decision = decide(contact, found, at);
    if (decision.kind !== 'change') return decision.kind;
    return decision.differences.find(({ path }) => path[0] === 'channels')?.after ?? 'none';
  };

  test('who was there is not created again as subscribed, with or without evidence', () => {
    for (const now of [SUBSCRIBED, claiming({ consent: CONSENT })])
      expect(decide(applied(now), undefined, at)).toEqual({
        kind: 'held',
        notices: [],
        held: [
          {
            key: now.key,
            channel: 'email',
            reason: 'was-here',
            since: 'unknown',
            args: { why: 'gone', at: APPLIED },
          },
        ],
      });
  });

  test('nor as newly subscribed', () => {
    const before = desired({ channels: { email: { status: 'unsubscribed' } } });
    expect(statusOf(applied(SUBSCRIBED, before))).toBe('held');
  });

  test('`recreate` creates without mailing rights, and says so', () => {
    const now = claiming({}, { recreate: true });
    const without = at.capabilities.creates.needsEmailStatus ? 'unsubscribed' : 'none';
    for (const claim of [now, claiming({ consent: { ...CONSENT, createdAt: EARLIER } }, { recreate: true })]) {
      expect(statusOf(applied(claim))).toBe(without);
      const held = [{ reason: 'was-here', args: { why: 'recreated', at: APPLIED } }];
      expect(decide(applied(claim), undefined, at)).toMatchObject({ action: 'create', held });
    }
  });

  test('`recreate` welcomes only who is subscribed again', () => {
    const more = { recreate: true, welcome: true } as const;
    const welcomed = (contact: ContactToPlan): readonly unknown[] => {
      const decision = decide(contact, undefined, at);
      if (decision.kind !== 'change') return [];
      const { welcome } = basisOf(contact.desired, undefined, decision.differences).desired;
      return [welcome, decision.notices.some(({ rule }) => rule === 'welcome-message')];
    };
    const undeclared = desired({ channels: { email: { status: 'unsubscribed' } }, ...more });
    for (const one of [claiming({}, more), undeclared]) expect(welcomed(applied(one))).toEqual([undefined, false]);
    expect(welcomed(applied(claiming({ consent: CONSENT }, more)))).toEqual([true, true]);
  });

  test('with evidence that is newer than the record, it creates as subscribed', () => {
    const now = claiming({ consent: CONSENT }, { recreate: true });
    expect(decide(applied(now), undefined, at)).toMatchObject({ action: 'create', held: [] });
    expect(statusOf(applied(now))).toBe('subscribed');
  });

  test('who was never confirmed, is skipped, or is not to be subscribed, is as ever', () => {
    expect(statusOf({ desired: SUBSCRIBED })).toBe('subscribed');
    expect(statusOf({ desired: SUBSCRIBED, base: { owed: true } })).toBe('subscribed');
    expect(statusOf(applied(claiming({}, { onMissing: 'skip' })))).toBe('skipped');
    const unsubscribed = desired({ channels: { email: { status: 'unsubscribed' } } });
    expect(statusOf(applied(unsubscribed))).toBe('unsubscribed');
  });
});

test('an account that is empty by mistake is still refused: the contacts that are gone count', async () => {
  const { refusalsOfReading } = await import('../../../src/plan/rules/reading-limits.ts');
  const counted = {
    origin: 'https://api.omnisend.com',
    record: { state: 'applied', at: APPLIED, commit: null, owed: 0, position: 'current' },
    declaredBefore: 60,
    declared: 60,
    reading: { strategy: 'list', requests: 1, known: 0 },
    isWhole: true,
  } as const;
  expect(refusalsOfReading({}, [], { ...counted, absent: { held: 60, skipped: 0 } })).toEqual([
    { rule: 'suspiciously-empty', args: { declared: 60, creates: 0 } },
  ]);
  expect(refusalsOfReading({}, [], { ...counted, absent: { held: 20, skipped: 0 } })).toEqual([]);
});

describe.each(EVERY_DIALECT.filter((name) => name !== 'loops@v1'))('a lost subscription: %s', (dialect) => {
  const found = live({ channels: { email: { ...CONSENTS.nonSubscribed, since: 'unknown' } } });
  const held = [{ reason: 'was-here', args: { why: 'anew', at: APPLIED } }];

  test('is not given back to a contact that was created anew', () => {
    const old = claiming({ consent: { ...CONSENT, createdAt: EARLIER }, statusChangedAt: EARLIER });
    for (const now of [SUBSCRIBED, old])
      expect(decide(applied(now), found, account(dialect))).toMatchObject({ kind: 'unchanged', held });
  });

  test('is given with a newer claim, or if it was never applied', () => {
    const before = desired({ channels: { email: { status: 'nonSubscribed' } } });
    const again = [
      applied(claiming({ consent: CONSENT }), SUBSCRIBED),
      applied(claiming({ statusChangedAt: LATER }), SUBSCRIBED),
      applied(SUBSCRIBED, before),
      applied(SUBSCRIBED, desired({})),
      { desired: SUBSCRIBED },
    ];
    for (const contact of again)
      expect(decide(contact, found, account(dialect))).toMatchObject({
        differences: [{ after: 'subscribed' }],
        held: [],
      });
  });
});

describe.each(EVERY_DIALECT)('subscribed again: %s', (dialect) => {
  const at = account(dialect);
  const left = (claim: object = {}) => desired({ channels: { email: { status: 'unsubscribed', ...claim } } });
  const back = (since: string) => live({ channels: { email: { ...CONSENTS.subscribed, since } } });

  test.each(['unknown', LATER])('an opt-out that was applied does not end a later subscription (%s)', (since) => {
    const held = [{ reason: 'subscribed-again', since, channel: 'email' }];
    for (const now of [left(), left({ statusChangedAt: EARLIER })])
      expect(decide(applied(now), back(since), at)).toMatchObject({ kind: 'unchanged', held });
  });

  test('the rest of the contact is written', () => {
    const now = desired({ channels: { email: { status: 'unsubscribed' } }, scalars: { firstName: 'Jane' } });
    expect(decide(applied(now), back('unknown'), at)).toMatchObject({
      differences: [{ path: ['firstName'] }],
      held: [{ reason: 'subscribed-again' }],
    });
  });

  test('one that is newly declared, or dated later, is sent', () => {
    const others = [
      [applied(left(), SUBSCRIBED), 'unknown'],
      [applied(left(), desired({})), 'unknown'],
      [{ desired: left() }, 'unknown'],
      [{ desired: left(), base: { owed: true } } as const, 'unknown'],
      [applied(left({ statusChangedAt: LATER }), left()), 'unknown'],
      [applied(left({ statusChangedAt: LATER })), APPLIED],
    ] as const;
    for (const [contact, since] of others)
      expect(decide(contact, back(since), at)).toMatchObject({ differences: [{ after: 'unsubscribed' }], held: [] });
  });
});

test('what a later apply did not confirm was not applied', () => {
  const left = desired({ channels: { email: { status: 'unsubscribed' } } });
  const contact = { desired: left, confirmed: [SUBSCRIBED, left], confirmedAt: APPLIED, base: { owed: true } } as const;
  const found = live({ channels: { email: { ...CONSENTS.subscribed, since: 'unknown' } } });
  expect(decide(contact, found, account())).toMatchObject({ differences: [{ after: 'unsubscribed' }], held: [] });
  const gone = { ...contact, desired: SUBSCRIBED };
  expect(decide(gone, undefined, account())).toMatchObject({ kind: 'held', held: [{ reason: 'was-here' }] });
});

describe('what a record confirms', () => {
  const at = account();
  const entry = desired({ channels: { email: { status: 'subscribed' } } });
  const earlier = { entries: [entry], owed: false };
  const known = { account: at, former: at, confirmedAt: APPLIED };

  test('is its entries', () => {
    const confirmed = { confirmed: [entry], confirmedAt: APPLIED };
    expect(confirmedOf(entry, earlier, known)).toEqual(confirmed);
    expect(confirmedOf(desired({}), earlier, known)).toEqual(confirmed);
    expect(confirmedOf(entry, undefined, known)).toBeUndefined();
  });

  test('is not that the vendor had it, where it was not created then', () => {
    const skipping = account(undefined, { onMissing: 'skip' });
    const entries = [desired({ onMissing: 'skip' })];
    expect(confirmedOf(entry, { ...earlier, entries }, known)).toMatchObject({ mayBeAbsent: true });
    expect(confirmedOf(entry, earlier, { ...known, former: skipping })).toMatchObject({ mayBeAbsent: true });
    expect(confirmedOf(entry, earlier, { ...known, account: skipping })).not.toHaveProperty('mayBeAbsent');
    const contact = { ...applied(SUBSCRIBED), mayBeAbsent: true } as const;
    expect(decide(contact, undefined, at)).toMatchObject({ action: 'create', held: [] });
  });

  test('is nothing where no identifier of then is looked up now', () => {
    const moved = desired({ identifiers: { email: 'new@example.com' } });
    expect(confirmedOf(moved, earlier, known)).toBeUndefined();
    const said = { ...moved, previously: { email: entry.identifiers.email ?? '' } };
    expect(confirmedOf(said, earlier, known)).toMatchObject({ confirmed: [entry] });
  });
});
