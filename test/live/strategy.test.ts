import { describe, expect, test } from 'vitest';
import { chooseStrategy } from '../../src/live/strategy.ts';

const listing = { list: { pageSize: 250, complete: true } };

describe('the cheapest way to read', () => {
  test.each([
    ['nothing is asked', 0, listing, 1000, { way: 'none' }],
    ['the vendor lists nothing', 900, {}, 10, { way: 'look-up' }],
    ['fewer pages than look-ups', 5, listing, 1000, { way: 'list', maxPages: 8 }],
    ['as many', 4, listing, 1000, { way: 'list', maxPages: 8 }],
    ['fewer look-ups than pages', 3, listing, 1000, { way: 'look-up' }],
    ['an empty account is one page', 1, listing, 0, { way: 'list', maxPages: 2 }],
    ['a size that is not known: no more pages than look-ups', 40, listing, undefined, { way: 'list', maxPages: 40 }],
    ['one or two contacts at an account whose size is not known', 2, listing, undefined, { way: 'look-up' }],
  ])('%s', (_, lookUps, reads, size, expected) => {
    expect(chooseStrategy(lookUps, reads, size)).toEqual(expected);
  });
});
