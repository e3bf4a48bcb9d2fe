// Replaces ranges of a text. Pure.

import type { Range } from '../read/source.ts';

/** A range of a text and what to write in its place. An empty range inserts. */
export interface Splice extends Range {
  readonly text: string;
}

/** Creates a splice that inserts a text before an offset. */
export function insertion(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}

/** Creates a splice that deletes a range. */
export function deletion(start: number, end: number): Splice {
  return { start, end, text: '' };
}

/**
 * Applies splices, whose offsets all refer to the given text. Several insertions at one offset are kept in the order of the list.
 *
 * @throws Error if two splices overlap
 */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = splices.map((splice, order) => ({ ...splice, order })).sort(byPosition);
  let end = 0;
  const parts: string[] = [];
  for (const splice of ordered) {
    if (splice.start < end) throw new Error('the editor made two changes that overlap');
    parts.push(text.slice(end, splice.start), splice.text);
    end = splice.end;
  }
  return parts.join('') + text.slice(end);
}

interface Ordered extends Splice {
  readonly order: number;
}

/** Sorts insertions before a deletion that begins at the same offset. */
function byPosition(a: Ordered, b: Ordered): number {
  return a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start) || a.order - b.order;
}
