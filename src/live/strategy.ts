// Chooses the cheapest strategy to read, from the number of requests that each would take. Pure.

import type { ReadSupport } from '../providers/capabilities.ts';

/** How to read an account. */
export type Strategy =
  | { readonly strategy: 'none' }
  | { readonly strategy: 'look-up' }
  /** List at most `maxPages` pages, then look up what is still missing. */
  | { readonly strategy: 'list'; readonly maxPages: number };

/** Up to this many requests, contacts are looked up whatever the size of the account. */
export const FEW_LOOK_UPS = 2;

/**
 * Compares listing, which takes the account's size ÷ the page size, with looking up. If the size is not known, lists as many
 * pages as looking up would take requests, so the total is at most twice the cheaper of the two.
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

/** Limit on pages of changes, because all changed contacts are held in memory. */
const MAX_CHANGED_PAGES = 200;

/** Limits on the parts of an incremental reading, in requests. */
export interface ChangeLimits {
  readonly pages: number;
  readonly lookUps: number;
}

/**
 * Computes the limits on an incremental reading of an account with a live cache: half the requests of a full listing for the
 * changes, and half for look-ups. Beyond a limit everything is listed, so the total is at most twice the cheaper of the two.
 *
 * @param cached number of contacts in the cache
 * @returns undefined if a normal reading is at least as cheap
 */
export function chooseChangeLimits(
  { pageSize }: NonNullable<ReadSupport['list']>,
  cached: number,
): ChangeLimits | undefined {
  const half = Math.floor(Math.ceil(cached / pageSize) / 2);
  return half === 0 ? undefined : { pages: Math.min(half, MAX_CHANGED_PAGES), lookUps: half };
}
