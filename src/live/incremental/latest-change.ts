// The newest change that pages have shown, by the vendor's clock. Pure.

import type { Page } from '../../providers/contract.ts';

/** `unknown`: a contact came that does not say when it changed. */
export type LatestChange = string | 'unknown' | undefined;

export function laterChange(known: LatestChange, { contacts, latestChange }: Page): LatestChange {
  if (known === 'unknown' || contacts.length === 0) return known;
  if (latestChange === undefined) return 'unknown';
  return known === undefined || Date.parse(latestChange) > Date.parse(known) ? latestChange : known;
}

/** As a report says it. */
export function latestChangeOf(known: LatestChange): { readonly latestChange?: string } {
  return known === undefined || known === 'unknown' ? {} : { latestChange: known };
}
