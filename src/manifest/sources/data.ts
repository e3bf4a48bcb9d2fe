// Gets the data of a source: the bytes of its file, or the rows of its query, which then are treated like a data file.

import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../diagnostic.ts';
import { mistake } from '../mistake.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { type DataFile, dataFileOf, type ReadData } from '../read/data-file.ts';
import { diagnosticAt, fileOf } from '../read/source.ts';
import type { SourceDeclaration } from './declaration.ts';
import { type FetchedRows, type FetchRows, rowsKey, wantedColumns } from './query.ts';

/** How data are got. */
export interface DataOptions {
  readonly read: ReadData;
  /** Absent: no query may be run. */
  readonly fetchRows?: FetchRows | undefined;
  /** True for earlier manifests: queries are not run again, and a source whose rows were not kept is left out. */
  readonly isEarlier?: boolean;
}

/** The data of a source, and the file with its query; or why they cannot be had. */
export type SourceData =
  | { readonly data: DataFile; readonly query?: DataFile }
  | { readonly problems: readonly Problem[]; readonly diagnostics?: readonly Diagnostic[] };

/** Maximum size of the file with a query in bytes. */
const MAX_QUERY = 1024 * 1024;

/** Gets the data of a source. */
export async function readSourceData(declaration: SourceDeclaration, options: DataOptions): Promise<SourceData> {
  const { path, connect, item } = declaration;
  const file = await options.read(path);
  const place = placeOf(item, connect === undefined ? ['from'] : ['from', 'sql']);
  if ('refused' in file) return { problems: [problem(place, 'source-file', file.refused)] };
  if (connect === undefined) return { data: file };
  if (!isUtf8(file.bytes) || file.bytes.includes(0) || file.bytes.length > MAX_QUERY) {
    return { problems: [problem(place, 'source-query', { why: 'text' })] };
  }
  const key = rowsKey(declaration);
  const kept = options.isEarlier === true ? await options.read(key) : undefined;
  if (kept !== undefined) return 'refused' in kept ? unknownRows(declaration) : { data: kept, query: file };
  const wanted = wantedColumns(declaration);
  const rows = (await options.fetchRows?.({ file, connect, wanted })) ?? NOT_ALLOWED;
  return 'refused' in rows ? refusedRows(declaration, file, rows) : { data: rowsFile(file, key, rows), query: file };
}

const NOT_ALLOWED = { refused: { why: 'not-allowed' } } as const;

/**
 * Puts rows into the form of a data file: a line with the titles, followed by one JSON object a line. The lines are sorted, so that
 * the digest does not depend on the order in which a database returns rows.
 */
function rowsFile(
  file: DataFile,
  key: string,
  { titles, lines }: Exclude<FetchedRows, { readonly refused: unknown }>,
): DataFile {
  const parts = [JSON.stringify(titles), ...[...lines].sort()];
  return dataFileOf(`rows of ${file.name}`, key, Buffer.from(`${parts.join('\n')}\n`));
}

function unknownRows({ name, item }: SourceDeclaration): SourceData {
  const unknown = { why: 'unknown-rows', source: name } as const;
  return { problems: [problem(placeOf(item, ['from']), 'source-query', unknown, { severity: 'note' })] };
}

function refusedRows(
  { item }: SourceDeclaration,
  file: DataFile,
  { refused, offset, isLeftOut }: Extract<FetchedRows, { readonly refused: unknown }>,
): SourceData {
  if (offset !== undefined) {
    const text = fileOf({ name: file.name, format: 'yaml', hash: file.hash }, file.bytes);
    const range = { start: offset, end: offset + 1 };
    return { problems: [], diagnostics: [diagnosticAt(text, range, mistake('source-query', refused))] };
  }
  const place = placeOf(item, ['from', IN_SQL.includes(refused.why) ? 'sql' : 'connect']);
  const severity = isLeftOut === true ? { severity: 'warning' as const } : {};
  return { problems: [problem(place, 'source-query', refused, severity)] };
}

/** Refusals that are about the query; the others are about the database. */
const IN_SQL: readonly string[] = ['statements', 'statement', 'failed', 'time', 'too-much', 'not-allowed'];
