import { expect, test } from 'vitest';
import { difference } from '../../src/contact/difference.ts';
import type { DecidedChange } from '../../src/plan/decision.ts';
import { peopleOf, withoutRepeated } from '../../src/plan/people.ts';
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

test('whoever the manifests do not declare is counted apart', () => {
  const gone = change({
    base: { removed: 'unsubscribe' },
    differences: [status('email', 'subscribed', 'unsubscribed')],
  });
  expect(peopleOf([gone, change({ differences: [difference(['city'], null, 'x')] })])).toEqual({
    touched: 2,
    undeclared: 1,
    becomeMailable: 0,
    stopBeingMailable: 1,
  });
});

test('one person at two accounts is counted once over all, if something is sent to both', () => {
  const joins = (account: string, email: string) =>
    change({
      desired: desired({ account, key: `${account}/${email}`, identifiers: { email } }),
      differences: [status('email', null, 'subscribed')],
    });
  const at = (changes: readonly DecidedChange[], isIdle = false) => ({ people: peopleOf(changes), changes, isIdle });
  const app = [joins('app', 'a@x.co')];
  const shop = [joins('shop', 'a@x.co'), joins('shop', 'b@x.co')];
  expect(withoutRepeated([at(app), at(shop)]).map(({ repeated }) => repeated)).toEqual([
    undefined,
    { becomeMailable: 1, stopBeingMailable: 0 },
  ]);
  expect(withoutRepeated([at(app, true), at(shop)]).map(({ repeated }) => repeated)).toEqual([undefined, undefined]);
});
