// The context of a value in the text, which determines how the value may be written and where it ends.

import type { Cursor } from './cursor.ts';
import { indentOf, nextContent, unsupported } from './cursor.ts';

/** Where a value begins, in relation to the collection that contains it. */
export interface ValueContext {
  /**
   * `own-lines`: the value begins on a line after its key. `in-brackets`: the collection is in flow style or the text is JSON.
   */
  readonly position: 'after-key' | 'own-lines' | 'after-dash' | 'in-brackets';
  /** Indentation in characters of the block collection that contains the value; -1 in brackets. */
  readonly indent: number;
}

/** Context of the values in a flow collection, and of the root of a JSON text. */
export const IN_BRACKETS: ValueContext = { position: 'in-brackets', indent: -1 };

/**
 * Moves the cursor from the end of a value to the next content; does nothing in brackets.
 *
 * @throws UnsupportedSyntax if the next line is indented further, which would continue the value
 */
export function endValue(cursor: Cursor, { position, indent }: ValueContext): void {
  if (position === 'in-brackets') return;
  nextContent(cursor);
  if (indentOf(cursor) > indent) unsupported(cursor);
}
