// Reads a Parquet file: its bytes go in; the titles of its columns, and its rows as lines of JSON with exact texts come out. Only
// the columns that are wanted are decoded. Nothing in the file can make it take more memory than the limits here.

import type { Json } from '../../../contact/canonical.ts';
import { MAX_COLUMNS } from '../rows/row.ts';
import { cellsOfColumn, columnText } from './cells.ts';
import { type Footer, megabytesOf, type RowGroup, readFooter, type TopColumn } from './footer.ts';
import { readChunk } from './pages.ts';
import { damaged, ParquetError, type ParquetRefusal } from './refused.ts';
import type { TextOf } from './texts.ts';

/** The rows of a Parquet file. */
export interface ParquetRows {
  /** Titles of all columns. */
  readonly titles: readonly string[];
  /** Names of wanted columns whose type has no exact text. If there are any, no rows are read. */
  readonly untold: readonly string[];
  /** One JSON object a line, with the wanted columns as members, in UTF-8. */
  readonly lines: Uint8Array;
}

/** Default maximum size of what is decoded. A string cannot be much longer. */
const MAX_BYTES = 500 * 1024 * 1024;

/** Maximum number of rows of a file, and of cells of one group of rows. */
const MAX_ROWS = 20_000_000;

/**
 * Reads the rows of a file.
 *
 * @param wanted names of the columns that are decoded, if the file has them once
 * @param maxBytes maximum size of the pages of one group of rows, and of the lines of all rows, in bytes
 */
export function openParquet(
  bytes: Uint8Array,
  wanted: ReadonlySet<string>,
  maxBytes: number = MAX_BYTES,
): ParquetRows | ParquetRefusal {
  try {
    return readRows(bytes, wanted, maxBytes);
  } catch (error) {
    // The library throws RangeError, TypeError and errors of its own for a file that contradicts itself.
    return error instanceof ParquetError ? error.refusal : { why: 'damaged' };
  }
}

interface WantedColumn extends TopColumn {
  readonly textOf: TextOf;
}

function readRows(bytes: Uint8Array, wanted: ReadonlySet<string>, maxBytes: number): ParquetRows {
  const footer = readFooter(bytes);
  const titles = footer.columns.map(({ name }) => name);
  if (titles.length > MAX_COLUMNS) return { titles, untold: [], lines: new Uint8Array() };
  const chosen = footer.columns.filter(({ name }) => wanted.has(name));
  const columns = chosen.flatMap((column): WantedColumn[] => {
    const textOf = columnText(column.leaves);
    return textOf === undefined ? [] : [{ ...column, textOf }];
  });
  const untold = chosen.filter(({ index }) => !columns.some((column) => column.index === index));
  const isAmbiguous = new Set(chosen.map(({ name }) => name)).size < chosen.length;
  if (untold.length > 0 || isAmbiguous)
    return { titles, untold: untold.map(({ name }) => name), lines: new Uint8Array() };
  return { titles, untold: [], lines: linesOf(bytes, footer, columns, maxBytes) };
}

function linesOf(
  bytes: Uint8Array,
  { groups }: Footer,
  columns: readonly WantedColumn[],
  maxBytes: number,
): Uint8Array {
  const parts: Buffer[] = [];
  let size = 0;
  if (groups.reduce((sum, { rows }) => sum + rows, 0) > MAX_ROWS)
    throw new ParquetError({ why: 'too-many', most: MAX_ROWS });
  for (const group of groups) {
    for (const part of linesOfGroup(bytes, group, columns, maxBytes)) {
      size += part.length;
      if (size > maxBytes) throw new ParquetError({ why: 'too-much', what: 'rows', megabytes: megabytesOf(size) });
      parts.push(part);
    }
  }
  return Buffer.concat(parts, size);
}

/** Number of characters of lines that are put together before they become bytes. */
const PART = 1024 * 1024;

function* linesOfGroup(
  bytes: Uint8Array,
  group: RowGroup,
  columns: readonly WantedColumn[],
  maxBytes: number,
): Generator<Buffer> {
  if (group.rows * columns.length > MAX_ROWS) throw new ParquetError({ why: 'too-many', most: MAX_ROWS });
  const budget = { bytes: maxBytes };
  const cells = columns.map(({ index, leaves: [path = []], textOf }): readonly Json[] => {
    const chunk = group.chunks[index];
    if (chunk === undefined || chunk.values > MAX_ROWS) throw damaged();
    return cellsOfColumn(readChunk(bytes, chunk, { path, textOf }, budget), path, group.rows);
  });
  const names = columns.map(({ name }) => JSON.stringify(name));
  let text = '';
  for (let row = 0; row < group.rows; row += 1) {
    const members = cells.map((column, index) => `${names[index]}:${JSON.stringify(column[row])}`);
    text += `{${members.join(',')}}\n`;
    if (text.length < PART) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
