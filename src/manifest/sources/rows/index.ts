// Reads the rows of a data file, whatever its layout.

import type { SourceDeclaration } from '../declaration.ts';
import type { OpenedData } from '../open.ts';
import { readLines, readList } from './objects.ts';
import type { RowReader } from './row.ts';

/** Reads all rows, one by one. The CSV library is imported only for a table. */
export async function readRows(
  { file, bytes }: OpenedData,
  { format, delimiter }: Pick<SourceDeclaration, 'format' | 'delimiter'>,
  reader: RowReader,
): Promise<void> {
  if (format === 'lines') return readLines(file, reader);
  if (format === 'list') return readList(file, reader);
  const { readDelimited } = await import('./delimited.ts');
  readDelimited(bytes, delimiter, reader, (line) => file.lineStarts[line - 1] ?? 0);
}
