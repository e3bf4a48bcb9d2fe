// Caveats of differences, in words that all formats share. Pure.

import type { PlannedDifference } from '../plan/document.ts';

/** A reason why a write may not have the planned effect. */
export type Caveat = 'unproven' | 'may be ignored' | 'backfill';

/** Returns the caveats of one difference. */
export function caveatsOf({ unproven, mayBeIgnored, backfill }: PlannedDifference): readonly Caveat[] {
  if (backfill) return ['backfill'];
  return [...(unproven ? (['unproven'] as const) : []), ...(mayBeIgnored ? (['may be ignored'] as const) : [])];
}

/** Returns the caveats as a phrase, or an empty string if there are none. */
export function formatCaveats(caveats: readonly Caveat[]): string {
  if (caveats.includes('backfill')) return 'backfill: the status stays as it is';
  return caveats.length === 0 ? '' : `${caveats.join(', ')}: the read-back will show`;
}
