// The interface between the readers of data files and the collector of entries: rows, one after the other, and mistakes in the
// file.

import type { Json } from '../../../contact/canonical.ts';
import type { Mistake } from '../../mistake.ts';
import type { Range } from '../../read/source.ts';

/** A row of a file: a record of a table, or an object. */
export interface Row {
  /** 1-based line on which the record or object begins. */
  readonly line: number;
  readonly column: number;
  /** Offset of the row's end in the text. Only elements of a JSON list have it. */
  readonly end?: number;
  /** The cells of a record, by position; the members of an object, by name. Scalars are text, exactly as written. */
  readonly cells: readonly string[] | Readonly<Record<string, Json>>;
}

/** Receives the rows and mistakes that are found in a file. */
export interface RowReader {
  /** Called once for a table, with the titles of its columns. Returns false if the rows cannot be used. */
  titles(titles: readonly string[]): boolean;
  /** Called for each row. Returns false to end the reading. */
  row(row: Row): boolean;
  /** Called for a mistake in one row; `range` is absent if the whole row is meant. Returns false to end the reading. */
  badRow(row: Omit<Row, 'cells'>, range: Range | undefined, mistake: Mistake): boolean;
  /** Called for a mistake after which the rest of the file cannot be read. */
  fatal(range: Range, mistake: Mistake): void;
}

/** Maximum number of characters of one record. A longer one is no contact; mostly, a quote was never closed. */
export const MAX_RECORD = 1_000_000;

/** Maximum number of characters of one cell. */
export const MAX_CELL = 100_000;

/** Maximum number of columns of a table. */
export const MAX_COLUMNS = 4_000;
