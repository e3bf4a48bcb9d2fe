// The date of a subscription that the manifest does not date (fault E5): a status never wins over an opt-out made after the consent.

import { describe, expect, test } from 'vitest';
import type { ChannelConsent, DesiredChannel } from '../../../src/contact/consent.ts';
import { difference } from '../../../src/contact/difference.ts';
import { CHANNELS, type Channel } from '../../../src/contact/fields.ts';
import { desiredBasis, withoutGivenDates } from '../../../src/plan/requests/basis.ts';
import { AFTER, BEFORE, CONSENTS, desired, live, OPTED_OUT_ON } from '../subject.ts';

const SECOND_LATER = '2024-01-01T00:00:01Z';
const UNKNOWN: ChannelConsent = { ...CONSENTS.nonSubscribed, since: 'unknown' };

function basis(channel: Channel, declared: DesiredChannel, now?: ChannelConsent) {
  const differences = [difference(['channels', channel, 'status'], now?.status ?? null, declared.status)];
  const contact = desired({ channels: { [channel]: declared } });
  return desiredBasis(contact, differences, now === undefined ? 'none' : live({ channels: { [channel]: now } }));
}

const consent = (createdAt: string) => ({ status: 'subscribed', consent: { source: 'form', createdAt } }) as const;

describe.each(CHANNELS)('%s: a subscription is dated (E5)', (channel) => {
  test.each<[string, DesiredChannel, ChannelConsent | undefined, string | undefined]>([
    ['as declared', { ...consent(AFTER), statusChangedAt: BEFORE }, CONSENTS.nonSubscribed, BEFORE],
    ['by a consent that is newer than live', consent(AFTER), CONSENTS.nonSubscribed, AFTER],
    ['just after live, if the consent is older', consent(BEFORE), CONSENTS.nonSubscribed, SECOND_LATER],
    ['just after live, without consent', { status: 'subscribed' }, CONSENTS.nonSubscribed, SECOND_LATER],
    ['by the consent, if live has no date', consent(BEFORE), UNKNOWN, BEFORE],
    ['by the consent, if nobody is there', consent(BEFORE), undefined, BEFORE],
    ['not at all, if nothing is known', { status: 'subscribed' }, undefined, undefined],
    ['not at all, if it is none', { status: 'unsubscribed' }, CONSENTS.subscribed, undefined],
  ])('%s', (_how, declared, now, expected) => {
    expect(basis(channel, declared, now).channels?.[channel]?.statusChangedAt).toBe(expected);
  });
});

describe('a given date', () => {
  const declared = { email: consent(AFTER) };
  const given = basis('email', declared.email, CONSENTS.nonSubscribed);
  const undated = { ...given, channels: declared };

  test('is none of the declared values, if it is past', () => {
    expect(withoutGivenDates(given, declared, Date.parse(AFTER))).toEqual(undated);
    expect(withoutGivenDates(undated, declared, Date.parse(AFTER))).toEqual(undated);
  });

  test('is one if it is declared, or would win over later opt-outs', () => {
    const dated = { email: { ...declared.email, statusChangedAt: AFTER } };
    expect(withoutGivenDates(given, dated, Date.parse(AFTER))).toEqual(given);
    expect(withoutGivenDates(given, declared, Date.parse(OPTED_OUT_ON))).toEqual(given);
  });
});
