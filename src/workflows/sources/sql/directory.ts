// Finds the files of a directory that a query names, so that the query can use their names as those of tables. A link that leads
// out of the directory is refused.

import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { QueryError } from './query-error.ts';

/** Maximum number of files in a directory. */
const MAX_FILES = 100_000;

/** Functions of DuckDB that read a file, by its extension. The cells of a table keep their text. */
const READERS: readonly (readonly [extension: RegExp, call: (path: string) => string])[] = [
  [/\.parquet$/i, (path) => `read_parquet(${path})`],
  [/\.csv$/i, (path) => `read_csv(${path}, all_varchar = true)`],
  [/\.tsv$/i, (path) => `read_csv(${path}, all_varchar = true, delim = '\\t')`],
  [/\.(?:ndjson|jsonl)$/i, (path) => `read_ndjson(${path})`],
  [/\.json$/i, (path) => `read_json(${path})`],
];

/**
 * Returns statements that make tables of the files that a query names by their paths below the directory.
 *
 * @param directory its real path
 * @throws QueryError `link`, `too-much`
 */
export async function viewsOf(directory: string, sql: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_FILES) throw new QueryError({ why: 'missing' });
  const views: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) await refuseIfOutside(path, directory);
    const name = relative(directory, path).split(sep).join('/');
    const call =
      isFile(entry) && sql.includes(name) ? READERS.find(([extension]) => extension.test(name))?.[1] : undefined;
    if (call === undefined) continue;
    const table = `"${name.replaceAll('"', '""')}"`;
    views.push(`CREATE VIEW ${table} AS FROM ${call(`'${path.replaceAll("'", "''")}'`)}`);
  }
  return views;
}

function isFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

async function refuseIfOutside(path: string, directory: string): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !real.startsWith(directory + sep)) throw new QueryError({ why: 'link' });
}
