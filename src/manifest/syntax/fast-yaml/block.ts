// Collections that are told by their indentation. Readers are called where a value begins: behind its key or dash, or at the
// first character of its own lines; they leave the cursor at the next content.

import {
  COLON,
  type Cursor,
  close,
  codeAt,
  DASH,
  HASH,
  indentOf,
  isLineEnd,
  nextContent,
  notPlain,
  open,
  SPACE,
  skipSpaces,
} from './cursor.ts';
import { MAX_KEY } from './flow.ts';
import type { Place } from './place.ts';
import { readToken, type Token } from './scalar.ts';

/** The cursor stands at the first dash. */
export function blockItems<T>(cursor: Cursor, read: (place: Place) => T): T[] {
  const place: Place = { standing: 'behind-dash', indent: indentOf(cursor) };
  const items: T[] = [];
  open(cursor);
  while (isDash(cursor) && indentOf(cursor) === place.indent) {
    cursor.offset += 1;
    skipSpaces(cursor);
    const code = codeAt(cursor);
    // A dash alone, or a list right within a list.
    if (isLineEnd(code) || code === HASH || isDash(cursor)) notPlain(cursor);
    items.push(read(place));
    if (indentOf(cursor) > place.indent) notPlain(cursor);
  }
  close(cursor);
  return items;
}

/** The cursor stands at the first key, or behind it where it has been read already. */
export function blockMembers<T>(
  cursor: Cursor,
  read: (name: string, place: Place) => T,
  first?: { readonly key: Token; readonly indent: number },
): [string, T][] {
  const indent = first?.indent ?? indentOf(cursor);
  const places = { same: { standing: 'behind-key', indent }, next: { standing: 'own-lines', indent } } as const;
  const members: [string, T][] = [];
  let key = first?.key;
  open(cursor);
  do {
    key ??= readKey(cursor);
    if (codeAt(cursor) !== COLON) notPlain(cursor);
    cursor.offset += 1;
    const place = places[enterValue(cursor, indent)];
    members.push([key.text, read(key.text, place)]);
    key = undefined;
    if (indentOf(cursor) > indent) notPlain(cursor);
  } while (indentOf(cursor) === indent && !isDash(cursor));
  close(cursor);
  return members;
}

function readKey(cursor: Cursor): Token {
  const start = cursor.offset;
  const key = readToken(cursor, false);
  return isKey(cursor, start) ? key : notPlain(cursor);
}

/** What can begin a key: neither an indicator nor the marks of a document or of a merge. */
const KEY_START = /[\w"'\u00a1-\uffff]/;

/** Whether what stands between `start` and the cursor can be a key. */
export function isKey(cursor: Cursor, start: number): boolean {
  return KEY_START.test(cursor.text.charAt(start)) && cursor.offset - start <= MAX_KEY;
}

/** From behind a colon to where the value begins: on the same line, or on the next that has content. */
function enterValue(cursor: Cursor, indent: number): 'same' | 'next' {
  const start = cursor.offset;
  skipSpaces(cursor);
  const code = codeAt(cursor);
  if (!isLineEnd(code) && code !== HASH) return cursor.offset > start ? 'same' : notPlain(cursor);
  cursor.offset = start;
  nextContent(cursor);
  const isInside = indentOf(cursor) > indent || (indentOf(cursor) === indent && isDash(cursor));
  return isInside ? 'next' : notPlain(cursor);
}

export function isDash(cursor: Cursor): boolean {
  if (codeAt(cursor) !== DASH) return false;
  const next = cursor.text.charCodeAt(cursor.offset + 1);
  return next === SPACE || isLineEnd(next);
}
