// Turns one row into the value of an entry, as it would stand under `contacts`. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Mistake } from '../mistake.ts';
import { type CellOrigin, readCell } from './cell.ts';
import type { Column } from './declaration.ts';

/** Returns the cell of a column in the row; undefined if the row has none. */
export type CellOf = (column: string) => Json | undefined;

/** The value of an entry without the cells that have mistakes, and these mistakes with their columns. */
export interface RowEntry {
  readonly value: Json;
  readonly found: readonly (readonly [Column, Mistake])[];
}

/**
 * Returns the value of the entry that a row declares.
 *
 * @param accounts names of the entry's accounts; undefined: those of the manifest's defaults
 */
export function entryOf(
  cellOf: CellOf,
  columns: readonly Column[],
  accounts: readonly string[] | undefined,
  origin: CellOrigin,
): RowEntry {
  const value: Record<string, Json> = accounts === undefined ? {} : { accounts };
  const found: (readonly [Column, Mistake])[] = [];
  for (const column of columns) {
    const read = readCell(cellOf(column.column), column, origin);
    if ('mistake' in read) found.push([column, read.mistake]);
    else if (read.value !== undefined) setIn(value, column.path, read.value);
  }
  return { value, found };
}

function setIn(value: Record<string, Json>, path: readonly string[], member: Json): void {
  let at = value;
  for (const step of path.slice(0, -1)) {
    if (!Object.hasOwn(at, step)) define(at, step, {});
    at = at[step] as Record<string, Json>;
  }
  define(at, path.at(-1) ?? '', member);
}

/** Sets a member. Names come from a manifest, so `__proto__` must become a member like any other, and not the prototype. */
function define(at: Record<string, Json>, name: string, member: Json): void {
  if (name === '__proto__')
    Object.defineProperty(at, name, { value: member, enumerable: true, configurable: true, writable: true });
  else at[name] = member;
}

/** Returns the text of a cell, for comparison; empty if there is no cell. */
export function textOf(cell: Json | undefined): string {
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
