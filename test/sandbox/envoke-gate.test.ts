import { expect, test } from 'vitest';
import { ENVOKE, vendorSandbox } from './vendor-harness.ts';

const CONTACTS = '/v1/contacts';

function basic(pair: string): Record<string, string> {
  return { authorization: `Basic ${btoa(pair)}` };
}

test.each(['id:key', 'id:key:with:colons'])('%s is accepted', async (pair) => {
  const { call } = await vendorSandbox(ENVOKE);
  const reply = await call('GET', CONTACTS, { headers: basic(pair) });
  expect([reply.status, reply.body]).toEqual([200, []]);
});

test('an OAuth token is accepted', async () => {
  const { call } = await vendorSandbox(ENVOKE);
  expect((await call('GET', CONTACTS, { headers: { authorization: 'Bearer token' } })).status).toBe(200);
});

test.each([
  {},
  basic('wrong:key'),
  basic('id:wrong-key'),
  basic('id:'),
  basic(':key'),
  basic('id'),
  { authorization: 'Basic' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer wrong-token' },
])('%j is answered 401', async (headers) => {
  const { call } = await vendorSandbox(ENVOKE, { contacts: [{ email: 'a@example.com' }] });
  const reply = await call('GET', CONTACTS, { headers });
  expect([reply.status, reply.body.success]).toEqual([401, false]);
});

test('every n-th request can be answered 401 despite a valid key', async () => {
  const { call } = await vendorSandbox(ENVOKE, { spurious401Every: 3 });
  const statuses = [];
  for (let n = 1; n <= 7; n += 1) statuses.push((await call('GET', CONTACTS)).status);
  expect(statuses).toEqual([200, 200, 401, 200, 200, 401, 200]);
});

test('there is no rate limit, even with the real limits', async () => {
  const { call } = await vendorSandbox(ENVOKE, undefined, { rateLimit: 1, now: () => 0 });
  const replies = await Promise.all(Array.from({ length: 50 }, () => call('GET', CONTACTS)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
});

test.each([
  ['PUT', CONTACTS],
  ['DELETE', CONTACTS],
  ['POST', `${CONTACTS}/1`],
  ['GET', '/v1/nothing'],
  ['GET', '/v2/tags'],
])('%s %s is not there, and 400 says so', async (method, path) => {
  const { call } = await vendorSandbox(ENVOKE);
  const reply = await call(method, path);
  expect([reply.status, reply.body.success]).toEqual([400, false]);
});

test('a slash at the end makes no difference', async () => {
  const { call } = await vendorSandbox(ENVOKE, { contacts: [{ email: 'a@example.com' }] });
  expect((await call('GET', `${CONTACTS}/`)).body).toHaveLength(1);
});
