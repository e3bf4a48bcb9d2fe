// What comes from the queue decides neither where a worker sends its keys, nor that it works without one.

import { expect, test } from 'vitest';
import type { Account } from '../../../src/manifest/configuration.ts';
import { DIALECTS } from '../../../src/providers/table.ts';
import { checkAccount } from '../../../src/workflows/queue/open-part.ts';
import { accountOf } from '../../builders/accounts.ts';

const DIALECT = DIALECTS['omnisend@2026-03-15'];
const KEY = { variable: 'SHOP_KEY', source: { file: 'a.yaml', line: 1, column: 1 } };
const WORKER = { environment: { SHOP_KEY: 'brand-0123456789' }, allowedHosts: ['proxy.example.com'] };

function account(baseUrl: string): Account {
  return accountOf(DIALECT, { baseUrl, credentials: { apiKey: KEY } });
}

test.each([
  ['http://127.0.0.1:4010/shop', true],
  ['https://proxy.example.com/vendor', true],
  ['https://evil.example.com', false],
  ['http://proxy.example.com/vendor', false],
  ['https://proxy.example.com.evil.example.com', false],
])('%s: %s', (baseUrl, isFine) => {
  const check = () => checkAccount(account(baseUrl), WORKER);
  if (isFine) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'queue', reason: 'host' }));
});

test('the vendor’s own address', () => {
  expect(() => checkAccount(account(DIALECT.origin), WORKER)).not.toThrow();
  const forged = accountOf({ ...DIALECT, origin: 'https://evil.example.com' }, { credentials: { apiKey: KEY } });
  const there = { ...forged, baseUrl: 'https://evil.example.com' };
  expect(() => checkAccount(there, WORKER)).toThrow(expect.objectContaining({ reason: 'host' }));
});

test('a variable that is not set is named', () => {
  const check = () => checkAccount(account('http://127.0.0.1:1'), { ...WORKER, environment: {} });
  expect(check).toThrow(
    expect.objectContaining({ code: 'no-credentials', message: 'SHOP_KEY is not set at this worker' }),
  );
});
