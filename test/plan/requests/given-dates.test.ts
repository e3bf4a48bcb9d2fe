// The date of an opt-out that the manifest does not date, and of a subscription that is created without consent: the time of planning,
// so that a later choice of the person is newer.

import { describe, expect, test } from 'vitest';
import type { FoundElsewhere } from '../../../src/base/contact-to-plan.ts';
import type { ChannelConsent, DesiredChannel } from '../../../src/contact/consent.ts';
import { difference } from '../../../src/contact/difference.ts';
import { CHANNELS, type Channel } from '../../../src/contact/fields.ts';
import type { DecidedChange } from '../../../src/plan/decision.ts';
import { desiredBasis, withoutGivenDates } from '../../../src/plan/requests/basis.ts';
import { type Dating, givenDates } from '../../../src/plan/requests/given-dates.ts';
import { DIALECT_NAMES, DIALECTS } from '../../../src/providers/table.ts';
import { account, CONSENTS, desired, live } from '../subject.ts';

const PLANNED = '2026-06-01T12:00:00Z';
const DATING: Dating = {
  capabilities: DIALECTS['omnisend@2026-03-15'],
  plannedAt: Date.parse(PLANNED) + 250,
  clock: undefined,
};

function subscribedSince(since: string): ChannelConsent {
  return { ...CONSENTS.subscribed, since };
}

function optOut(channel: Channel, now?: ChannelConsent, more: Partial<DecidedChange> = {}): DecidedChange {
  return {
    kind: 'change',
    action: now === undefined ? 'create' : 'update',
    desired: desired({ channels: {} }),
    ...(now === undefined ? {} : { live: live({ channels: { [channel]: now } }) }),
    differences: [difference(['channels', channel, 'status'], now?.status ?? null, 'unsubscribed')],
    ...{ blocked: [], held: [], notices: [] },
    ...more,
  };
}

function elsewhere(since: string): FoundElsewhere {
  return { kind: 'opted-out', account: account('omnisend@v5', { name: 'other' }), consent: optedOut(since) };
}

function optedOut(since: string): ChannelConsent {
  return { ...CONSENTS.unsubscribed, since };
}

describe.each(CHANNELS)('%s: an opt-out is dated', (channel) => {
  const dateOf = (change: DecidedChange, dating: Partial<Dating> = {}) =>
    givenDates(change, { ...DATING, ...dating })[channel];

  test('by the time of planning, in whole seconds', () => {
    expect(dateOf(optOut(channel, subscribedSince('2026-01-01T00:00:00Z')))).toBe(PLANNED);
    expect(dateOf(optOut(channel, subscribedSince('unknown')))).toBe(PLANNED);
    expect(dateOf(optOut(channel))).toBe(PLANNED);
  });

  test('just after the live status, if that is later', () => {
    expect(dateOf(optOut(channel, subscribedSince('2026-06-01T13:00:00Z')))).toBe('2026-06-01T13:00:01Z');
    expect(dateOf(optOut(channel, subscribedSince('2026-06-01T11:59:59.500Z')))).toBe('2026-06-01T12:00:00.500Z');
  });

  test('not in the future by the vendor’s clock, if this machine’s is fast', () => {
    const clock = { now: Date.parse('2026-06-01T09:00:00Z'), aheadMs: 3 * 3_600_000 };
    expect(dateOf(optOut(channel), { clock })).toBe('2026-06-01T09:00:00Z');
    expect(dateOf(optOut(channel), { clock: { now: Date.parse('2026-06-01T15:00:00Z'), aheadMs: 0 } })).toBe(PLANNED);
  });

  test.each([
    ['by the opt-out that spreads', ['2026-03-01T00:00:00Z'], '2026-03-01T00:00:00Z'],
    ['by the latest of several', ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'], '2026-04-01T00:00:00Z'],
    ['by the time of planning, if one has no date', ['2026-03-01T00:00:00Z', 'unknown'], PLANNED],
    ['by the time of planning, if one lies in the future', ['2026-07-01T00:00:00Z'], PLANNED],
  ])('%s', (_how, dates, expected) => {
    const found = { [channel]: dates.map(elsewhere) };
    const change = optOut(channel, subscribedSince('2026-01-01T00:00:00Z'), { spreadsOptOuts: true, elsewhere: found });
    expect(dateOf(change)).toBe(expected);
  });

  test('not at all, where the vendor takes no date', () => {
    const taking = DIALECT_NAMES.filter((name) => dateOf(optOut(channel), { capabilities: DIALECTS[name] }));
    expect(taking).toEqual(DIALECT_NAMES.filter((name) => name.startsWith('omnisend')));
  });

  test('and so is a subscription that is created without a date and without consent', () => {
    const subscribes = difference(['channels', channel, 'status'], null, 'subscribed');
    const create = (declared: DesiredChannel): DecidedChange =>
      optOut(channel, undefined, {
        desired: desired({ channels: { [channel]: declared } }),
        differences: [subscribes],
      });
    const dateIn = (declared: DesiredChannel) => {
      const change = create(declared);
      const basis = desiredBasis(change.desired, change.differences, 'none', givenDates(change, DATING));
      return basis.channels?.[channel]?.statusChangedAt;
    };
    expect(dateIn({ status: 'subscribed' })).toBe(PLANNED);
    const consent = { source: 'form', createdAt: '2026-02-01T00:00:00Z' };
    expect(dateIn({ status: 'subscribed', consent })).toBe('2026-02-01T00:00:00Z');
    expect(dateIn({ status: 'subscribed', statusChangedAt: '2026-03-01T00:00:00Z' })).toBe('2026-03-01T00:00:00Z');
  });

  test('not at all, if nobody opts out', () => {
    const subscribes = difference(['channels', channel, 'status'], 'nonSubscribed', 'subscribed');
    expect(dateOf(optOut(channel, CONSENTS.nonSubscribed, { differences: [subscribes] }))).toBeUndefined();
  });

  const status = difference(['channels', channel, 'status'], 'subscribed', 'unsubscribed');
  const basis = (declared: DesiredChannel | undefined, dates: object) =>
    desiredBasis(desired({ channels: declared === undefined ? {} : { [channel]: declared } }), [status], live(), dates);

  test.each<[string, DesiredChannel | undefined, object]>([
    ['declared', { status: 'unsubscribed' }, { statusChangedAt: PLANNED }],
    ['declared with its date', { status: 'unsubscribed', statusChangedAt: '2026-05-01T00:00:00Z' }, {}],
    ['not declared, as of a suppressed person', undefined, { statusChangedAt: PLANNED }],
    ['declared subscribed, as where opt-outs spread', { status: 'subscribed' }, { statusChangedAt: PLANNED }],
  ])('whether it is %s', (_how, declared, expected) => {
    const own = declared?.status === 'unsubscribed' ? declared : { status: 'unsubscribed' };
    const dated = basis(declared, { [channel]: PLANNED });
    expect(dated.channels?.[channel]).toEqual({ ...own, ...expected });
    // A saved plan is compared with what is declared: a given date is no edit.
    const channels = declared === undefined ? {} : { [channel]: declared };
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(withoutGivenDates(dated, channels, now)).toEqual(withoutGivenDates(basis(declared, {}), channels, now));
  });

  test('and an edited one is found, where the manifest dates the opt-out or asks for a subscription', () => {
    const declared = { [channel]: { status: 'unsubscribed', statusChangedAt: '2026-05-01T00:00:00Z' } } as const;
    const edited = { channels: { [channel]: { ...declared[channel], statusChangedAt: PLANNED } } };
    expect(withoutGivenDates(edited, declared, Date.now())).toEqual(edited);
  });
});
