// Keys that the sandbox was told: any other is refused, in the words and with the status of each vendor.

import { expect, test } from 'vitest';
import { ENVOKE, LOOPS, vendorSandbox } from './vendor-harness.ts';

const KEYS = { shop: 'right-key', default: 'own-key' };
const OMNISEND = { vendor: 'omnisend', authorization: '' };

function basic(id: string, key: string): string {
  return `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`;
}

const VERSION = { 'omnisend-version': '2026-03-15' };

test.each([
  [
    'Omnisend 2026-03-15',
    OMNISEND,
    '/api/contacts',
    (key: string) => ({ authorization: `Omnisend-API-Key ${key}`, ...VERSION }),
    401,
  ],
  ['a token', OMNISEND, '/api/contacts', (key: string) => ({ authorization: `Bearer ${key}`, ...VERSION }), 401],
  ['Omnisend v5', OMNISEND, '/v5/contacts', (key: string) => ({ 'x-api-key': key }), 401],
  ['Omnisend v3', OMNISEND, '/v3/contacts', (key: string) => ({ 'x-api-key': key }), 403],
  ['Loops', LOOPS, '/api/v1/lists', (key: string) => ({ authorization: `Bearer ${key}` }), 401],
  ['Envoke', ENVOKE, '/v1/contacts', (key: string) => ({ authorization: basic('any-id', key) }), 401],
])('%s', async (_name, vendor, path, headersOf, refused) => {
  const { call } = await vendorSandbox(vendor, undefined, { keys: KEYS });
  const statusOf = async (account: string | undefined, headers: Record<string, string>): Promise<number> =>
    (await call('GET', path, { ...(account === undefined ? {} : { account }), headers })).status;
  expect(await statusOf('shop', headersOf('right-key'))).toBe(200);
  expect(await statusOf('shop', headersOf('other-key'))).toBe(refused);
  expect(await statusOf('shop', headersOf('right-key-and-more'))).toBe(refused);
  expect(await statusOf('shop', vendor === OMNISEND ? VERSION : {})).toBe(refused);
  expect(await statusOf(undefined, headersOf('own-key'))).toBe(200);
  expect(await statusOf(undefined, headersOf('right-key'))).toBe(refused);
  // An account without a key accepts any.
  expect(await statusOf('another', headersOf('whatever'))).toBe(200);
});

test('an id and a key may be told together', async () => {
  const { call } = await vendorSandbox(ENVOKE, undefined, { keys: { default: 'id1:key1' } });
  const statusOf = async (authorization: string): Promise<number> =>
    (await call('GET', '/v1/contacts', { headers: { authorization } })).status;
  expect([await statusOf(basic('id1', 'key1')), await statusOf(basic('id2', 'key1'))]).toEqual([200, 401]);
});
