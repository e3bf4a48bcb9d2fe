// What is uncertain of a difference, in the words of every format.

import type { PlannedDifference } from '../plan/document.ts';

export type Caveat = 'unproven' | 'may be ignored';

export function caveatsOf({ unproven, mayBeIgnored }: PlannedDifference): readonly Caveat[] {
  return [...(unproven ? (['unproven'] as const) : []), ...(mayBeIgnored ? (['may be ignored'] as const) : [])];
}

/** Empty where there is none. */
export function formatCaveats(caveats: readonly Caveat[]): string {
  return caveats.length === 0 ? '' : `${caveats.join(', ')}: the read-back will show`;
}
