// Prices → the cheapest way to read. Pure.

import type { ReadSupport } from '../providers/capabilities.ts';

export type Strategy =
  | { readonly way: 'none' }
  | { readonly way: 'look-up' }
  /** List, and if that takes more than `maxPages`, stop and look up what is still missing. */
  | { readonly way: 'list'; readonly maxPages: number };

/**
 * Listing costs the account's size ÷ the page size. Where the size is not
 * known, list for as many pages as looking up would cost: never more than twice the cheaper of the two.
 *
 * @param lookUps requests that looking everybody up would take
 * @param size contacts at the vendor, if known
 */
export function chooseStrategy(lookUps: number, reads: Pick<ReadSupport, 'list'>, size?: number): Strategy {
  if (lookUps === 0) return { way: 'none' };
  if (reads.list === undefined) return { way: 'look-up' };
  if (size === undefined) return lookUps <= 2 ? { way: 'look-up' } : { way: 'list', maxPages: lookUps };
  const pages = Math.max(1, Math.ceil(size / reads.list.pageSize));
  return pages <= lookUps ? { way: 'list', maxPages: 2 * pages } : { way: 'look-up' };
}
