// Runs one query at a PostgreSQL database, in a transaction that only reads, and returns its rows. Values are the texts that the
// database writes; only truth values and times are written as everywhere in sources.

import type { Client, ClientConfig, QueryArrayResult } from 'pg';
import { personal } from '../../../contact/argument.ts';
import { isLoopback } from '../../../http/network/loopback.ts';
import type { FetchedRows } from '../../../manifest/sources/query.ts';
import type { QueryRefusal } from '../../../manifest/sources/query-refusal.ts';
import { lineCollector } from './lines.ts';
import { optional, QueryError, type QueryLimits, tooMuch } from './query-error.ts';

/** A query, and the database that it is for. */
export interface PostgresQuery {
  /** Address of the database, with user and password. */
  readonly address: DatabaseAddress;
  readonly sql: string;
  readonly wanted: readonly string[];
  readonly limits: QueryLimits;
}

/** Number of rows that are fetched at a time. */
const ROWS_AT_A_TIME = 2000;

/** How long to wait for a connection, in milliseconds. */
const CONNECT_MS = 15_000;

/** A statement like this takes only queries, and none that changes something. */
const DECLARE = 'DECLARE rollcall_rows NO SCROLL CURSOR FOR ';

/**
 * Runs a query.
 *
 * @throws QueryError `library`, `connection`, `failed`, `statements`, `time`, `too-much`
 */
export async function queryPostgres({ address, sql, wanted, limits }: PostgresQuery): Promise<FetchedRows> {
  const { default: pg } = await optional(() => import('pg'), 'pg');
  const client = new pg.Client(address.config);
  // An error of a connection that is being closed tells nothing new.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new QueryError({ why: 'connection', error: codeOf(error) });
  }
  const guard = guardOf(client, limits);
  try {
    return await fetchAll(client, sql, wanted, limits);
  } catch (error) {
    throw guard.reason() ?? refusedBy(error, limits);
  } finally {
    guard.end();
    await client.end().catch(() => undefined);
  }
}

/** Settings by which the texts of values do not depend on those of the database or the user. */
const SETTINGS = `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601';
  SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'`;

async function fetchAll(
  client: Client,
  sql: string,
  wanted: readonly string[],
  limits: QueryLimits,
): Promise<FetchedRows> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`${SETTINGS}; SET LOCAL statement_timeout = ${limits.seconds * 1000}`);
  // The extended protocol takes one statement only.
  await client.query({ text: DECLARE + sql, queryMode: 'extended' } as never);
  let titles: readonly string[] | undefined;
  let collector = lineCollector([], wanted, limits);
  for (;;) {
    const { rows, fields } = await fetchSome(client);
    if (titles === undefined) {
      titles = fields.map(({ name }) => name);
      collector = lineCollector(titles, wanted, limits);
    }
    const types = fields.map(({ dataTypeID }) => dataTypeID);
    for (const row of rows) collector.add(row.map((text, index) => textOf(text, types[index] ?? 0)));
    if (rows.length < ROWS_AT_A_TIME) break;
  }
  await client.query('ROLLBACK');
  return { titles, lines: collector.lines };
}

async function fetchSome(client: Client): Promise<QueryArrayResult<(string | null)[]>> {
  return client.query({
    text: `FETCH ${ROWS_AT_A_TIME} FROM rollcall_rows`,
    rowMode: 'array',
    types: { getTypeParser: () => (text: string) => text },
  } as never) as never;
}

/** Numbers of types of PostgreSQL. */
const BOOL = 16;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

/** Matches a time as PostgreSQL writes it: of a year with four digits, and not infinite. */
const TIME = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)(\+00)?$/;

function textOf(text: string | null, type: number): string | null {
  if (text === null) return null;
  if (type === BOOL) return text === 't' ? 'true' : 'false';
  if (type !== TIMESTAMP && type !== TIMESTAMPTZ) return text;
  return text.replace(TIME, (_, day: string, time: string, zone?: string) => `${day}T${time}${zone ? 'Z' : ''}`);
}

/** Address of a database as it was read. */
export interface DatabaseAddress {
  /** The host, or the directory of a socket on this machine; empty if the address names neither. */
  readonly host: string;
  readonly config: ClientConfig;
}

/** Reads the address of a database; undefined if it is malformed. */
export function readAddress(text: string): DatabaseAddress | undefined {
  if (!/^postgres(?:ql)?:\/\//i.test(text)) return undefined;
  try {
    const address = new URL(text);
    const host = address.searchParams.get('host') ?? decodeURIComponent(address.hostname).replace(/^\[|\]$/g, '');
    const config = clientConfig(address, host);
    return isPort(config.port) ? { host, config } : undefined;
  } catch (error) {
    // A percent sign that encodes nothing, or a host that is none.
    if (error instanceof URIError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function isPort(port = 0): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

/**
 * Returns what the library needs to connect. Everything is said, so that it takes nothing from variables such as PGPASSWORD, which
 * may belong to another database.
 */
function clientConfig(address: URL, host: string): ClientConfig {
  const user = decodeURIComponent(address.username) || 'postgres';
  const password = decodeURIComponent(address.password);
  return {
    host,
    port: Number(address.port || address.searchParams.get('port') || 5432),
    user,
    password: () => password,
    database: decodeURIComponent(address.pathname.slice(1)) || user,
    ssl: host !== '' && encryption(host, address.searchParams),
    application_name: 'rollcall',
    connectionTimeoutMillis: CONNECT_MS,
    options: '',
  };
}

/**
 * A connection to another machine is encrypted, and the server proves who it is, unless the address itself says otherwise.
 */
function encryption(host: string, parameters: URLSearchParams): ClientConfig['ssl'] {
  const mode = parameters.get('sslmode');
  const isHere = host.startsWith('/') || isLoopback(new URL(`http://${host.includes(':') ? `[${host}]` : host}`));
  if (mode === 'disable' || (mode === null && isHere)) return false;
  return { rejectUnauthorized: mode !== 'no-verify' };
}

interface Guard {
  /** Why the connection was cut, if it was. */
  reason(): QueryError | undefined;
  end(): void;
}

/** Cuts the connection when the query takes too long, or when more arrives than the rows may have. */
function guardOf(client: Client, limits: QueryLimits): Guard {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: import('node:net').Socket } })
    .connection;
  const started = Date.now();
  let cut: QueryError | undefined;
  const timer = setInterval(() => {
    if (Date.now() - started > (limits.seconds + 1) * 1000) cut = tooLong(limits);
    else if (stream.bytesRead > 2 * limits.bytes) cut = tooMuch(limits);
    else return;
    stream.destroy();
  }, 20);
  return { reason: () => cut, end: () => clearInterval(timer) };
}

function tooLong({ seconds }: QueryLimits): QueryError {
  return new QueryError({ why: 'time', seconds });
}

const QUERY_CANCELED = '57014';
const MULTIPLE_COMMANDS = /multiple commands/;

/** Returns the error for what the database said, with its place in the query. */
function refusedBy(error: unknown, limits: QueryLimits): unknown {
  if (!(error instanceof Error) || error instanceof QueryError) return error;
  const { code, position, message } = error as Error & { readonly code?: string; readonly position?: string };
  if (code === QUERY_CANCELED) return tooLong(limits);
  if (MULTIPLE_COMMANDS.test(message)) return new QueryError({ why: 'statements' });
  // The database names the character, counted from 1, in what was sent to it.
  const offset = Number(position) - 1 - DECLARE.length;
  const refusal: QueryRefusal = { why: 'failed', message: personal('value', message) };
  return new QueryError(refusal, Number.isInteger(offset) && offset >= 0 ? offset : undefined);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
}
