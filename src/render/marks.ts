// What a plan says of a change as a whole, behind the contact's key. Pure.

import type { PlannedChange } from '../plan/document.ts';

/** Returns the words: that an earlier apply owes the change, that the person must not be mailed. */
export function wordsOfMarks({ owed, suppressed }: Pick<PlannedChange, 'owed' | 'suppressed'>): readonly string[] {
  return [...(owed === true ? ['owed'] : []), ...(suppressed === true ? ['suppressed'] : [])];
}

/** Returns the words in brackets, for a line of text; empty if there are none. */
export function marksOf(change: Pick<PlannedChange, 'owed' | 'suppressed'>): string {
  const words = wordsOfMarks(change);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
