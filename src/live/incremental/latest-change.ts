// Tracks the newest change among the pages read so far, by the vendor's clock. Pure.

import type { Page } from '../../providers/contract.ts';

/** RFC 3339 instant; undefined: no contact yet; `unknown`: a contact did not say when it changed. */
export type LatestChange = string | 'unknown' | undefined;

/** Takes a page into account. */
export function laterChange(known: LatestChange, { contacts, latestChange }: Page): LatestChange {
  if (known === 'unknown' || contacts.length === 0) return known;
  if (latestChange === undefined) return 'unknown';
  return known === undefined || Date.parse(latestChange) > Date.parse(known) ? latestChange : known;
}

/** Returns the member of a report; empty if the newest change is not known. */
export function latestChangeOf(known: LatestChange): { readonly latestChange?: string } {
  return known === undefined || known === 'unknown' ? {} : { latestChange: known };
}
