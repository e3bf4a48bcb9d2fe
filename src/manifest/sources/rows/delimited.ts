// Reads the records of a table of delimited text, one by one. The bytes are UTF-8. A record is named by the line on which it
// begins.

import { type CsvError, type Info, parse } from 'csv-parse/sync';
import { type Mistake, mistake } from '../../mistake.ts';
import { MAX_CELL, MAX_COLUMNS, MAX_RECORD, type Row, type RowReader } from './row.ts';

const LF = 0x0a;

/** Thrown by the callback for records to end the reading early. */
const ENOUGH = Symbol('enough');

/**
 * Reads the records of a table. Lines end with LF or CRLF.
 *
 * @param offsetAt returns the offset in the text of a 1-based line
 */
export function readDelimited(
  bytes: Uint8Array,
  delimiter: string,
  reader: RowReader,
  offsetAt: (line: number) => number,
): void {
  const progress = { bytes: 0, line: 1 };
  let columns: number | undefined;
  const onRecord = (cells: string[], { bytes: end }: Info): null => {
    const { line } = progress;
    progress.line += countLines(bytes, progress.bytes, end);
    progress.bytes = end;
    if (cells.length === 1 && cells[0] === '') return null;
    const row = { line, column: 1, cells };
    const goesOn = columns === undefined ? readTitles(row) : readRecord(row, columns, reader);
    if (!goesOn) throw ENOUGH;
    return null;
  };
  const readTitles = ({ line, cells }: Row & { readonly cells: readonly string[] }): boolean => {
    columns = cells.length;
    if (columns <= MAX_COLUMNS) return reader.titles(cells);
    const start = offsetAt(line);
    reader.fatal({ start, end: start + 1 }, mistake('too-many-columns', { columns, most: MAX_COLUMNS }));
    return false;
  };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: MAX_RECORD,
      on_record: onRecord,
    });
  } catch (error) {
    if (error !== ENOUGH) report(error, reader, offsetAt(progress.line));
  }
}

function readRecord(row: Row & { readonly cells: readonly string[] }, columns: number, reader: RowReader): boolean {
  const { cells } = row;
  if (cells.length !== columns) {
    return reader.badRow(row, undefined, mistake('ragged-row', { cells: cells.length, columns }));
  }
  const long = cells.find(({ length }) => length > MAX_CELL);
  if (long === undefined) return reader.row(row);
  return reader.badRow(row, undefined, mistake('cell-too-long', { length: long.length, most: MAX_CELL }));
}

function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF, start); at !== -1 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Reports why the rest of the table cannot be read. @param start offset of the record in which reading failed */
function report(error: unknown, reader: RowReader, start: number): void {
  const found = mistakeOf(codeOf(error));
  if (found === undefined) throw error;
  reader.fatal({ start, end: start + 1 }, found);
}

function mistakeOf(code: CsvError['code'] | undefined): Mistake | undefined {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return mistake('unclosed-cell', { why: 'end' });
    case 'CSV_MAX_RECORD_SIZE':
      return mistake('unclosed-cell', { why: 'too-long', most: MAX_RECORD });
    case 'INVALID_OPENING_QUOTE':
      return mistake('invalid-quote', { where: 'inside' });
    case 'CSV_INVALID_CLOSING_QUOTE':
      return mistake('invalid-quote', { where: 'after' });
    default:
      return undefined;
  }
}

function codeOf(error: unknown): CsvError['code'] | undefined {
  return error instanceof Error && 'code' in error ? (error.code as CsvError['code']) : undefined;
}
