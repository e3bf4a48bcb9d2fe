import { expect, test } from 'vitest';
import { clock, LOOPS, vendorSandbox } from './vendor-harness.ts';

const SUPPRESSION = '/api/v1/contacts/suppression';
const DAY = 86_400_000;

const STATE = {
  suppressionRemovals: { limit: 2, at: ['2026-04-15T00:00:00.000Z'] },
  contacts: [
    { id: 'c1', email: 'a@example.com', userId: 'u1', suppressed: true, subscribed: false },
    { email: 'b@example.com', suppressed: true },
    { email: 'c@example.com' },
  ],
};

test('returns the suppression of a contact, by either identifier', async () => {
  const { call } = await vendorSandbox(LOOPS, STATE, { now: clock().now });
  const expected = {
    contact: { id: 'c1', email: 'a@example.com', userId: 'u1' },
    isSuppressed: true,
    removalQuota: { limit: 2, remaining: 1 },
  };
  expect((await call('GET', SUPPRESSION, { query: { email: 'a@example.com' } })).body).toEqual(expected);
  expect((await call('GET', SUPPRESSION, { query: { userId: 'u1' } })).body).toEqual(expected);
  expect((await call('GET', SUPPRESSION, { query: { email: 'c@example.com' } })).body.isSuppressed).toBe(false);
});

test.each([
  ['email=nobody@example.com', 404],
  ['userId=u9', 404],
  ['', 400],
  ['email=a@example.com&userId=u1', 400],
])('the query %j is answered %d', async (query, status) => {
  const { call } = await vendorSandbox(LOOPS, STATE);
  expect((await call('GET', SUPPRESSION, { query })).status).toBe(status);
  expect((await call('DELETE', SUPPRESSION, { query })).status).toBe(status);
});

test('a removal uses a quota that is restored after 30 days, and does not subscribe the contact', async () => {
  const time = clock();
  const { call, state } = await vendorSandbox(LOOPS, STATE, { now: time.now });
  const remove = (email: string) => call('DELETE', SUPPRESSION, { query: { email } });
  expect((await remove('c@example.com')).status).toBe(400);
  const removed = await remove('a@example.com');
  expect([removed.status, removed.body.removalQuota]).toEqual([200, { limit: 2, remaining: 0 }]);
  expect((await state()).contacts[0]).toMatchObject({ suppressed: false, subscribed: false });
  expect((await remove('b@example.com')).status).toBe(400);
  time.advance(15 * DAY);
  expect((await remove('b@example.com')).body.removalQuota.remaining).toBe(0);
  time.advance(30 * DAY);
  expect((await call('GET', SUPPRESSION, { query: { email: 'b@example.com' } })).body).toMatchObject({
    isSuppressed: false,
    removalQuota: { remaining: 2 },
  });
});
