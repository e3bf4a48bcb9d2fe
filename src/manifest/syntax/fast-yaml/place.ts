// How a value stands in the text, which decides where it ends.

import type { Cursor } from './cursor.ts';
import { indentOf, nextContent, notPlain } from './cursor.ts';

export interface Place {
  readonly standing: 'behind-key' | 'own-lines' | 'behind-dash' | 'in-brackets';
  /** Of the block collection around it. */
  readonly indent: number;
}

export const IN_BRACKETS: Place = { standing: 'in-brackets', indent: -1 };

/** Behind a value that ended on its line. What goes on in the next line is not plain. */
export function endValue(cursor: Cursor, { standing, indent }: Place): void {
  if (standing === 'in-brackets') return;
  nextContent(cursor);
  if (indentOf(cursor) > indent) notPlain(cursor);
}
