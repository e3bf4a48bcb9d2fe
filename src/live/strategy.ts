// Prices → the cheapest way to read. Pure.

import type { ReadSupport } from '../providers/capabilities.ts';

export type Strategy =
  | { readonly strategy: 'none' }
  | { readonly strategy: 'look-up' }
  /** List, and if that takes more than `maxPages`, stop and look up what is still missing. */
  | { readonly strategy: 'list'; readonly maxPages: number };

/** So few are looked up whatever the size of the account. */
export const FEW_LOOK_UPS = 2;

/**
 * Listing costs the account's size ÷ the page size. Where the size is not
 * known, list for as many pages as looking up would cost: never more than twice the cheaper of the two.
 *
 * @param lookUps requests that looking everybody up would take
 * @param size contacts at the vendor, if known
 */
export function chooseStrategy(lookUps: number, reads: Pick<ReadSupport, 'list'>, size?: number): Strategy {
  if (lookUps === 0) return { strategy: 'none' };
  if (reads.list === undefined) return { strategy: 'look-up' };
  if (size === undefined)
    return lookUps <= FEW_LOOK_UPS ? { strategy: 'look-up' } : { strategy: 'list', maxPages: lookUps };
  const pages = Math.max(1, Math.ceil(size / reads.list.pageSize));
  return pages <= lookUps ? { strategy: 'list', maxPages: 2 * pages } : { strategy: 'look-up' };
}

/** Changed contacts are held until all have come, so that there is a most of them. */
const MOST_CHANGED_PAGES = 200;

/** How much the parts of an incremental reading may cost, in requests. */
export interface MostChanges {
  readonly pages: number;
  readonly lookUps: number;
}

/**
 * Of an account that was listed before. What changed costs a page at least; where it and what it leaves in doubt cost more than
 * half of listing everything each, everything is listed instead: never more than twice the cheaper of the two.
 *
 * @param kept contacts that the earlier reading found
 * @returns undefined where a usual way is no dearer
 */
export function chooseChanges({ pageSize }: NonNullable<ReadSupport['list']>, kept: number): MostChanges | undefined {
  const half = Math.floor(Math.ceil(kept / pageSize) / 2);
  return half === 0 ? undefined : { pages: Math.min(half, MOST_CHANGED_PAGES), lookUps: half };
}
