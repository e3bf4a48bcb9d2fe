// Fetches the rows of the queries that manifests declare as sources: with the credentials of the environment, each query once in a
// run, and only if the user has allowed it, because a pull request must not choose what runs with these credentials.

import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { sha256 } from '../../../contact/canonical.ts';
import { variableOf } from '../../../manifest/sources/declaration.ts';
import { type FetchedRows, type FetchRows, leaveOutQueries, type Query } from '../../../manifest/sources/query.ts';
import { isHidden } from './directory.ts';
import { QueryError, type QueryLimits } from './query-error.ts';

/** What the fetching of rows depends on. */
export interface QueryOptions {
  /** False: no query is run. */
  readonly isAllowed: boolean;
  /** True: a query that is not allowed is left out with a warning, for a check that need not know the rows. */
  readonly isOptional?: boolean;
  /** Environment variables, which hold the addresses of databases. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Directory that a database in the repository must not leave; absent: the parent of the directory of manifests. */
  readonly boundary?: string | undefined;
  /** What bounds a query; absent: ten minutes and 500 MB. */
  readonly limits?: QueryLimits;
}

const LIMITS: QueryLimits = { seconds: 600, bytes: 500 * 1024 * 1024 };

/** Creates the function that fetches rows. It runs a query once, however often its rows are asked for. */
export function rowsFetcher(options: QueryOptions): FetchRows {
  const fetched = new Map<string, Promise<FetchedRows>>();
  return (query) => {
    if (!options.isAllowed) return options.isOptional === true ? leaveOutQueries(query) : NOT_ALLOWED;
    const key = sha256([query.file.hash, query.file.from, query.connect, query.wanted]);
    const known = fetched.get(key) ?? fetchRows(query, options);
    fetched.set(key, known);
    return known;
  };
}

const NOT_ALLOWED: Promise<FetchedRows> = Promise.resolve({ refused: { why: 'not-allowed' } });

async function fetchRows(query: Query, options: QueryOptions): Promise<FetchedRows> {
  try {
    return await runQuery(query, options);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { refusal, offset } = error;
    return { refused: refusal, ...(offset === undefined ? {} : { offset }) };
  }
}

async function runQuery({ file, connect, wanted }: Query, options: QueryOptions): Promise<FetchedRows> {
  const { limits = LIMITS, environment, workingDirectory } = options;
  const shared = { sql: new TextDecoder('utf-8').decode(file.bytes), wanted, limits };
  const variable = variableOf(connect);
  if (variable === undefined) return runDuckdb(await pathInRepository(connect, options), shared);
  const value = environment[variable];
  if (value === undefined || value.trim() === '') throw new QueryError({ why: 'variable', variable });
  if (/^duckdb:./i.test(value)) return runDuckdb(await existing(resolve(workingDirectory, value.slice(7))), shared);
  const { queryPostgres, readAddress } = await import('./postgres.ts');
  const address = readAddress(value);
  if (address === undefined) throw new QueryError({ why: 'address', variable });
  if (address.host === '') throw new QueryError({ why: 'host', variable });
  return queryPostgres({ ...shared, address });
}

async function runDuckdb(
  path: string,
  shared: { readonly sql: string; readonly wanted: readonly string[]; readonly limits: QueryLimits },
): Promise<FetchedRows> {
  const { queryDuckdb } = await import('./duckdb.ts');
  return queryDuckdb({ ...shared, path, isDirectory: (await stat(path)).isDirectory() });
}

/** Returns the real path of a database or directory, which must not leave the repository, whether by its path or through links. */
async function pathInRepository(
  connect: string,
  { directory, workingDirectory, boundary }: QueryOptions,
): Promise<string> {
  const parent = dirname(resolve(workingDirectory, directory));
  if (isAbsolute(connect)) throw new QueryError({ why: 'leaves' });
  const top = await realpath(boundary ?? parent);
  const wanted = resolve(parent, connect);
  const real = await realpath(wanted).catch(() => undefined);
  // Do not tell whether something outside of the repository exists.
  if (!isWithin(real ?? (await realParent(wanted)), top)) throw new QueryError({ why: 'leaves' });
  if (real !== undefined && (await isPrivate(real, top, await realpath(parent)))) {
    throw new QueryError({ why: 'hidden' });
  }
  return existing(wanted);
}

/**
 * Returns whether a path is hidden, or a directory in which other things than data are expected.
 *
 * @param parent the directory beside which the manifests lie
 */
async function isPrivate(path: string, top: string, parent: string): Promise<boolean> {
  if (isHidden(relative(top, path)) || isWithin(parent, path)) return true;
  const names = await readdir(path).catch(() => []);
  return names.some((name) => /^\.(?:git|rollcall)$/i.test(name));
}

async function realParent(path: string): Promise<string> {
  const parent = dirname(path);
  return realpath(parent).catch(() => (parent === path ? path : realParent(parent)));
}

function isWithin(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);
}

async function existing(path: string): Promise<string> {
  return realpath(path).catch(() => {
    throw new QueryError({ why: 'missing' });
  });
}
