// Parses block collections, whose structure is given by indentation. Each `read` callback starts with the cursor at the first
// character of a value, and leaves it at the next content after the value.

import type { ValueContext } from './context.ts';
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
  open,
  SPACE,
  skipSpaces,
  unsupported,
} from './cursor.ts';
import { MAX_KEY } from './flow.ts';
import { readToken, type Token } from './scalar.ts';

/**
 * Parses a block list.
 *
 * @param cursor at the first dash
 * @param read parses the value of one item
 */
export function blockItems<T>(cursor: Cursor, read: (context: ValueContext) => T): T[] {
  const context: ValueContext = { position: 'after-dash', indent: indentOf(cursor) };
  const items: T[] = [];
  open(cursor);
  while (isDash(cursor) && indentOf(cursor) === context.indent) {
    cursor.offset += 1;
    skipSpaces(cursor);
    const code = codeAt(cursor);
    // Not supported: a dash with no value on its line, and a list that begins on the line of its parent's dash.
    if (isLineEnd(code) || code === HASH || isDash(cursor)) unsupported(cursor);
    items.push(read(context));
    if (indentOf(cursor) > context.indent) unsupported(cursor);
  }
  close(cursor);
  return items;
}

/**
 * Parses a block mapping.
 *
 * @param cursor at the first key, or after it if `first` is given
 * @param read parses the value of one member
 * @param first the first key and its indentation, if it is already parsed
 * @returns names and values, in the order of the file
 */
export function blockMembers<T>(
  cursor: Cursor,
  read: (name: string, context: ValueContext) => T,
  first?: { readonly key: Token; readonly indent: number },
): [string, T][] {
  const indent = first?.indent ?? indentOf(cursor);
  const contexts = { same: { position: 'after-key', indent }, next: { position: 'own-lines', indent } } as const;
  const members: [string, T][] = [];
  let key = first?.key;
  open(cursor);
  do {
    key ??= readKey(cursor);
    if (codeAt(cursor) !== COLON) unsupported(cursor);
    cursor.offset += 1;
    const context = contexts[enterValue(cursor, indent)];
    members.push([key.text, read(key.text, context)]);
    key = undefined;
    if (indentOf(cursor) > indent) unsupported(cursor);
  } while (indentOf(cursor) === indent && !isDash(cursor));
  close(cursor);
  return members;
}

function readKey(cursor: Cursor): Token {
  const start = cursor.offset;
  const key = readToken(cursor, false);
  return isKey(cursor, start) ? key : unsupported(cursor);
}

/** Matches the characters a key may begin with here. Among others, this excludes YAML's indicators and `<<`. */
const KEY_START = /[\w"'\u00a1-\uffff]/;

/** Returns whether the text from `start` to the cursor can be a key. */
export function isKey(cursor: Cursor, start: number): boolean {
  return KEY_START.test(cursor.text.charAt(start)) && cursor.offset - start <= MAX_KEY;
}

/** Moves the cursor from a key's colon to the value, and returns whether that is on the same line or on a later one. */
function enterValue(cursor: Cursor, indent: number): 'same' | 'next' {
  const start = cursor.offset;
  skipSpaces(cursor);
  const code = codeAt(cursor);
  if (!isLineEnd(code) && code !== HASH) return cursor.offset > start ? 'same' : unsupported(cursor);
  cursor.offset = start;
  nextContent(cursor);
  const isInside = indentOf(cursor) > indent || (indentOf(cursor) === indent && isDash(cursor));
  return isInside ? 'next' : unsupported(cursor);
}

/** Returns whether the cursor is at the dash of a list item. */
export function isDash(cursor: Cursor): boolean {
  if (codeAt(cursor) !== DASH) return false;
  const next = cursor.text.charCodeAt(cursor.offset + 1);
  return next === SPACE || isLineEnd(next);
}
