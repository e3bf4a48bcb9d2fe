// Limits over all accounts together.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Limits, TotalLimits } from '../../../src/manifest/configuration.ts';
import type { Overrides } from '../../../src/plan/document.ts';
import type { AccountCounts } from '../../../src/plan/rules/counts.ts';
import { type CountedAccount, refusalsOfAll } from '../../../src/plan/rules/total-limits.ts';
import { wordsOfRefusal } from '../../../src/render/words/rules.ts';

function counted(account: string, counts: Partial<AccountCounts>, limits: Limits = {}): CountedAccount {
  const { unsubscribes = 0 } = counts;
  const none = { contacts: 100, changed: 0, deletes: 0, unsubscribes, unsubscribed: unsubscribes };
  const declared = { ...none, ...counts };
  return { account, limits, counts: { declared, all: declared } };
}

function said(accounts: readonly CountedAccount[], limits: TotalLimits = {}, overrides: Overrides = {}) {
  const found = [...refusalsOfAll(accounts, limits, overrides)];
  return found.map(([account, refusals]) => [account, ...refusals.map((one) => wordsOfRefusal(one).message)]);
}

describe('without a limit of the manifests', () => {
  const small = [
    counted('app', { contacts: 12, deletes: 9 }),
    counted('news', { contacts: 500 }, { maxDeletes: 0 }),
    counted('shop', { contacts: 12, deletes: 9 }),
  ];

  test('accounts that each delete few contacts are refused if together they delete many', () => {
    expect(said(small)).toEqual([
      ['app', '18 of 24 contacts of all accounts would be deleted (75 %), 9 of them here, more than 30 %'],
      ['shop', '18 of 24 contacts of all accounts would be deleted (75 %), 9 of them here, more than 30 %'],
    ]);
    expect(said(small.map(({ account, counts }) => counted(account, { ...counts.declared, contacts: 100 })))).toEqual(
      [],
    );
  });

  test('a limit of an account, of the manifests or of the command line says otherwise', () => {
    expect(said(small, {}, { maxDeletes: 9 })).toEqual([]);
    expect(said(small, { maxDeletes: 18 })).toEqual([]);
    expect(said(small.map((one) => ({ ...one, limits: { maxDeletes: 9 } })))).toEqual([]);
  });

  test('one account that deletes is judged by its own share alone', () => {
    expect(said([counted('app', { contacts: 12, deletes: 12 }), counted('shop', {})])).toEqual([]);
  });

  test('unsubscribes are counted in the same way', () => {
    const accounts = ['app', 'shop'].map((name) => counted(name, { contacts: 12, unsubscribes: 9 }));
    expect(said(accounts)).toHaveLength(2);
    expect(said(accounts, {}, { maxDeletes: 100 })).toHaveLength(2);
  });
});

describe('limits at the top level of the manifests', () => {
  const accounts = [
    counted('app', { changed: 20, deletes: 2 }, { maxDeletes: 50 }),
    counted('news', {}),
    counted('shop', { changed: 20, deletes: 4, unsubscribes: 1 }),
  ];

  test('count all accounts, and refuse those that take part', () => {
    expect(said(accounts, { maxDeletes: 5, maxUnsubscribes: 0, maxChangedPercent: 13 })).toEqual([
      [
        'app',
        '40 of 300 contacts of all accounts would change (13.3 %), 20 of them here, over the limit of 13 %',
        '6 contacts of all accounts would be deleted, 2 of them here, over the limit of 5',
      ],
      [
        'shop',
        '40 of 300 contacts of all accounts would change (13.3 %), 20 of them here, over the limit of 13 %',
        '6 contacts of all accounts would be deleted, 4 of them here, over the limit of 5',
        '1 person of all accounts would stop being mailable, 1 of them here, over the limit of 0',
      ],
    ]);
    expect(said(accounts, { maxDeletes: 6, maxUnsubscribes: 1, maxChangedPercent: 14 })).toEqual([]);
  });

  test('the command line replaces them', () => {
    expect(said(accounts, { maxDeletes: 5 }, { maxDeletes: 6 })).toEqual([]);
    expect(said(accounts, { maxChangedPercent: 5 }, { maxChangedPercent: 20 })).toEqual([]);
  });

  test('a percentage is looked at above 20 changes', () => {
    expect(said([counted('app', { changed: 20, contacts: 20 })], { maxChangedPercent: 5 })).toEqual([]);
    expect(said([counted('app', { changed: 21, contacts: 21 })], { maxChangedPercent: 5 })).toHaveLength(1);
  });
});

test('an account that loses nothing is never refused, and the option of the hint lifts every refusal', () => {
  const amount = fc.nat(60);
  const one = fc.record({ contacts: fc.integer({ min: 60, max: 200 }), deletes: amount, limit: fc.option(amount) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), fc.option(amount), (rows, limit) => {
      const accounts = rows.map(({ limit: own, ...counts }, index) =>
        counted(`a${index}`, counts, own === null ? {} : { maxDeletes: own }),
      );
      const limits = limit === null ? {} : { maxDeletes: limit };
      const refused = refusalsOfAll(accounts, limits, {});
      for (const { account, counts } of accounts)
        if (counts.all.deletes === 0) expect(refused.has(account)).toBe(false);
      const amounts = [...refused.values()].flat().map(({ args }) => Number(args.amount));
      const lifted = { maxDeletes: Math.max(...amounts) };
      if (amounts.length > 0) expect(refusalsOfAll(accounts, limits, lifted).size).toBe(0);
    }),
  );
});
