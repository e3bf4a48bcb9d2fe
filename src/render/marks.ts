// Marks of a change as a whole, which output shows after the contact's key: `owed`, `suppressed`. Pure.

import type { PlannedChange } from '../plan/document.ts';

/**
 * Returns the marks of a change. `owed`: an earlier apply did not carry out or confirm what was declared. `suppressed`: the
 * manifests' suppressions name the person, who must not be mailed.
 */
export function wordsOfMarks({ owed, suppressed }: Pick<PlannedChange, 'owed' | 'suppressed'>): readonly string[] {
  return [...(owed === true ? ['owed'] : []), ...(suppressed === true ? ['suppressed'] : [])];
}

/** Returns the marks in brackets after a space, ` (owed, suppressed)`; empty if there are none. */
export function marksOf(change: Pick<PlannedChange, 'owed' | 'suppressed'>): string {
  const words = wordsOfMarks(change);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
