import { describe, expect, test } from 'vitest';
import { chooseChangeLimits, chooseStrategy } from '../../src/live/strategy.ts';

const list = { pageSize: 250, complete: true };
/** Two hundred requests leave at once, then five a second. */
const listing = { reads: { list, budgets: ['general'] }, budgets: [{ name: 'general', limit: 400, windowMs: 60_000 }] };
/** Page after page of 250. */
const pages = (count: number): number => count * 250;

describe('the fastest strategy', () => {
  test.each([
    ['nothing is asked', 0, listing, 1000, { strategy: 'none' }],
    ['the vendor lists nothing', 900, { ...listing, reads: {} }, 10, { strategy: 'look-up' }],
    ['one page and one round of look-ups', 16, listing, pages(1), { strategy: 'list', maxPages: 2 }],
    ['the same, with fewer look-ups than pages', 1, listing, pages(2), { strategy: 'look-up' }],
    ['one round of look-ups instead of two pages', 16, listing, pages(2), { strategy: 'look-up' }],
    ['as many rounds as pages', 17, listing, pages(2), { strategy: 'list', maxPages: 4 }],
    ['fifty of five thousand', 50, listing, 5000, { strategy: 'look-up' }],
    ['look-ups that leave too little for the writes', 150, listing, 5000, { strategy: 'list', maxPages: 103 }],
    ['pages that would take longer', 150, listing, pages(104), { strategy: 'look-up' }],
    ['an account without budgets', 150, { reads: { list } }, 5000, { strategy: 'look-up' }],
    ['an empty account is one page', 1, listing, 0, { strategy: 'list', maxPages: 2 }],
    ['a size that is not known: as many pages as rounds', 90, listing, undefined, { strategy: 'list', maxPages: 6 }],
    ['or those of a small account', 10, listing, undefined, { strategy: 'list', maxPages: 4 }],
    ['but no more than look-ups', 3, listing, undefined, { strategy: 'list', maxPages: 3 }],
    ['or as take as long, with the pace', 150, listing, undefined, { strategy: 'list', maxPages: 103 }],
    ['but no more than look-ups', 5000, listing, undefined, { strategy: 'list', maxPages: 3437 }],
    ['one or two contacts at an account whose size is not known', 2, listing, undefined, { strategy: 'look-up' }],
  ])('%s', (_, lookUps, priced, size, expected) => {
    expect(chooseStrategy({ contacts: lookUps, lookUps }, priced, size)).toEqual(expected);
  });
});

test('look-ups in groups are few requests for many writes, so that each page more costs its turn', () => {
  const asked = { contacts: 1000, lookUps: 13 };
  expect(chooseStrategy(asked, listing)).toEqual({ strategy: 'list', maxPages: 9 });
  expect(chooseStrategy(asked, listing, pages(9))).toEqual({ strategy: 'list', maxPages: 18 });
  expect(chooseStrategy(asked, listing, pages(10))).toEqual({ strategy: 'look-up' });
});

describe('the limits on an incremental reading', () => {
  test.each([
    ['an account of one page is listed', 250, undefined],
    ['of two', 251, { pages: 1, lookUps: 1 }],
    ['of an odd number of pages', 1750, { pages: 3, lookUps: 3 }],
    ['half of everything', 10_000, { pages: 20, lookUps: 20 }],
    ['so many that all of them fit into memory', 1_000_000, { pages: 200, lookUps: 2000 }],
  ])('%s', (_, kept, expected) => {
    expect(chooseChangeLimits(list, kept)).toEqual(expected);
  });
});
