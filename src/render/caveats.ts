// Caveats of planned differences, in words that all formats share. Pure.

import type { PlannedDifference } from '../plan/document.ts';

/**
 * What a reader should know about a planned difference. `unproven`: no document says whether the vendor carries it out.
 * `may be ignored`: the vendor ignores the addition if the contact has left the set before. `backfill`: evidence of consent for a
 * status that stays as it is. `defines a …`: the plan first defines the property at the account.
 */
export type Caveat = 'unproven' | 'may be ignored' | 'backfill' | `defines a ${string}`;

/** Returns the caveats of one difference. */
export function caveatsOf({ unproven, mayBeIgnored, backfill, defines }: PlannedDifference): readonly Caveat[] {
  if (backfill) return ['backfill'];
  if (defines !== undefined) return [`defines a ${defines}`];
  return [...(unproven ? (['unproven'] as const) : []), ...(mayBeIgnored ? (['may be ignored'] as const) : [])];
}

/** Returns the caveats as a phrase, or an empty string if there are none. */
export function formatCaveats(caveats: readonly Caveat[]): string {
  if (caveats.includes('backfill')) return 'backfill: the status stays as it is';
  const definition = caveats.find((caveat) => caveat.startsWith('defines'));
  if (definition !== undefined) return `the account lacks this property: the plan ${definition} first`;
  return caveats.length === 0 ? '' : `${caveats.join(', ')}: the read-back will show`;
}
