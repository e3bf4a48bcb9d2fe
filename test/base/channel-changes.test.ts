import { expect, test } from 'vitest';
import { channelChanges } from '../../src/base/channel-changes.ts';
import type { DesiredChannel } from '../../src/contact/consent.ts';
import { desired } from '../plan/subject.ts';

const BASE: DesiredChannel = {
  status: 'subscribed',
  basis: 'express',
  statusChangedAt: '2024-01-01T00:00:00Z',
  consent: { source: 'form', createdAt: '2024-01-01T00:00:00Z' },
};

function changes(now: DesiredChannel): readonly string[] {
  const former = desired({ channels: { email: BASE } });
  const { changedEvidence = [] } = channelChanges(desired({ channels: { email: now } }), [former]) ?? {};
  return changedEvidence.map((path) => path.join('.'));
}

test('lists new and changed evidence by path', () => {
  expect(changes(BASE)).toEqual([]);
  expect(changes({ ...BASE, basis: 'implied-inquiry', statusChangedAt: '2025-01-01T00:00:00Z' })).toEqual([
    'channels.email.statusChangedAt',
    'channels.email.basis',
  ]);
  expect(changes({ ...BASE, consent: { ...BASE.consent, source: 'shop', ip: '192.0.2.1' } })).toEqual([
    'channels.email.consent.source',
    'channels.email.consent.ip',
  ]);
});

test('a channel that the base did not declare counts as a whole', () => {
  expect(channelChanges(desired({ channels: { email: BASE } }), [desired()])?.changedEvidence).toHaveLength(4);
});

test('ignores statuses, claims and dropped evidence', () => {
  expect(changes({ status: 'subscribed' })).toEqual([]);
  expect(changes({ ...BASE, status: 'unsubscribed' })).toEqual([]);
  expect(changes({ ...BASE, consent: { ...BASE.consent, supersedesOptOut: true } })).toEqual([]);
});

test('lists only channels that were unsubscribed and are subscribed now', () => {
  const email = (status: DesiredChannel['status']) => desired({ channels: { email: { status } } });
  expect(channelChanges(email('subscribed'), [email('unsubscribed')])).toEqual({ resubscribes: ['email'] });
  for (const [now, base] of [
    [email('subscribed'), email('nonSubscribed')],
    [email('subscribed'), desired()],
    [email('unsubscribed'), email('subscribed')],
    [desired(), email('unsubscribed')],
  ] as const) {
    expect(channelChanges(now, [base])).toBeUndefined();
  }
});
