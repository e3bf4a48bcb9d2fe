import { describe, expect, test } from 'vitest';
import { chooseChangeLimits, chooseStrategy } from '../../src/live/strategy.ts';

const listing = { list: { pageSize: 250, complete: true } };

describe('the cheapest strategy', () => {
  test.each([
    ['nothing is asked', 0, listing, 1000, { strategy: 'none' }],
    ['the vendor lists nothing', 900, {}, 10, { strategy: 'look-up' }],
    ['fewer pages than look-ups', 5, listing, 1000, { strategy: 'list', maxPages: 8 }],
    ['as many', 4, listing, 1000, { strategy: 'list', maxPages: 8 }],
    ['fewer look-ups than pages', 3, listing, 1000, { strategy: 'look-up' }],
    ['an empty account is one page', 1, listing, 0, { strategy: 'list', maxPages: 2 }],
    [
      'a size that is not known: no more pages than look-ups',
      40,
      listing,
      undefined,
      { strategy: 'list', maxPages: 40 },
    ],
    ['one or two contacts at an account whose size is not known', 2, listing, undefined, { strategy: 'look-up' }],
  ])('%s', (_, lookUps, reads, size, expected) => {
    expect(chooseStrategy(lookUps, reads, size)).toEqual(expected);
  });
});

describe('the limits on an incremental reading', () => {
  test.each([
    ['an account of one page is listed', 250, undefined],
    ['of two', 251, { pages: 1, lookUps: 1 }],
    ['of an odd number of pages', 1750, { pages: 3, lookUps: 3 }],
    ['half of everything', 10_000, { pages: 20, lookUps: 20 }],
    ['so many that all of them fit into memory', 1_000_000, { pages: 200, lookUps: 2000 }],
  ])('%s', (_, kept, expected) => {
    expect(chooseChangeLimits(listing.list, kept)).toEqual(expected);
  });
});
