// Opt-outs that have counted, and accounts that get other names or lack their credentials.

import { expect, test } from 'vitest';
import { keptDestinations, underTodaysNames, withDestinations } from '../../src/base/consent/counted.ts';

const AT = '2026-06-01T00:00:00Z';
const NEWS = { account: 'news', cause: 'person', at: AT } as const;
const RECORDED = withDestinations([NEWS], new Map([['news', { key: 'envoke-1' }]]));

function today(names: Readonly<Record<string, string>>, unknown: readonly string[] = []) {
  const carried = new Map([['hash', { email: RECORDED }]]);
  return underTodaysNames(carried, new Map(Object.entries(names)), (name) => unknown.includes(name)).get('hash');
}

test('an opt-out has the name that its account has today', () => {
  expect(today({ 'envoke-1': 'weekly', 'envoke-2': 'news' })).toEqual({ email: [{ ...NEWS, account: 'weekly' }] });
});

test('without an account at its destination, it counts no more, whoever has the name', () => {
  expect(today({ 'envoke-2': 'news' })).toEqual({ email: [] });
});

test('without the credentials of its account, which tell the destination, its name counts, and the record keeps both', () => {
  const carried = new Map([['hash', today({}, ['news']) ?? {}]]);
  expect(carried.get('hash')).toEqual({ email: RECORDED });
  // So whoever has the name later is not taken for it.
  expect(withDestinations([NEWS], keptDestinations(carried))).toEqual(RECORDED);
});

test('one of an earlier version, which names no destination, keeps its name', () => {
  const carried = new Map([['hash', { email: [NEWS] }]]);
  expect(underTodaysNames(carried, new Map(), () => false).get('hash')).toEqual({ email: [NEWS] });
});
