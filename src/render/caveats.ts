// What is uncertain of a difference, in the words of every format.

import type { PlannedDifference } from '../plan/document.ts';

export type Doubt = 'unproven' | 'may be ignored';

export function doubtsOf({ unproven, mayBeIgnored }: PlannedDifference): readonly Doubt[] {
  return [...(unproven ? (['unproven'] as const) : []), ...(mayBeIgnored ? (['may be ignored'] as const) : [])];
}

/** Empty where there is none. */
export function formatDoubts(doubts: readonly Doubt[]): string {
  return doubts.length === 0 ? '' : `${doubts.join(', ')}: the read-back will show`;
}
