// Limits that the manifests raise, compared with the base.

import { describe, expect, test } from 'vitest';
import type { Account, Expected, Limits, TotalLimits } from '../../../src/manifest/configuration.ts';
import { raisedLimits } from '../../../src/plan/rules/raised.ts';
import { sentencesOfRaised } from '../../../src/render/words/head.ts';
import { anAccount } from '../../builders/plan.ts';
import { account } from '../subject.ts';

function raised(before: Limits, now: Limits): readonly unknown[] {
  const [earlier, later] = [account('loops@v1', { limits: before }), account('loops@v1', { limits: now })];
  return raisedLimits({ account: later, totalLimits: {} }, { account: earlier, totalLimits: {} });
}

function changed(before: Partial<Account>, now: Partial<Account>): readonly unknown[] {
  const [earlier, later] = [account('loops@v1', before), account('loops@v1', now)];
  return raisedLimits({ account: later, totalLimits: {} }, { account: earlier, totalLimits: {} });
}

describe('a limit of the account', () => {
  test.each<[string, Limits, Limits, unknown]>([
    ['that is larger is raised', { maxDeletes: 5 }, { maxDeletes: 6 }, ['limits.maxDeletes', 5, 6]],
    ['that is smaller is not', { maxDeletes: 5 }, { maxDeletes: 4 }, undefined],
    ['that is gone is raised', { maxChangedPercent: 5 }, {}, ['limits.maxChangedPercent', 5, null]],
    ['that is new restricts', {}, { maxChangedPercent: 5 }, undefined],
    ['that is new and replaces a default is raised', {}, { maxDeletes: 5 }, ['limits.maxDeletes', null, 5]],
    ['that is new and allows nothing is not', {}, { maxUnsubscribes: 0 }, undefined],
    [
      'that is a minimum is raised by a smaller one',
      { minContacts: 5 },
      { minContacts: 4 },
      ['limits.minContacts', 5, 4],
    ],
    ['that is a minimum and gone is raised', { minContacts: 5 }, {}, ['limits.minContacts', 5, null]],
    ['that is a new minimum restricts', {}, { minContacts: 5 }, undefined],
    ['that is a new minimum of zero is raised', {}, { minContacts: 0 }, ['limits.minContacts', null, 0]],
    ['that is a larger minimum is not', { minContacts: 5 }, { minContacts: 6 }, undefined],
  ])('%s', (_, before, now, expected) => {
    const [limit, was, is] = (expected ?? []) as readonly unknown[];
    expect(raised(before, now)).toEqual(expected === undefined ? [] : [{ limit, before: was, after: is }]);
  });
});

test.each<[Account['onRemoved'], Account['onRemoved'], boolean]>([
  ['keep', 'unsubscribe', true],
  ['keep', 'delete', true],
  ['unsubscribe', 'delete', true],
  ['delete', 'unsubscribe', false],
  ['unsubscribe', 'keep', false],
  ['delete', 'delete', false],
])('onRemoved from %s to %s', (before, after, isRaised) => {
  const found = raisedLimits(
    { account: account('loops@v1', { onRemoved: after }), totalLimits: {} },
    { account: account('loops@v1', { onRemoved: before }), totalLimits: {} },
  );
  expect(found).toEqual(isRaised ? [{ limit: 'onRemoved', before, after }] : []);
});

describe('what is expected of a plan', () => {
  test.each<[string, Expected, Expected, unknown]>([
    ['a larger maximum is raised', { creates: 5 }, { creates: 6 }, ['expect.creates', 5, 6]],
    ['one that is gone is raised', { becomesMailable: 0 }, {}, ['expect.becomesMailable', 0, null]],
    ['a smaller one is not', { deletes: 5 }, { deletes: 4 }, undefined],
    ['a new one restricts', {}, { requests: 5 }, undefined],
    ['without the check elsewhere, more is allowed', {}, { crossCheck: false }, ['expect.crossCheck', null, 'false']],
    ['so it is', { crossCheck: true }, { crossCheck: false }, ['expect.crossCheck', 'true', 'false']],
    ['with it again, less is', { crossCheck: false }, {}, undefined],
  ])('%s', (_, before, now, expected) => {
    const found = changed({ expect: before }, { expect: now });
    const [limit, was, is] = (expected ?? []) as readonly unknown[];
    expect(found).toEqual(expected === undefined ? [] : [{ limit, before: was, after: is }]);
  });
});

test.each<[Partial<Account>, Partial<Account>, unknown]>([
  [{ resubscribe: 'never' }, { resubscribe: 'with-consent' }, ['resubscribe', 'never', 'with-consent']],
  [{ resubscribe: 'with-consent' }, { resubscribe: 'never' }, undefined],
  [{ onMissing: 'skip' }, { onMissing: 'create' }, ['onMissing', 'skip', 'create']],
  [{ onMissing: 'error' }, { onMissing: 'create' }, ['onMissing', 'error', 'create']],
  [{ onMissing: 'create' }, { onMissing: 'skip' }, undefined],
  [{}, { behind: 'allow' }, ['behind', null, 'allow']],
  [{ behind: 'allow' }, {}, undefined],
  [{}, { sender: 'news' }, ['sender', null, 'news']],
  [{ sender: 'news' }, { sender: 'shop' }, ['sender', 'news', 'shop']],
  [{ sender: 'news' }, { sender: 'news' }, undefined],
])('settings of the account: %j to %j', (before, now, expected) => {
  const [limit, was, is] = (expected ?? []) as readonly unknown[];
  expect(changed(before, now)).toEqual(expected === undefined ? [] : [{ limit, before: was, after: is }]);
});

test('without a base, nothing is raised', () => {
  expect(raisedLimits({ account: account('loops@v1', { onRemoved: 'delete' }), totalLimits: {} }, undefined)).toEqual(
    [],
  );
});

test('limits over all accounts are said once, those of an account for each', () => {
  const totals = (totalLimits: TotalLimits) => ({ account: account('loops@v1'), totalLimits });
  const total = raisedLimits(totals({ maxDeletes: 5000 }), totals({ maxDeletes: 5 }));
  const own = [{ limit: 'onRemoved', before: 'keep', after: 'delete' }];
  const accounts = [anAccount({ account: 'app', raised: total }), anAccount({ raised: [...own, ...total] })];
  expect(sentencesOfRaised(accounts)).toEqual([
    'all accounts together: more is allowed than before: limits.maxDeletes from 5 to 5,000',
    'shop: more is allowed than before: onRemoved from keep to delete',
  ]);
});
