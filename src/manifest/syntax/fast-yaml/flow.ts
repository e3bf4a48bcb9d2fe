// Collections in brackets: on one line, or over several where the file is JSON.

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
  notPlain,
  open,
  SPACE,
  skipSpaces,
} from './cursor.ts';
import { readToken } from './scalar.ts';

/** Longer keys need a question mark in YAML. */
export const MAX_KEY = 1000;

/** @param read called where an item begins; leaves the cursor behind it */
export function flowItems<T>(cursor: Cursor, read: () => T): T[] {
  const items: T[] = [];
  flow(cursor, CLOSE_LIST, () => {
    items.push(read());
    skipSpaces(cursor);
    // `[a: b]` is a list of mappings, which nobody means.
    if (codeAt(cursor) === COLON) notPlain(cursor);
  });
  return items;
}

/** @param read called where a member's value begins; leaves the cursor behind it */
export function flowMembers<T>(cursor: Cursor, read: (name: string) => T): [string, T][] {
  const members: [string, T][] = [];
  flow(cursor, CLOSE_MAP, () => {
    const start = cursor.offset;
    const key = readToken(cursor, true);
    if (cursor.json) {
      if (!key.quoted) notPlain(cursor);
      skipBlank(cursor);
    }
    if (cursor.offset - start > MAX_KEY || codeAt(cursor) !== COLON) notPlain(cursor);
    cursor.offset += 1;
    if (codeAt(cursor) !== SPACE && !key.quoted) notPlain(cursor);
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
    if (codeAt(cursor) !== COMMA) notPlain(cursor);
    cursor.offset += 1;
    skipBlank(cursor);
    if (codeAt(cursor) === closing) notPlain(cursor);
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
