// Limits over all accounts, at the top level of a manifest.

import { expect, test } from 'vitest';
import { load, ONE_ACCOUNT, withoutEmptiness } from './load.ts';

test('are part of the configuration, whatever the format and the cache', async () => {
  const limits = { maxChangedPercent: 30, maxDeletes: 10, maxUnsubscribes: 0 };
  const yaml = `limits: { maxChangedPercent: 30, maxDeletes: 10, maxUnsubscribes: 0 }\n`;
  for (const files of [
    { 'a.yaml': `${ONE_ACCOUNT}${yaml}` },
    { 'a.yaml': ONE_ACCOUNT, 'b.yaml': yaml },
    { 'a.yaml': ONE_ACCOUNT, 'b.json': JSON.stringify({ limits }) },
  ]) {
    const { configuration, whole, diagnostics } = await load(files);
    expect([configuration.limits, whole.limits, withoutEmptiness(diagnostics)]).toEqual([limits, limits, []]);
  }
  expect((await load({ 'a.yaml': ONE_ACCOUNT })).configuration.limits).toBeUndefined();
});

test('in two files are a mistake, so that no file can raise them unnoticed', async () => {
  const { diagnostics } = await load({
    'a.yaml': `${ONE_ACCOUNT}limits: { maxDeletes: 10 }\n`,
    'b.yaml': 'limits: { maxDeletes: 500 }\n',
  });
  expect(withoutEmptiness(diagnostics)).toMatchObject([
    { code: 'duplicate-limits', file: 'a.yaml', line: 3 },
    { code: 'duplicate-limits', file: 'b.yaml', line: 1 },
  ]);
});

test.each([
  ['limits: { maxDeletes: many }', 'wrong-type'],
  ['limits: { maxDelets: 5 }', 'unknown-field'],
  ['limits: { minContacts: 5 }', 'unknown-field'],
  ['limits: { maxChangedPercent: 101 }', 'invalid-value'],
  ['limits: 5', 'wrong-type'],
  ['limits:\n', 'empty-value'],
])('%s is %s', async (text, code) => {
  const { diagnostics } = await load({ 'a.yaml': `${ONE_ACCOUNT}${text}\n` });
  expect(diagnostics.map((one) => one.code)).toContain(code);
});
