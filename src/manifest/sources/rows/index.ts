// Reads the rows of a data file, whatever its layout.

import { mistake } from '../../mistake.ts';
import type { SourceDeclaration } from '../declaration.ts';
import type { OpenedData } from '../open.ts';
import { readLines, readList } from './objects.ts';
import { MAX_COLUMNS, type RowReader } from './row.ts';

/** Reads all rows, one by one. The CSV library is imported only for a table. */
export async function readRows(
  { file, bytes, titles }: OpenedData,
  { format, delimiter }: Pick<SourceDeclaration, 'format' | 'delimiter'>,
  reader: RowReader,
): Promise<void> {
  if (titles !== undefined && !readTitles(titles, reader)) return;
  if (format === 'lines' || titles !== undefined) return readLines(file, reader);
  if (format === 'list') return readList(file, reader);
  const { readDelimited } = await import('./delimited.ts');
  readDelimited(bytes, delimiter, reader, (line) => file.lineStarts[line - 1] ?? 0);
}

function readTitles(titles: readonly string[], reader: RowReader): boolean {
  if (titles.length <= MAX_COLUMNS) return reader.titles(titles);
  reader.fatal({ start: 0, end: 1 }, mistake('too-many-columns', { columns: titles.length, most: MAX_COLUMNS }));
  return false;
}
