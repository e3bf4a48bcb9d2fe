// The connection to the PostgreSQL database of the queue. Enters: a URL. Leaves: rows. Loads the optional package `pg` on demand. No
// message contains the URL, because it may contain a password.

import type { Pool, PoolClient } from 'pg';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { errorCode } from '../store-error.ts';

/** Runs one SQL statement. */
export type RunQuery = <Row>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** An open database. Its methods throw HintedError `queue`, with the reason `unavailable` if trying again may help. */
export interface Database {
  readonly query: RunQuery;
  /** Runs `work` in a transaction, which is committed once `work` resolves, and rolled back if it rejects. */
  transaction<Result>(work: (query: RunQuery) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** How to connect. */
export interface DatabaseOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly url: string;
  /** Maximum number of connections. */
  readonly connections: number;
}

/** Longest time to wait for a connection, and for the result of a statement, in milliseconds. */
const CONNECT_MS = 5_000;
const STATEMENT_MS = 15_000;

/** Milliseconds after which the server rolls back a transaction of which it hears nothing more. */
const ABANDONED_MS = 15_000;

/** How much longer the server works at a statement than somebody waits for it, in milliseconds. */
const GRACE_MS = 5_000;

/**
 * Opens the database. Connects with the first statement.
 *
 * @throws HintedError `queue` if the package `pg` is not installed, or the URL is none of PostgreSQL
 */
export async function openDatabase({ url, connections }: DatabaseOptions): Promise<Database> {
  const place = placeOf(url);
  const { Pool } = await loadDriver();
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    application_name: 'rollcall',
    // A journal's line must survive a crash of the server once it is written, whatever the server's default is.
    onConnect: async (client) => {
      await client.query('SET synchronous_commit = on');
      // The server ends what a machine has left behind that was lost within a transaction, so that its locks do not stay.
      await client.query(`SET idle_in_transaction_session_timeout = ${ABANDONED_MS}`);
      await client.query(`SET statement_timeout = ${STATEMENT_MS + GRACE_MS}`);
    },
  });
  // A connection that breaks while it is idle is replaced by the next statement.
  pool.on('error', () => {});
  const explained = <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch((error: unknown) => {
      throw toQueueError(error, place);
    });
  return {
    query: (sql, values) => explained(() => rowsOf(pool, sql, values)),
    transaction: (work) => explained(() => inTransaction(pool, work)),
    close: () => pool.end(),
  };
}

async function loadDriver(): Promise<Pick<typeof import('pg'), 'Pool'>> {
  try {
    const { default: driver } = await import('pg');
    return driver;
  } catch (cause) {
    if (errorCode(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new HintedError('queue', sentence`the queue needs the package pg, which is not installed`, {
      reason: 'no-driver',
      hint: sentence`install it where rollcall is installed: npm install pg`,
    });
  }
}

/** Returns host and database of the URL, without user and password. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^postgres(?:ql)?:$/.test(parsed.protocol)) return `${parsed.host}${parsed.pathname}`;
  throw new HintedError('queue', sentence`the URL of the queue is not one of PostgreSQL`, {
    reason: 'url',
    hint: sentence`set ROLLCALL_QUEUE_URL to postgres://USER:PASSWORD@HOST/DATABASE`,
  });
}

async function rowsOf<Row>(
  to: Pool | PoolClient,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await to.query(sql, [...values]);
  return rows as readonly Row[];
}

async function inTransaction<Result>(pool: Pool, work: (query: RunQuery) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  // Without a listener, the end of the server would end this process, too. The statement that is running fails with the same error.
  client.on('error', ignore);
  let failure: unknown;
  try {
    await client.query('BEGIN');
    const result = await work((sql, values) => rowsOf(client, sql, values));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error;
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.off('error', ignore);
    // A connection that failed is closed, because it may be in any state.
    client.release(failure !== undefined);
  }
}

function ignore(): void {}

/**
 * SQLSTATE codes of a server that ends or starts or has become a standby, of lost connections, of transactions that the server ended,
 * and of conflicts between transactions.
 */
const TRANSIENT = /^(?:08|53|57P0|40001|40P01|55P03|57014|25006|25P0[23])/;
/** Every SQLSTATE has a digit; the codes of the operating system, such as EPIPE, have none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Returns the error of the queue for an error of the driver. @param place host and database, for the message */
export function toQueueError(error: unknown, place: string): HintedError {
  if (error instanceof HintedError) return error;
  const code = errorCode(error) ?? '';
  if (!SQLSTATE.test(code) || TRANSIENT.test(code)) {
    const why = code === '' ? 'the connection broke' : code;
    return new HintedError('queue', sentence`the queue at ${shown(place)} cannot be reached: ${shown(why)}`, {
      reason: 'unavailable',
      hint: sentence`check that PostgreSQL runs there, and ROLLCALL_QUEUE_URL`,
      cause: error,
    });
  }
  const hint =
    code === '42501'
      ? sentence`the role lacks a privilege: docs/guide/workers.md lists those that it needs`
      : sentence`check ROLLCALL_QUEUE_URL: user, password and database`;
  return new HintedError('queue', sentence`the queue at ${shown(place)} refused: SQLSTATE ${shown(code)}`, {
    reason: code,
    hint,
    cause: error,
  });
}

/** True if the database could not be reached, so that trying again may help. */
export function isUnavailable(error: unknown): boolean {
  return hasCode(error, 'queue', 'unavailable');
}

/** How long to try again while the database cannot be reached. */
export interface Patience {
  /** False once there is no use in trying any more; then the error is thrown. */
  readonly mayRetry: () => boolean;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Milliseconds between two attempts while the database cannot be reached. */
const RETRY_EVERY = 250;

/**
 * Runs `work`, and runs it again while the database cannot be reached. `work` must be one that may be repeated although it was carried
 * out, because its answer may have been lost.
 *
 * @throws the error of `work`, if it is another one or patience has ended
 */
export async function untilReached<Result>(
  work: () => Promise<Result>,
  { mayRetry, pause }: Patience,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || !mayRetry()) throw error;
      await pause(RETRY_EVERY);
    }
  }
}
