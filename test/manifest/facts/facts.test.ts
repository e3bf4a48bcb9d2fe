// Facts of accounts: where they may stand, when they count, and what a manifest may declare then.

import { describe, expect, test } from 'vitest';
import type { DeclaredFact } from '../../../src/manifest/facts/fact.ts';
import type { Loaded, LoadOptions } from '../../../src/manifest/index.ts';
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';
import { ACCOUNTS, type Files, load, loadMarked } from '../load.ts';

const BELIEVE: Partial<LoadOptions> = { believe: async (facts) => facts };
const CLEARED = 'contacts:\n  - { email: jane@example.com, accounts: [shop], city: null }\n';

function fact(id: string, result: string, apiVersion = '2026-03-15', more = ''): string {
  return `      - { fact: ${id}, result: ${result}, date: 2026-05-30, apiVersion: "${apiVersion}"${more} }\n`;
}

function factsOf(account: string, ...facts: readonly string[]): string {
  return `accounts:\n  ${account}:\n    facts:\n${facts.join('')}`;
}

function files(facts: string, contacts = CLEARED): Files {
  return { 'accounts.yaml': ACCOUNTS, 'facts.yaml': facts, 'x.yaml': contacts };
}

function codes({ diagnostics }: Loaded): readonly string[] {
  return diagnostics.map(({ code, severity }) => `${severity} ${code}`);
}

function clearOf({ configuration }: Loaded, name = 'shop'): string | undefined {
  const city = configuration.accounts.find((account) => account.name === name)?.capabilities.fields.city;
  return city?.has ? city.clear : undefined;
}

describe('a fact in a file of its own', () => {
  test('that is proved and believed', async () => {
    const loaded = await load(files(factsOf('shop', fact('clear.city', 'proved'))), BELIEVE);
    expect(codes(loaded)).toEqual([]);
    expect(clearOf(loaded)).toBe('yes');
    expect(clearOf(loaded, 'old')).toBe('unproven');
    expect(loaded.configuration.accounts.find(({ name }) => name === 'shop')?.facts).toEqual([
      { fact: 'clear.city', result: 'proved', date: '2026-05-30', believed: true, file: 'facts.yaml' },
    ]);
  });

  test.each(['ignored', 'refused'])('that the vendor %s is a mistake where it is declared', async (result) => {
    const marked = {
      'accounts.yaml': ACCOUNTS,
      'facts.yaml': factsOf('shop', fact('clear.city', result)),
      'x.yaml': 'contacts:\n  - email: jane@example.com\n    accounts: [shop]\n    city: «cannot-clear»null\n',
    };
    const { found, expected, diagnostics } = await loadMarked(marked, BELIEVE);
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toBe(
      `Omnisend 2026-03-15 does not remove city: this account ${result} it on 2026-05-30`,
    );
  });

  test('that is not believed is noted, and changes nothing', async () => {
    for (const result of ['proved', 'refused']) {
      const loaded = await load(files(factsOf('shop', fact('clear.city', result))));
      expect(codes(loaded)).toEqual(['note facts-not-merged']);
      expect(clearOf(loaded)).toBe('unproven');
      expect(loaded.configuration.accounts.find(({ name }) => name === 'shop')?.facts).toMatchObject([
        { fact: 'clear.city', believed: false },
      ]);
    }
  });

  test('may also stand at the account', async () => {
    const account = `accounts:\n  shop:\n    provider: omnisend\n    apiKey: "\${SHOP_KEY}"\n    facts:\n`;
    const loaded = await load({ 'a.yaml': account + fact('clear.city', 'proved'), 'x.yaml': CLEARED }, BELIEVE);
    expect([codes(loaded), clearOf(loaded)]).toEqual([[], 'yes']);
  });

  test('of another API version says nothing', async () => {
    const loaded = await load(files(factsOf('shop', fact('clear.city', 'refused', 'v5'))), BELIEVE);
    expect([codes(loaded), clearOf(loaded)]).toEqual([[], 'unproven']);
  });
});

describe('sets', () => {
  const tagged = (tags: string): string =>
    `contacts:\n  - { email: jane@example.com, accounts: [old], tags: ${tags} }\n`;

  test('a list that replaces may remove members once that is proved', async () => {
    const replace = factsOf('old', fact('tags.replace', 'proved', 'v3'), fact('clear.tags', 'proved', 'v3'));
    expect(codes(await load(files(replace, tagged('[]')), BELIEVE))).toEqual([]);
    expect(codes(await load(files(replace, tagged('[]'))))).toContain('error cannot-clear');
    const only = factsOf('old', fact('tags.replace', 'proved', 'v3'));
    expect(codes(await load(files(only, tagged('[]')), BELIEVE))).toEqual(['error cannot-clear']);
    const { configuration } = await load(files(only, tagged('[a]')), BELIEVE);
    expect(configuration.accounts.find(({ name }) => name === 'old')?.capabilities.tags.listRemovals).toBe(true);
  });
});

describe('mistakes', () => {
  test.each<readonly [what: string, facts: string]>([
    [
      'an account that does not exist',
      `accounts:\n  «unknown-account»shopp:\n    facts:\n${fact('clear.city', 'proved')}`,
    ],
    [
      'a fact twice',
      factsOf('shop', fact('«duplicate-fact»clear.city', 'proved'), fact('«duplicate-fact»clear.city', 'ignored')),
    ],
    ['an id that nobody knows', factsOf('shop', fact('«unknown-fact»clear.shoeSize', 'proved'))],
    ['a result that is none', factsOf('shop', fact('clear.city', '«invalid-value»perhaps'))],
    ['settings that belong to the account', `accounts:\n  extra: «missing-field»{ onMissing: skip, facts: [] }\n`],
  ])('%s', async (_, text) => {
    const marked = { 'accounts.yaml': ACCOUNTS, 'facts.yaml': text, 'x.yaml': CLEARED };
    const { found, expected } = await loadMarked(marked, BELIEVE);
    expect(found.filter((one) => one.startsWith('facts.yaml'))).toEqual(expected);
  });

  test('facts do not belong into an environment', async () => {
    const text = `environments:\n  staging:\n    accounts:\n      shop: { «not-in-environments»facts: [] }\n      app: false\n      old: false\n      news: false\n`;
    const { found, expected } = await loadMarked(
      { 'accounts.yaml': ACCOUNTS, 'e.yaml': text, 'x.yaml': CLEARED },
      { environmentUse: 'every' },
    );
    expect(found.filter((one) => one.startsWith('e.yaml'))).toEqual(expected);
  });
});

test('a fact of an environment counts there alone', async () => {
  const environments = 'environments: { staging: {}, production: {} }\n';
  const facts = factsOf('shop', fact('clear.city', 'proved', '2026-03-15', ', environment: staging'));
  for (const [environmentName, expected] of [
    ['staging', 'yes'],
    ['production', 'unproven'],
  ] as const) {
    const loaded = await load({ ...files(facts), 'e.yaml': environments }, { ...BELIEVE, environmentName });
    expect([codes(loaded), clearOf(loaded)]).toEqual([[], expected]);
  }
});

describe('without a chosen environment, contacts are checked for each of them', () => {
  const every = { ...BELIEVE, environmentUse: 'every' } as const;
  const STAGED = 'environments: { staging: {}, production: {} }\n';
  const cleared = 'contacts:\n  - email: jane@example.com\n    accounts: [shop]\n    city: «cannot-clear»null\n';
  const here = (id: string, result: string, environment: string, version?: string): string =>
    fact(id, result, version, `, environment: ${environment}`);

  test('a value that one of them does not take is a mistake, reported once', async () => {
    for (const environments of [['production'], ['staging', 'production']]) {
      const facts = factsOf('shop', ...environments.map((name) => here('clear.city', 'ignored', name)));
      const marked = { 'accounts.yaml': ACCOUNTS, 'e.yaml': STAGED, 'facts.yaml': facts, 'x.yaml': cleared };
      const { found, expected } = await loadMarked(marked, every);
      expect(found).toEqual(expected);
    }
  });

  test('the mistake names the environment in which it was found', async () => {
    const facts = factsOf('shop', here('clear.city', 'ignored', 'production'));
    const { diagnostics } = await load(
      { ...files(facts, cleared.replace('«cannot-clear»', '')), 'e.yaml': STAGED },
      every,
    );
    const [said] = diagnosticsWithWords(diagnostics.filter(({ code }) => code === 'cannot-clear'));
    expect(said?.message).toMatch(/this account in production ignored it on \d{4}/);
  });

  test('a fact of an environment that lacks the account says nothing', async () => {
    const without =
      'environments: { staging: {}, production: { accounts: { shop: false, app: {}, old: {}, news: {} } } }\n';
    const facts = factsOf('shop', here('clear.city', 'ignored', 'production'));
    expect(codes(await load({ ...files(facts), 'e.yaml': without }, every))).toEqual([]);
  });

  test('a value that all of them take is no mistake', async () => {
    const tagged = 'contacts:\n  - { email: jane@example.com, accounts: [old], tags: [] }\n';
    const proved = (name: string) => ['tags.replace', 'clear.tags'].map((id) => here(id, 'proved', name, 'v3'));
    const both = factsOf('old', ...proved('staging'), ...proved('production'));
    expect(codes(await load({ ...files(both, tagged), 'e.yaml': STAGED }, every))).toEqual([]);
    const one = factsOf('old', ...proved('staging'));
    expect(codes(await load({ ...files(one, tagged), 'e.yaml': STAGED }, every))).toEqual(['error cannot-clear']);
  });
});

test('the choice is asked once for all facts, and not at all without facts', async () => {
  const asked: (readonly DeclaredFact[])[] = [];
  const believe = async (facts: readonly DeclaredFact[]) => {
    asked.push(facts);
    return [];
  };
  await load(files(factsOf('shop', fact('clear.city', 'proved'))), { believe });
  // Loaded three times: without a cache, filling it, and from it.
  expect(asked.map((facts) => facts.length)).toEqual([1, 1, 1]);
  expect(asked[0]).toMatchObject([
    { account: 'shop', fact: 'clear.city', apiVersion: '2026-03-15', file: 'facts.yaml' },
  ]);
  await load({ 'accounts.yaml': ACCOUNTS, 'x.yaml': CLEARED }, { believe });
  expect(asked).toHaveLength(3);
});
