// People who asked to be forgotten: what the manifests say of them, and the mistakes in it.

import { expect, test } from 'vitest';
import { load, ONE_ACCOUNT, withoutEmptiness } from './load.ts';

const DIGEST = `k1:${'0a'.repeat(32)}`;
const KEYS = { SHOP_KEY: 'k', ROLLCALL_DIGEST_KEY_K1: '0123456789abcdef' };

test('are read with their accounts, ids and dates', async () => {
  const text = `erasures:\n  - digest: ${DIGEST}\n    requestedAt: 2026-05-20T09:00:00Z\n    accounts: [shop]\n    ids: { shop: [66f0a1b2c3d4e5f6a7b8c9d0] }\n`;
  const { configuration, diagnostics } = await load({ 'a.yaml': `${ONE_ACCOUNT}${text}` }, { environment: KEYS });
  expect(withoutEmptiness(diagnostics)).toEqual([]);
  expect(configuration.erasures).toEqual([
    {
      ...{ digest: DIGEST, accounts: ['shop'], ids: { shop: ['66f0a1b2c3d4e5f6a7b8c9d0'] }, isDone: false },
      source: { file: 'a.yaml', line: 4, column: 5 },
    },
  ]);
});

test.each([
  [`[{ requestedAt: 2026-05-20T09:00:00Z }]`, 'missing-field'],
  [`[{ digest: ${DIGEST} }]`, 'missing-field'],
  [`[{ digest: ${DIGEST}, requestedAt: yesterday }]`, 'invalid-date'],
  [`[{ digest: ${DIGEST}, requestedAt: 2026-05-20, doneAt: soon }]`, 'invalid-date'],
  [`[{ digest: jane@example.com, requestedAt: 2026-05-20 }]`, 'invalid-value'],
  [`[{ digest: ${DIGEST}, requestedAt: 2026-05-20, accounts: [shpo] }]`, 'unknown-account'],
  [`[{ digest: ${DIGEST}, requestedAt: 2026-05-20, email: a@x.co }]`, 'unknown-field'],
])('%s is %s', async (text, code) => {
  const { diagnostics } = await load({ 'a.yaml': `${ONE_ACCOUNT}erasures: ${text}\n` }, { environment: KEYS });
  expect(withoutEmptiness(diagnostics)).toMatchObject([{ code, severity: 'error', line: 3 }]);
});

test('without its key, an erasure is noted', async () => {
  const text = `erasures: [{ digest: ${DIGEST}, requestedAt: 2026-05-20 }]\n`;
  const { diagnostics } = await load({ 'a.yaml': `${ONE_ACCOUNT}${text}` });
  expect(withoutEmptiness(diagnostics)).toMatchObject([{ code: 'missing-digest-key', severity: 'note', line: 3 }]);
});
