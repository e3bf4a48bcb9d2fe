// Parses flow collections (`[…]` and `{…}`). In YAML they must be on one line; in JSON they may contain line breaks.

import {
  breakLine,
  CLOSE_LIST,
  CLOSE_MAP,
  COLON,
  COMMA,
  type Cursor,
  close,
  codeAt,
  NEWLINE,
  open,
  SPACE,
  skipSpaces,
  unsupported,
} from './cursor.ts';
import { readToken } from './scalar.ts';

/** Maximum length of a key. YAML allows 1024 characters for a key that is not introduced by `?`. */
export const MAX_KEY = 1000;

/**
 * Parses a flow list.
 *
 * @param cursor at the opening bracket
 * @param read parses one item, from its first character to its end
 */
export function flowItems<T>(cursor: Cursor, read: () => T): T[] {
  const items: T[] = [];
  flow(cursor, CLOSE_LIST, () => {
    items.push(read());
    skipSpaces(cursor);
    // Not supported: `[a: b]`, which means a list that contains a mapping.
    if (codeAt(cursor) === COLON) unsupported(cursor);
  });
  return items;
}

/**
 * Parses a flow mapping.
 *
 * @param cursor at the opening brace
 * @param read parses the value of one member, from its first character to its end
 * @returns names and values, in the order of the file
 */
export function flowMembers<T>(cursor: Cursor, read: (name: string) => T): [string, T][] {
  const members: [string, T][] = [];
  flow(cursor, CLOSE_MAP, () => {
    const start = cursor.offset;
    const key = readToken(cursor, true);
    if (cursor.json) {
      if (!key.quoted) unsupported(cursor);
      skipBlank(cursor);
    }
    if (cursor.offset - start > MAX_KEY || codeAt(cursor) !== COLON) unsupported(cursor);
    cursor.offset += 1;
    if (codeAt(cursor) !== SPACE && !key.quoted) unsupported(cursor);
    skipBlank(cursor);
    members.push([key.text, read(key.text)]);
  });
  return members;
}

function flow(cursor: Cursor, closing: number, element: () => void): void {
  open(cursor);
  cursor.offset += 1;
  skipBlank(cursor);
  while (codeAt(cursor) !== closing) {
    element();
    skipBlank(cursor);
    if (codeAt(cursor) === closing) break;
    if (codeAt(cursor) !== COMMA) unsupported(cursor);
    cursor.offset += 1;
    skipBlank(cursor);
    if (codeAt(cursor) === closing) unsupported(cursor);
  }
  cursor.offset += 1;
  close(cursor);
}

function skipBlank(cursor: Cursor): void {
  skipSpaces(cursor);
  while (cursor.json && codeAt(cursor) === NEWLINE) {
    breakLine(cursor);
    skipSpaces(cursor);
  }
}
