import { expect, test } from 'vitest';
import { clock, emailIdentifier, KEY, sandbox, VERSION } from './harness.ts';

const CONTACTS = '/api/contacts';

test.each([
  ['no key', {}, 401],
  ['an empty key', { Authorization: 'Omnisend-API-Key ' }, 401],
  ['another scheme', { Authorization: 'Basic abc' }, 401],
  ['a wrong key', { Authorization: 'Omnisend-API-Key wrong' }, 401],
  ['another wrong key', { Authorization: 'Omnisend-API-Key wrong-one' }, 401],
  ['a key without scopes', { Authorization: 'Omnisend-API-Key noscope-1' }, 403],
  ['a key for reading', { Authorization: 'Omnisend-API-Key readonly-1' }, 200],
  ['a token', { Authorization: 'Bearer abc' }, 200],
])('reading with %s', async (_name, headers, status) => {
  const { call } = await sandbox();
  const reply = await call('GET', CONTACTS, { headers: { ...headers, ...VERSION } });
  expect(reply.status).toBe(status);
});

test('a read-only key cannot write', async () => {
  const { call, admin } = await sandbox();
  const headers = { Authorization: 'Bearer readonly', ...VERSION };
  const body = { identifiers: [emailIdentifier('a@example.com')] };
  expect((await call('POST', CONTACTS, { headers, body })).status).toBe(403);
  expect((await call('POST', '/api/contacts/tags', { headers, body })).status).toBe(403);
  expect((await admin('GET', '/state')).body.accounts.default.omnisend.contacts).toEqual([]);
});

test('errors are RFC 9457 problem details that contain the request number as a URN', async () => {
  const { call } = await sandbox();
  const reply = await call('GET', CONTACTS, { headers: VERSION });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(reply.body).toEqual({
    type: 'https://problems.omnisend.com/unauthorized',
    title: 'Unauthorized',
    status: 401,
    instance: 'urn:omnisend:request:00000000-0000-4000-8000-000000000001',
  });
});

test.each([
  [undefined, 400],
  ['2026-03-14', 400],
  ['v5', 400],
  ['2026-02-30', 400],
  ['2020-01-01', 410],
  ['2026-03-15', 200],
  ['2027-01-01', 200],
])('Omnisend-Version %s', async (version, status) => {
  const { call } = await sandbox();
  const headers = version === undefined ? KEY : { ...KEY, 'Omnisend-Version': version };
  const reply = await call('GET', CONTACTS, { headers });
  expect(reply.status).toBe(status);
  if (version === undefined) expect(reply.body.detail).toBe('Omnisend-Version: required');
});

test.each([
  ['DELETE', CONTACTS, 'GET, POST, PATCH'],
  ['PUT', '/api/contacts/0123456789abcdef01234567', 'GET, PATCH'],
  ['GET', '/api/contacts/tags', 'POST, DELETE'],
])('%s %s is not allowed', async (method, path, allow) => {
  const { call } = await sandbox();
  const reply = await call(method, path);
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, allow]);
});

test.each(['/api/segments', '/api/contacts/', '/api/contacts/a/b', '/api/contacts/%E0%A4'])(
  '%s is unknown',
  async (path) => {
    const { call } = await sandbox();
    const reply = await call('GET', path);
    expect([reply.status, reply.body.type]).toEqual([404, 'https://problems.omnisend.com/not-found']);
  },
);

test.each(['', '{"identifiers"', '[]', '"text"', 'null'])('the body %j is not a JSON object', async (body) => {
  const { call } = await sandbox();
  const reply = await call('POST', CONTACTS, { body });
  expect([reply.status, reply.body.type]).toEqual([400, 'https://problems.omnisend.com/validation-failed']);
});

test('a body above 5 MB is refused', async () => {
  const { call } = await sandbox();
  const body = { firstName: 'x'.repeat(5 * 1024 * 1024), identifiers: [emailIdentifier('a@example.com')] };
  expect((await call('POST', CONTACTS, { body })).status).toBe(413);
});

test('400 requests a minute in a sliding window, whatever the key', { tags: ['slow'] }, async () => {
  const time = clock();
  const { call } = await sandbox({ rateLimit: 1, now: time.now });
  const one = () => call('GET', '/api/contacts/unknown', { headers: { Authorization: 'Bearer b', ...VERSION } });
  for (let n = 0; n < 200; n += 1) expect((await one()).status).toBe(404);
  time.advance(20_000);
  for (let n = 0; n < 200; n += 1) await one();
  const refused = await call('GET', CONTACTS);
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({ type: 'https://problems.omnisend.com/rate-limit-exceeded', retryAfter: 40 });
  expect([...refused.headers.keys()].filter((name) => name.includes('rate') || name === 'retry-after')).toEqual([]);

  time.advance(39_999);
  expect((await one()).body.retryAfter).toBe(1);
  time.advance(1);
  for (let n = 0; n < 200; n += 1) expect((await one()).status).toBe(404);
  expect((await one()).status).toBe(429);
});

test('60 tag requests a minute, counted in the 400 as well, and scaled by the factor', { tags: ['slow'] }, async () => {
  const time = clock();
  const { call } = await sandbox({ rateLimit: 2, now: time.now });
  const body = { tags: ['vip'], emails: ['nobody@example.com'] };
  for (let n = 0; n < 120; n += 1) expect((await call('POST', '/api/contacts/tags', { body })).status).toBe(202);
  expect((await call('DELETE', '/api/contacts/tags', { body })).status).toBe(429);
  for (let n = 0; n < 680; n += 1) await call('GET', '/api/contacts/unknown');
  expect((await call('GET', CONTACTS)).status).toBe(429);
});

test('each account has its own rate limit', async () => {
  const { call } = await sandbox({ rateLimit: 1 / 400, now: clock().now });
  expect((await call('GET', CONTACTS)).status).toBe(200);
  expect((await call('GET', CONTACTS)).status).toBe(429);
  expect((await call('GET', CONTACTS, { account: 'other' })).status).toBe(200);
});
