// Runs one query with DuckDB, on a database file that is opened for reading or on the files of data of a directory, and returns its rows. It
// cannot read or write any other file, use the network, or install or load an extension; and no query can change that.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { personal } from '../../../contact/argument.ts';
import {
  dateText,
  decimalText,
  doubleText,
  floatText,
  instantText,
  timeText,
} from '../../../manifest/sources/exact-text.ts';
import type { FetchedRows } from '../../../manifest/sources/query.ts';
import { dataIn } from './directory.ts';
import { lineCollector } from './lines.ts';
import { optional, QueryError, type QueryLimits } from './query-error.ts';

/** A query, and what it is for. */
export interface DuckdbQuery {
  /** Real path of a database file or a directory. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly sql: string;
  readonly wanted: readonly string[];
  readonly limits: QueryLimits;
}

type Library = typeof import('@duckdb/node-api');

/** Settings that hold from the first moment. */
const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_unsigned_extensions: 'false',
  allow_persistent_secrets: 'false',
  memory_limit: '1GB',
  threads: '2',
} as const;

/**
 * Runs a query.
 *
 * @throws QueryError `library`, `connection`, `failed`, `statements`, `statement`, `time`, `too-much`, `link`, `too-many`
 */
export async function queryDuckdb(query: DuckdbQuery): Promise<FetchedRows> {
  const library = await optional(() => import('@duckdb/node-api'), '@duckdb/node-api');
  const { path, isDirectory, sql, limits } = query;
  const data = isDirectory ? await dataIn(path, sql) : undefined;
  const place = isDirectory ? ':memory:' : path;
  const settings = isDirectory ? SETTINGS : { ...SETTINGS, access_mode: 'READ_ONLY' };
  const instance = await library.DuckDBInstance.create(place, settings).catch(() => {
    throw new QueryError({ why: 'connection', error: 'not a database of DuckDB' });
  });
  const connection = await instance.connect();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.interrupt();
  }, limits.seconds * 1000);
  try {
    await lock(connection, path, data?.paths);
    for (const view of data?.views ?? []) await connection.run(view);
    return await fetchAll(library, connection, query);
  } catch (error) {
    if (isLate) throw new QueryError({ why: 'time', seconds: limits.seconds });
    throw error instanceof QueryError ? error : refusedBy(error, sql);
  } finally {
    clearTimeout(timer);
    connection.closeSync();
    instance.closeSync();
  }
}

/** Lets queries read the files of a directory and nothing else, and forbids that any setting is changed again. */
async function lock(
  connection: DuckDBConnection,
  directory: string,
  files: readonly string[] | undefined,
): Promise<void> {
  await connection.run("SET temp_directory = ''");
  if (files !== undefined) {
    await connection.run(`SET allowed_paths = [${files.map(quoted).join(', ')}]`);
    await connection.run(`SET VARIABLE directory = ${quoted(directory)}`);
  }
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function fetchAll(
  library: Library,
  connection: DuckDBConnection,
  { sql, wanted, limits }: DuckdbQuery,
): Promise<FetchedRows> {
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    // For a text without any statement, the library throws an error that says nothing.
    throw /Parser Error/.test(String(error)) ? error : new QueryError({ why: 'statements' });
  });
  if (statements.count !== 1) throw new QueryError({ why: 'statements' });
  const statement = await statements.prepare(0);
  const kind = library.StatementType[statement.statementType] ?? 'unknown';
  if (kind !== 'SELECT') throw new QueryError({ why: 'statement', kind });
  const result = await statement.stream();
  const titles = result.columnNames();
  const isFloat = result.columnTypes().map(({ typeId }) => typeId === library.DuckDBTypeId.FLOAT);
  const collector = lineCollector(titles, wanted, limits);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      collector.add(row.map((value, index) => textOf(library, value, isFloat[index] === true)));
    }
  }
  return { titles, lines: collector.lines };
}

function textOf(library: Library, value: DuckDBValue, isFloat: boolean): string | null {
  if (value === null) return null;
  if (typeof value === 'number') return isFloat ? floatText(value) : doubleText(value);
  if (value instanceof library.DuckDBDecimalValue) return decimalText(value.value, value.scale);
  return timesText(library, value) ?? String(value);
}

/** Returns the text of a date or time; undefined for another value, and for one that is infinite. */
function timesText(library: Library, value: DuckDBValue): string | undefined {
  if (value instanceof library.DuckDBDateValue) return dateText(value.days);
  if (value instanceof library.DuckDBTimeValue) return timeText(value.micros, 6);
  if (value instanceof library.DuckDBTimestampTZValue) return instantText(value.micros, 6, 'Z');
  if (value instanceof library.DuckDBTimestampValue) return instantText(value.micros, 6, '');
  if (value instanceof library.DuckDBTimestampSecondsValue) return instantText(value.seconds, 0, '');
  if (value instanceof library.DuckDBTimestampMillisecondsValue) return instantText(value.millis, 3, '');
  if (value instanceof library.DuckDBTimestampNanosecondsValue) return instantText(value.nanos, 9, '');
  return undefined;
}

/** Returns the error for what DuckDB said: its first line, without the excerpt of the query. */
function refusedBy(error: unknown, sql: string): unknown {
  if (!(error instanceof Error)) return error;
  const [message = ''] = error.message.replace(/^Failed to extract statements: /, '').split('\n');
  return new QueryError({ why: 'failed', message: personal('value', message) }, offsetIn(error.message, sql));
}

/** Returns the offset in the query that DuckDB points at with a caret under a line; undefined if it points at none. */
function offsetIn(message: string, sql: string): number | undefined {
  const [, number, line, blanks] = /\nLINE (\d+): (.*)\n( *)\^/.exec(message) ?? [];
  if (number === undefined || line === undefined || blanks === undefined || line.startsWith('...')) return undefined;
  const before = sql.split('\n').slice(0, Number(number) - 1);
  const column = blanks.length - `LINE ${number}: `.length;
  return before.reduce((sum, one) => sum + one.length + 1, 0) + Math.max(column, 0);
}
