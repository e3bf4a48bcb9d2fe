// What all formats of data have in common: rows, one after the other, and what is wrong with the file.

import type { Json } from '../../../contact/canonical.ts';
import type { Mistake } from '../../mistake.ts';
import type { Range } from '../../read/source.ts';

/** A row of a file: a record of a table, or an object. */
export interface Row {
  /** 1-based, where the record begins. */
  readonly line: number;
  readonly column: number;
  /** Offset of its end in the text; absent where its line tells. */
  readonly end?: number;
  /** The cells of a record, by position; the members of an object, by name. Scalars are text, exactly as written. */
  readonly cells: readonly string[] | Readonly<Record<string, Json>>;
}

/** Receives what is found in a file. */
export interface RowReader {
  /** Called once for a table, with the titles of its columns. Returns false if the rows cannot be used. */
  titles(titles: readonly string[]): boolean;
  /** Called for each row. Returns false to end the reading. */
  row(row: Row): boolean;
  /** Called for a mistake in one row. */
  badRow(row: Omit<Row, 'cells'>, range: Range | undefined, mistake: Mistake): boolean;
  /** Called for a mistake after which the rest of the file cannot be read. */
  fatal(range: Range, mistake: Mistake): void;
}

/** Most characters of one record. Longer ones are no contact, and mostly a quote that is never closed. */
export const MAX_RECORD = 1_000_000;

/** Most characters of one cell. */
export const MAX_CELL = 100_000;

/** Most columns of a table. */
export const MAX_COLUMNS = 4_000;
