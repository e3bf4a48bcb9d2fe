// Encodes and decodes the cursors of lists. A cursor marks a position in a list; clients use it without interpreting it. It
// contains the filters and the sort order of the list.

import { isObject } from '../../json.ts';
import type { SortKey } from '../brand.ts';
import type { Position } from '../contact/time-order.ts';
import type { Filters } from './page.ts';

/** A position in a list, with the filters and the sort order of the list. */
export interface Cursor {
  readonly filters: Filters;
  readonly sort: SortKey;
  readonly direction: 'asc' | 'desc';
  readonly position: Position;
}

/** Encodes a cursor as base64url text. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Decodes a cursor. Returns undefined if the text is not a valid cursor. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isCursor(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCursor(value: unknown): value is Cursor {
  return (
    isObject(value) &&
    isObject(value.filters) &&
    Object.values(value.filters).every((filter) => typeof filter === 'string') &&
    (value.sort === 'createdAt' || value.sort === 'updatedAt') &&
    (value.direction === 'asc' || value.direction === 'desc') &&
    isObject(value.position) &&
    typeof value.position.at === 'number' &&
    typeof value.position.id === 'string'
  );
}
