// Chooses the strategy that reads an account with the fewest requests. Pure.

import type { ReadSupport } from '../providers/capabilities.ts';

/** How to read an account; `none` means that there is nothing to read. */
export type Strategy =
  | { readonly strategy: 'none' }
  | { readonly strategy: 'look-up' }
  /** List at most `maxPages` pages, then look up what is still missing. */
  | { readonly strategy: 'list'; readonly maxPages: number };

/** With at most this many look-up requests, an account of unknown size is not listed, and its live cache is not used. */
export const FEW_LOOK_UPS = 2;

/**
 * Chooses between listing, which takes (account size ÷ page size) requests, and looking up. If the size is unknown and more than
 * FEW_LOOK_UPS requests would be needed, lists at most as many pages as looking up would take requests. The total is then at most
 * twice that of the cheaper strategy.
 *
 * @param lookUps number of requests that looking up every contact would take
 * @param size number of contacts at the vendor, if known
 */
export function chooseStrategy(lookUps: number, reads: Pick<ReadSupport, 'list'>, size?: number): Strategy {
  if (lookUps === 0) return { strategy: 'none' };
  if (reads.list === undefined) return { strategy: 'look-up' };
  if (size === undefined)
    return lookUps <= FEW_LOOK_UPS ? { strategy: 'look-up' } : { strategy: 'list', maxPages: lookUps };
  const pages = Math.max(1, Math.ceil(size / reads.list.pageSize));
  return pages <= lookUps ? { strategy: 'list', maxPages: 2 * pages } : { strategy: 'look-up' };
}

/** Maximum number of pages of changes, because all changed contacts are held in memory. */
const MAX_CHANGED_PAGES = 200;

/** Maximum numbers of requests in an incremental reading: for pages of changed contacts, and for look-ups. */
export interface ChangeLimits {
  readonly pages: number;
  readonly lookUps: number;
}

/**
 * Computes the limits on an incremental reading: half the requests of a full listing for the changes, and half for look-ups. If a
 * limit is exceeded, the whole account is listed instead, so that the total is at most twice that of a full listing.
 *
 * @param cached number of contacts in the cache
 * @returns undefined if a reading without the cache is at least as cheap
 */
export function chooseChangeLimits(
  { pageSize }: NonNullable<ReadSupport['list']>,
  cached: number,
): ChangeLimits | undefined {
  const half = Math.floor(Math.ceil(cached / pageSize) / 2);
  return half === 0 ? undefined : { pages: Math.min(half, MAX_CHANGED_PAGES), lookUps: half };
}
