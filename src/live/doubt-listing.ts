// Checks a nearly empty listing, at a vendor whose listings are complete, by looking up some of the declared contacts that it
// lacks. Without this check, a vendor that is under repair, or that filters by mistake, would make a plan create everybody again.
// Pure.

import type { Identifier } from '../contact/contact.ts';
import type { Problem } from './problem.ts';

/** Maximum number of contacts to look up. A listing with at least as many contacts is believed without look-ups. */
const LOOK_UPS = 10;

/**
 * Chooses whom to look up after a complete listing.
 *
 * @param listed number of contacts that the listing returned
 * @param missing declared identifiers of contacts that the listing did not return
 * @returns up to LOOK_UPS of the missing identifiers; none if the listing returned at least LOOK_UPS contacts
 */
export function askedToDoubt(listed: number, missing: readonly Identifier[]): readonly Identifier[] {
  return listed < LOOK_UPS ? missing.slice(0, LOOK_UPS) : [];
}

/** Returns the problem that look-ups found contacts which the listing did not return; undefined if they found none. */
export function problemOfListing(
  account: string,
  counts: { readonly listed: number; readonly asked: number; readonly found: number },
): Problem | undefined {
  if (counts.found === 0) return undefined;
  return { code: 'incomplete-listing', args: { account, ...counts }, stops: true, transient: true };
}
