// Chooses the strategy that reads an account in the shortest time, and with the fewest requests if that is equal. Pure.
//
// A listing is sequential: each page names the next. Look-ups are sent in parallel. The rate limiter sends the first requests at
// once and paces all later ones, including the writes that follow. So requests that are not needed cost time, too.

import { burstSize, paceBudgets } from '../http/limiter/share.ts';
import type { Budget } from '../http/request.ts';
import type { ReadSupport } from '../providers/capabilities.ts';

/** How to read an account; `none` means that there is nothing to read. */
export type Strategy =
  | { readonly strategy: 'none' }
  | { readonly strategy: 'look-up' }
  /** List at most `maxPages` pages, then look up what is still missing. */
  | { readonly strategy: 'list'; readonly maxPages: number };

/** With at most this many look-up requests, an account of unknown size is not listed, and its live cache is not used. */
export const FEW_LOOK_UPS = 2;

/** An account with at most this many pages is small: it is listed even if looking up would take a little less time. */
const SMALL_ACCOUNT_PAGES = 4;

/** Maximum number of look-ups in flight. The rate limiter decides how fast they are sent. */
export const CONCURRENT_LOOK_UPS = 16;

/** Assumed time from sending a request to its response, in milliseconds. */
const ROUND_TRIP_MS = 100;

/** How the vendor can be read, and its rate-limit budgets. */
interface PricedReads {
  readonly reads: Pick<ReadSupport, 'list'> & Partial<Pick<ReadSupport, 'budgets'>>;
  readonly budgets?: readonly Budget[];
}

/** What is to be read. */
interface Asked {
  readonly contacts: number;
  /** Number of requests that looking up every contact would take. */
  readonly lookUps: number;
}

/**
 * Chooses between listing, which takes (account size ÷ page size) requests, and looking up. If the size is unknown and more than
 * FEW_LOOK_UPS requests would be needed, first lists SMALL_ACCOUNT_PAGES pages or, if that is more, as many pages as take no
 * longer than looking up. So a small account is listed completely, and the total time is at most twice that of the faster
 * strategy, or those few pages more.
 *
 * @param size number of contacts at the vendor, if known
 */
export function chooseStrategy(
  { contacts, lookUps }: Asked,
  { reads, budgets = [] }: PricedReads,
  size?: number,
): Strategy {
  if (lookUps === 0) return { strategy: 'none' };
  if (reads.list === undefined) return { strategy: 'look-up' };
  const pace = budgets.filter(({ name }) => reads.budgets?.includes(name) === true);
  // Every contact that is asked for may have to be written afterwards, and these requests wait for the pace, too.
  const waitMs = (requests: number): number => pacedMs(requests + contacts, pace);
  const listMs = (pages: number): number => pages * ROUND_TRIP_MS + waitMs(pages);
  const lookUpMs = Math.ceil(lookUps / CONCURRENT_LOOK_UPS) * ROUND_TRIP_MS + waitMs(lookUps);
  const asFast = largest(lookUps, (pages) => listMs(pages) <= lookUpMs);
  if (size === undefined) {
    if (lookUps <= FEW_LOOK_UPS) return { strategy: 'look-up' };
    return { strategy: 'list', maxPages: Math.max(asFast, Math.min(lookUps, SMALL_ACCOUNT_PAGES)) };
  }
  const pages = Math.max(1, Math.ceil(size / reads.list.pageSize));
  // The account may have grown since its size was counted, and the vendor may send smaller pages.
  return pages <= asFast ? { strategy: 'list', maxPages: Math.max(2 * pages, asFast) } : { strategy: 'look-up' };
}

/** Returns the largest number from 1 to `most` that fits, or 0 if none does. All numbers below one that fits must fit, too. */
function largest(most: number, fits: (count: number) => boolean): number {
  let [fitting, tooLarge] = [0, most + 1];
  while (tooLarge - fitting > 1) {
    const middle = Math.floor((fitting + tooLarge) / 2);
    if (fits(middle)) fitting = middle;
    else tooLarge = middle;
  }
  return fitting;
}

/**
 * Returns how long the requests take at the pace of the budgets, in milliseconds, without the first ones, which are sent at once.
 */
function pacedMs(requests: number, budgets: readonly Budget[]): number {
  const waits = paceBudgets(budgets).vendor.map((budget) => {
    const later = Math.max(0, requests - burstSize(budget, { isTold: false }));
    return (later * budget.windowMs) / budget.pace;
  });
  return Math.max(0, ...waits);
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
