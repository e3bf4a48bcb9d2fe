import { expect, test } from 'vitest';
import { clock, LOOPS, vendorSandbox } from './vendor-harness.ts';

const KEY = '/api/v1/api-key';

test('a valid key is accepted', async () => {
  const { call } = await vendorSandbox(LOOPS);
  const reply = await call('GET', KEY);
  expect([reply.status, reply.body]).toEqual([200, { success: true, teamName: expect.any(String) }]);
});

test.each([undefined, 'Bearer wrong', 'Bearer wrong-key', 'Bearer ', 'Basic abc'])('401 for %j', async (key) => {
  const { call } = await vendorSandbox(LOOPS);
  const headers: Record<string, string> = key === undefined ? {} : { authorization: key };
  for (const path of [KEY, '/api/v1/lists']) {
    const reply = await call('GET', path, { headers });
    const text = 'Invalid API key';
    expect([reply.status, reply.body]).toEqual([401, { success: false, message: text, error: text }]);
  }
});

test('10 requests a second in a sliding window; the 429 is not JSON', async () => {
  const time = clock();
  const { call } = await vendorSandbox(LOOPS, undefined, { now: time.now, rateLimit: 1 });
  const left: (string | null)[] = [];
  for (let n = 1; n <= 10; n += 1) {
    const { headers } = await call('GET', KEY);
    expect(headers.get('x-ratelimit-limit')).toBe('10');
    left.push(headers.get('x-ratelimit-remaining'));
    if (n === 5) time.advance(500);
  }
  expect(left).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
  const refused = await call('GET', KEY);
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([429, '0']);
  expect(() => JSON.parse(refused.body)).toThrow(SyntaxError);
  time.advance(500);
  expect((await call('GET', KEY)).headers.get('x-ratelimit-remaining')).toBe('4');
});

test('the factor scales the limit; each account has its own; it can be off', async () => {
  const { call } = await vendorSandbox(LOOPS, undefined, { now: clock().now, rateLimit: 0.2 });
  const statuses = [];
  for (const account of ['a', 'a', 'a', 'b']) statuses.push((await call('GET', KEY, { account })).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
  const unlimited = await vendorSandbox(LOOPS);
  expect((await unlimited.call('GET', KEY)).headers.has('x-ratelimit-limit')).toBe(false);
});

test.each([
  ['POST', KEY],
  ['GET', '/api/v1/contacts/create'],
  ['POST', '/api/v1/contacts/update'],
  ['PATCH', '/api/v1/contacts/update'],
  ['DELETE', '/api/v1/contacts/delete'],
])('405 for %s %s', async (method, path) => {
  const { call } = await vendorSandbox(LOOPS);
  expect((await call(method, path)).status).toBe(405);
});

test('contacts cannot be listed', async () => {
  const { call } = await vendorSandbox(LOOPS);
  for (const path of ['/api/v1/contacts', '/v1/contacts/find', '/api/v1/contacts/list'])
    expect((await call('GET', path)).status).toBe(404);
});
