// Doubts a listing that is said to be complete and is nearly empty: some of the declared contacts that it did not show are looked up.
// A vendor that is being repaired, or that filters by mistake, would otherwise make a plan create everybody again. Pure.

import type { Identifier } from '../contact/contact.ts';
import type { Problem } from './problem.ts';

/** Number of look-ups, and the number of listed contacts from which a listing is believed without them. */
const LOOK_UPS = 10;

/**
 * Chooses whom to look up after a complete listing.
 *
 * @param listed number of contacts that the listing returned
 * @param missing the identifiers that it did not return
 * @returns nobody if the listing returned as many contacts as the look-ups could find
 */
export function askedToDoubt(listed: number, missing: readonly Identifier[]): readonly Identifier[] {
  return listed < LOOK_UPS ? missing.slice(0, LOOK_UPS) : [];
}

/** The problem of a listing that did not return contacts which look-ups find; undefined if they found nobody. */
export function problemOfListing(
  account: string,
  counts: { readonly listed: number; readonly asked: number; readonly found: number },
): Problem | undefined {
  if (counts.found === 0) return undefined;
  return { code: 'incomplete-listing', args: { account, ...counts }, stops: true, transient: true };
}
