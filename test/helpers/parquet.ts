// Writes Parquet files with DuckDB.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The bytes of a Parquet file with the rows of a query. `options` follow `FORMAT parquet`. */
export async function parquetOf(query: string, options = ''): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-parquet-'));
  try {
    const file = join(directory, 'p.parquet');
    await runDuckdb(`COPY (${query}) TO '${file}' (FORMAT parquet${options})`);
    return await readFile(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs statements, in memory or in a database file. */
export async function runDuckdb(statements: string, file = ':memory:'): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(statements);
  connection.closeSync();
  instance.closeSync();
}
