// Tracks the latest modification time among the pages read so far, by the vendor's clock. Pure.

import type { Page } from '../../providers/contract.ts';

/**
 * The latest modification time so far, as an RFC 3339 instant. Undefined if no contact has been read yet; `unknown` if a contact
 * has no modification time.
 */
export type LatestChange = string | 'unknown' | undefined;

/** Returns the latest modification time after one more page. */
export function laterChange(known: LatestChange, { contacts, latestChange }: Page): LatestChange {
  if (known === 'unknown' || contacts.length === 0) return known;
  if (latestChange === undefined) return 'unknown';
  return known === undefined || Date.parse(latestChange) > Date.parse(known) ? latestChange : known;
}

/** Returns the latest modification time as a member of a report; an empty object if it is not known. */
export function latestChangeOf(known: LatestChange): { readonly latestChange?: string } {
  return known === undefined || known === 'unknown' ? {} : { latestChange: known };
}
