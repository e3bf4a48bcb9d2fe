// The table of docs/semantics.md#consent-transitions, for both channels.

import { describe, expect, test } from 'vitest';
import type { BaseComparison, OutdatedClaim } from '../../../src/base/contact-to-plan.ts';
import type { Basis, ChannelConsent, ConsentEvidence, DesiredChannel } from '../../../src/contact/consent.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import type { Channel } from '../../../src/contact/fields.ts';
import { decide } from '../../../src/plan/decide.ts';
import { decideConsent } from '../../../src/plan/rules/consent.ts';
import { wordsOfBlock } from '../../../src/render/words/rules.ts';
import { AFTER, account, BEFORE, CONSENTS, desired, live, OPTED_OUT_ON, toPlan } from '../subject.ts';

type Live = keyof typeof CONSENTS | 'never asked' | 'not there';
type Flag = 'with-consent' | 'protect';

const NEWER: ConsentEvidence = { source: 'form', createdAt: AFTER };
const OLDER: ConsentEvidence = { source: 'form', createdAt: BEFORE };
const CLAIMED: ConsentEvidence = { ...NEWER, supersedesOptOut: true };
const subscribed = (rest: Partial<DesiredChannel> = {}): DesiredChannel => ({ status: 'subscribed', ...rest });
const never = (rest: Partial<DesiredChannel> = {}): DesiredChannel => ({ status: 'nonSubscribed', ...rest });
const left = (rest: Partial<DesiredChannel> = {}): DesiredChannel => ({ status: 'unsubscribed', ...rest });

const TABLE: readonly (readonly [Live, DesiredChannel, string, ...Flag[]])[] = [
  // Nothing to do: live has the declared status already.
  ['subscribed', subscribed(), 'nothing'],
  ['subscribed', subscribed({ statusChangedAt: AFTER, consent: NEWER }), 'nothing', 'with-consent'],
  ['nonSubscribed', never({ statusChangedAt: BEFORE }), 'nothing'],
  ['never asked', never(), 'nothing'],
  ['not there', never(), 'nothing'],
  ['unsubscribed', left({ statusChangedAt: AFTER }), 'nothing'],
  ['expired', never(), 'nothing'],
  // The person has not opted out.
  ['nonSubscribed', subscribed(), 'transition'],
  ['nonSubscribed', subscribed({ statusChangedAt: AFTER }), 'transition'],
  ['nonSubscribed', subscribed({ statusChangedAt: BEFORE }), 'stale-status-date'],
  ['nonSubscribed', subscribed({ statusChangedAt: OPTED_OUT_ON }), 'stale-status-date'],
  ['never asked', subscribed({ statusChangedAt: BEFORE }), 'transition'],
  ['not there', subscribed(), 'transition'],
  // Unsubscribing is always possible.
  ['subscribed', left(), 'transition'],
  ['subscribed', left({ statusChangedAt: AFTER }), 'transition'],
  ['subscribed', left({ statusChangedAt: BEFORE }), 'stale-status-date'],
  ['nonSubscribed', left(), 'transition'],
  ['expired', left(), 'transition'],
  ['never asked', left(), 'transition'],
  ['not there', left(), 'transition'],
  ['subscribed', left(), 'protected', 'protect'],
  ['unsubscribed', left(), 'nothing', 'protect'],
  // Consent is never erased.
  ['subscribed', never(), 'erases-consent'],
  ['subscribed', never({ statusChangedAt: AFTER }), 'erases-consent', 'with-consent'],
  // The manifest still declares what it declared before the opt-out.
  ['unsubscribed', subscribed(), 'held'],
  ['unsubscribed', subscribed(), 'held', 'with-consent'],
  ['unsubscribed', subscribed({ statusChangedAt: BEFORE, consent: OLDER }), 'held', 'with-consent'],
  ['unsubscribed', subscribed({ consent: { source: 'form', createdAt: OPTED_OUT_ON } }), 'held', 'with-consent'],
  ['unsubscribed', subscribed({ consent: { source: 'form' } }), 'held', 'with-consent'],
  ['unsubscribed', never(), 'held', 'with-consent'],
  ['unsubscribed', never({ statusChangedAt: AFTER }), 'held', 'with-consent'],
  ['leftSometime', subscribed(), 'held', 'with-consent'],
  ['leftSometime', subscribed({ statusChangedAt: AFTER, consent: NEWER }), 'held', 'with-consent'],
  ['leftSometime', never(), 'held'],
  ['expired', subscribed(), 'held', 'with-consent'],
  ['expired', subscribed({ consent: NEWER }), 'held', 'with-consent'],
  // A claim of newer consent with everything that it needs.
  ['unsubscribed', subscribed({ consent: NEWER }), 'transition', 'with-consent'],
  ['unsubscribed', subscribed({ consent: NEWER, statusChangedAt: AFTER }), 'transition', 'with-consent'],
  ['unsubscribed', subscribed({ consent: NEWER }), 'transition', 'with-consent', 'protect'],
  ['leftSometime', subscribed({ consent: CLAIMED }), 'transition', 'with-consent'],
  ['expired', subscribed({ consent: CLAIMED }), 'transition', 'with-consent'],
  // A claim of newer consent that lacks something.
  ['unsubscribed', subscribed({ consent: NEWER }), 'resubscribe'],
  ['unsubscribed', subscribed({ statusChangedAt: AFTER }), 'resubscribe', 'with-consent'],
  ['unsubscribed', subscribed({ statusChangedAt: AFTER, consent: OLDER }), 'resubscribe', 'with-consent'],
  ['unsubscribed', subscribed({ consent: { createdAt: AFTER } }), 'resubscribe', 'with-consent'],
  ['unsubscribed', subscribed({ consent: { ...OLDER, supersedesOptOut: true } }), 'resubscribe', 'with-consent'],
  ['unsubscribed', subscribed({ consent: NEWER, statusChangedAt: BEFORE }), 'stale-status-date', 'with-consent'],
  ['leftSometime', subscribed({ consent: CLAIMED }), 'resubscribe'],
  ['leftSometime', subscribed({ consent: { supersedesOptOut: true } }), 'resubscribe', 'with-consent'],
  [
    'leftSometime',
    subscribed({ consent: { createdAt: AFTER, supersedesOptOut: true } }),
    'resubscribe',
    'with-consent',
  ],
];

function outcome(channel: Channel, from: Live, declared: DesiredChannel, flags: readonly Flag[]): string {
  const now = from === 'never asked' || from === 'not there' ? {} : { [channel]: CONSENTS[from] };
  const { differences, blocked, held } = decideConsent(
    toPlan(
      desired({
        identifiers: { email: 'jane@example.com', phone: '+37060000001' },
        channels: { [channel]: declared },
        protect: flags.includes('protect'),
      }),
    ),
    from === 'not there' ? undefined : live({ phones: ['+37060000001'], channels: now }),
    account('omnisend@2026-03-15', { resubscribe: flags.includes('with-consent') ? 'with-consent' : 'never' }),
  );
  const outcomes = [
    ...differences.map(() => 'transition'),
    ...blocked.map(({ rule }) => rule),
    ...held.map(() => 'held'),
  ];
  return outcomes.join(' and ') || 'nothing';
}

describe.each(['email', 'sms'] as const)('%s', (channel) => {
  test.each(TABLE)('%s, declared %j: %s (%s %s)', (from, claim, expected, ...flags) => {
    expect(outcome(channel, from as Live, claim as DesiredChannel, flags as Flag[])).toBe(expected);
  });
});

describe('the message of a blocked resubscription', () => {
  const say = (claim: DesiredChannel, now: keyof typeof CONSENTS, resubscribe: 'never' | 'with-consent') =>
    decideConsent(
      toPlan(desired({ channels: { email: claim } })),
      live({ channels: { email: CONSENTS[now] } }),
      account('omnisend@2026-03-15', { resubscribe }),
    ).blocked.map((one) => wordsOfBlock(one).unblock);

  test('names everything that is missing, and nothing else', () => {
    expect(say(subscribed({ statusChangedAt: AFTER }), 'unsubscribed', 'never')).toEqual([
      'if they have agreed again, add `accounts.shop.resubscribe: with-consent`, `consent.source` and `consent.createdAt`',
    ]);
    expect(say(subscribed({ statusChangedAt: AFTER, consent: OLDER }), 'unsubscribed', 'with-consent')).toEqual([
      'if they have agreed again, add `consent.createdAt: a date later than the opt-out`',
    ]);
    expect(say(subscribed({ consent: { supersedesOptOut: true } }), 'leftSometime', 'with-consent')).toEqual([
      'if they have agreed again, add `consent.source` and `consent.createdAt`',
    ]);
  });
});

describe('a claim to supersede an undated opt-out', () => {
  const decideWith = (outdated: OutdatedClaim, now: keyof typeof CONSENTS) =>
    decideConsent(
      {
        desired: desired({ channels: { email: subscribed({ consent: CLAIMED }) } }),
        base: { outdatedClaims: { email: outdated } },
      },
      live({ channels: { email: CONSENTS[now] } }),
      account('loops@v1', { resubscribe: 'with-consent' }),
    );

  test('that was carried out before does not end the next opt-out', () => {
    expect(decideWith('repeated', 'leftSometime')).toMatchObject({ differences: [], blocked: [], held: [{}] });
  });

  test('that a revert brought back is blocked, with the date since which it is outdated', () => {
    const { differences, blocked } = decideWith({ olderThan: AFTER }, 'leftSometime');
    expect(differences).toEqual([]);
    expect(blocked).toMatchObject([{ rule: 'resubscribe', args: { why: 'older-consent', recordedAt: AFTER } }]);
  });

  test('matters only for resubscribing, and only if the opt-out has no date', () => {
    for (const outdated of ['repeated', { olderThan: AFTER }] as const) {
      expect(decideWith(outdated, 'unsubscribed').differences).toHaveLength(1);
      expect(decideWith(outdated, 'nonSubscribed').differences).toHaveLength(1);
    }
  });
});

describe('a person who was declared unsubscribed and is now declared subscribed', () => {
  const rulesOf = (claim: DesiredChannel, now: keyof typeof CONSENTS) => {
    const { differences, blocked, held } = decideConsent(
      { desired: desired({ channels: { email: claim } }), base: { resubscribes: ['email'] } },
      live({ channels: { email: CONSENTS[now] } }),
      account('omnisend@2026-03-15', { resubscribe: 'with-consent' }),
    );
    return [differences.length, held.length, ...blocked.map((one) => wordsOfBlock(one).unblock)];
  };

  test('is blocked and not held: the message says what resubscribing needs', () => {
    const add = 'if they have agreed again, add';
    expect(rulesOf(subscribed(), 'unsubscribed')).toEqual([
      0,
      0,
      `${add} \`consent.source\` and \`consent.createdAt\``,
    ]);
    expect(rulesOf(subscribed({ consent: OLDER }), 'unsubscribed')).toEqual([
      0,
      0,
      `${add} \`consent.createdAt: a date later than the opt-out\``,
    ]);
    expect(rulesOf(subscribed({ consent: NEWER }), 'leftSometime')).toEqual([
      0,
      0,
      `${add} \`consent.supersedesOptOut: true\``,
    ]);
  });

  test('is resubscribed with newer consent like everybody else', () => {
    expect(rulesOf(subscribed({ consent: NEWER }), 'unsubscribed')).toEqual([1, 0]);
    expect(rulesOf(subscribed({ consent: CLAIMED }), 'leftSometime')).toEqual([1, 0]);
  });
});

describe('basis', () => {
  const subscribedOn = (basis: 'express' | 'implied-inquiry') => ({ ...CONSENTS.subscribed, basis });
  const rules = (declared: DesiredChannel['basis'], now: 'express' | 'implied-inquiry') =>
    decideConsent(
      toPlan(desired({ channels: { email: subscribed(declared === undefined ? {} : { basis: declared }) } })),
      live({ channels: { email: subscribedOn(now) } }),
      account('envoke@v1'),
    );

  test('express consent never becomes implied consent', () => {
    expect(rules('implied-transaction', 'express').blocked).toMatchObject([
      { rule: 'erases-consent', path: ['channels', 'email', 'basis'], before: 'express', after: 'implied-transaction' },
    ]);
  });

  test('alone is no difference', () => {
    for (const [declared, now] of [
      ['express', 'implied-inquiry'],
      ['implied-transaction', 'implied-inquiry'],
      ['express', 'express'],
      [undefined, 'express'],
    ] as const) {
      expect(rules(declared, now)).toEqual({ differences: [], blocked: [], held: [] });
    }
  });
});

describe('consent belongs to an address', () => {
  const rulesOf = (decision: ReturnType<typeof decide>) =>
    decision.kind === 'change' ? decision.blocked.map(({ rule }) => rule) : [];

  test('a channel needs its identifier', () => {
    const decision = decide(toPlan(desired({ channels: { sms: left() } })), live(), account());
    expect(rulesOf(decision)).toEqual(['channel-without-identifier']);
  });

  test('a status is not written for another address than the declared one', () => {
    const person = desired({ identifiers: { email: 'second@example.com' }, channels: { email: left() } });
    const decision = decide(toPlan(person), live({ emails: ['first@example.com', 'second@example.com'] }), account());
    expect(decision).toMatchObject({ differences: [], blocked: [{ rule: 'channel-without-identifier' }] });
  });

  test('a change of address ends no opt-out, whatever the evidence', () => {
    const person = desired({
      identifiers: { email: 'new@example.com', userId: 'u1' },
      previously: { email: 'old@example.com' },
      channels: { email: subscribed({ consent: CLAIMED }) },
    });
    const { id: _, ...contact } = live({
      emails: ['old@example.com'],
      userId: 'u1',
      channels: { email: CONSENTS.leftSometime },
    });
    const decision = decide(toPlan(person), contact, account('loops@v1', { resubscribe: 'with-consent' }));
    expect(decision).toMatchObject({
      differences: [{ path: ['email'], before: 'old@example.com', after: 'new@example.com' }],
      blocked: [{ rule: 'resubscribe' }],
    });
  });
});

describe('notices', () => {
  const noticesOf = (
    { changedEvidence, ...person }: Partial<DesiredContact> & Pick<BaseComparison, 'changedEvidence'>,
    now: ChannelConsent = CONSENTS.subscribed,
  ) => {
    const decision = decide(
      { desired: desired(person), base: changedEvidence && { changedEvidence } },
      live({ channels: { email: now } }),
      account('envoke@v1', { resubscribe: 'with-consent' }),
    );
    return 'notices' in decision ? decision.notices.map(({ rule, path }) => `${rule} ${path.join('.')}`) : [];
  };
  const on = (basis: Basis) => ({ ...CONSENTS.subscribed, basis });

  test('implied consent that expires is reported and never renewed', () => {
    const basis = 'implied-inquiry';
    expect(noticesOf({ channels: { email: subscribed({ basis }) } }, on(basis))).toEqual([
      'consent-expires channels.email.status',
    ]);
    for (const lasting of ['implied-no-expiry', 'express'] as const) {
      expect(noticesOf({ channels: { email: subscribed({ basis: lasting }) } }, on(lasting))).toEqual([]);
    }
  });

  test('the end of an opt-out without a date is reported', () => {
    const channels = { email: subscribed({ consent: CLAIMED }) };
    expect(noticesOf({ channels }, CONSENTS.leftSometime)).toEqual(['undated-resubscribe channels.email.status']);
    expect(noticesOf({ channels }, CONSENTS.unsubscribed)).toEqual([]);
    expect(noticesOf({ channels }, CONSENTS.nonSubscribed)).toEqual([]);
  });

  test('a welcome message is reported for who becomes subscribed, and for nobody else (E6)', () => {
    const [welcome, channels] = [true, { email: subscribed({ basis: 'express' }) }];
    const reported = ['welcome-message channels.email.status'];
    expect(noticesOf({ welcome, channels }, CONSENTS.nonSubscribed)).toEqual(reported);
    expect(noticesOf({ channels }, CONSENTS.nonSubscribed)).toEqual([]);
    for (const now of [CONSENTS.subscribed, CONSENTS.unsubscribed])
      expect(noticesOf({ welcome, channels }, now)).toEqual([]);
    expect(noticesOf({ welcome, channels: { email: { status: 'unsubscribed' } } })).toEqual([]);
  });

  const changedEvidence = [['channels', 'email', 'consent', 'createdAt']];

  test('evidence that changed without a transition is reported as not sent (E7)', () => {
    const channels = { email: subscribed({ consent: NEWER }) };
    expect(noticesOf({ channels, changedEvidence })).toEqual(['evidence-not-sent channels.email.consent.createdAt']);
    expect(noticesOf({ channels, changedEvidence }, CONSENTS.unsubscribed)).toEqual([]);
    // No record confirms the contact, so that nothing tells what the vendor has.
    expect(noticesOf({ channels }, CONSENTS.subscribed)).toEqual(['evidence-not-sent channels.email.consent']);
  });

  test('also if the subscription is held, but not if the evidence is sent or the change is blocked', () => {
    const channels = { email: subscribed({ consent: NEWER }) };
    expect(noticesOf({ channels, changedEvidence }, CONSENTS.leftSometime)).toHaveLength(1);
    expect(noticesOf({ channels, changedEvidence }, CONSENTS.nonSubscribed)).toEqual([]);
    const claimed = { email: subscribed({ consent: { createdAt: AFTER, supersedesOptOut: true } }) };
    expect(noticesOf({ channels: claimed, changedEvidence }, CONSENTS.leftSometime)).toEqual([]);
  });

  test('a basis that differs from live is reported once', () => {
    const basis = [['channels', 'email', 'basis']];
    const channels = { email: subscribed({ basis: 'express' }) };
    expect(noticesOf({ channels, changedEvidence: basis }, on('implied-no-expiry'))).toEqual([
      'evidence-not-sent channels.email.basis',
    ]);
    expect(noticesOf({ channels }, on('implied-no-expiry'))).toEqual(['evidence-not-sent channels.email.basis']);
  });
});
