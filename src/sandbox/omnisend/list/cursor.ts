// Cursors: opaque to clients; they carry the filters and the order they were made for.

import { isObject } from '../../json.ts';
import type { SortKey } from '../brand.ts';
import type { Position } from '../contact/time-order.ts';
import type { Filters } from './page.ts';

export interface Cursor {
  readonly filters: Filters;
  readonly sort: SortKey;
  readonly direction: 'asc' | 'desc';
  readonly position: Position;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Undefined if the text is no cursor of ours. */
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
