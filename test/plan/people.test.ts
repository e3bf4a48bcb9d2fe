import { expect, test } from 'vitest';
import { difference } from '../../src/contact/difference.ts';
import type { DecidedChange } from '../../src/plan/decision.ts';
import { peopleOf } from '../../src/plan/people.ts';
import { CONSENTS, desired, live } from './subject.ts';

function change(overrides: Partial<DecidedChange>): DecidedChange {
  return {
    kind: 'change',
    action: 'update',
    desired: desired(),
    differences: [],
    blocked: [],
    held: [],
    notices: [],
    ...overrides,
  };
}

const status = (channel: string, before: string | null, after: string) =>
  difference(['channels', channel, 'status'], before, after);

test.each<readonly [string, Partial<DecidedChange>, readonly [number, number, number]]>([
  ['a field', { differences: [difference(['firstName'], null, 'x')] }, [1, 0, 0]],
  ['a blocked contact', {}, [0, 0, 0]],
  ['a create that subscribes', { action: 'create', differences: [status('email', null, 'subscribed')] }, [1, 1, 0]],
  ['a create as unsubscribed', { action: 'create', differences: [status('email', null, 'unsubscribed')] }, [1, 0, 0]],
  ['an opt-out', { differences: [status('sms', 'subscribed', 'unsubscribed')] }, [1, 0, 1]],
  [
    'an opt-out of a person who was never subscribed',
    { differences: [status('sms', 'nonSubscribed', 'unsubscribed')] },
    [1, 0, 0],
  ],
  [
    'both channels of one person count once',
    { differences: [status('email', 'nonSubscribed', 'subscribed'), status('sms', 'nonSubscribed', 'subscribed')] },
    [1, 1, 0],
  ],
  [
    'one channel subscribed and another unsubscribed',
    { differences: [status('email', 'nonSubscribed', 'subscribed'), status('sms', 'subscribed', 'unsubscribed')] },
    [1, 1, 1],
  ],
  [
    'a delete of a subscriber',
    { action: 'delete', live: live({ channels: { email: CONSENTS.subscribed } }) },
    [1, 0, 1],
  ],
  ['a delete of somebody else', { action: 'delete', live: live() }, [1, 0, 0]],
])('%s', (_, overrides, [touched, becomeMailable, stopBeingMailable]) => {
  expect(peopleOf([change(overrides)])).toEqual({ touched, becomeMailable, stopBeingMailable });
});
