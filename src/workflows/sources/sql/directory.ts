// Finds the files of data of a directory, so that the query can read these files and no others, and can use their names as
// those of tables. A link that leads out of the directory, or to something hidden in it, is refused.

import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { QueryError } from './query-error.ts';

/** Maximum number of files and directories in a directory. */
const MAX_FILES = 100_000;

/** Functions of DuckDB that read a file, by its extension. The cells of a table keep their text. */
const READERS: readonly (readonly [extension: RegExp, call: (path: string) => string])[] = [
  [/\.parquet$/i, (path) => `read_parquet(${path})`],
  [/\.csv$/i, (path) => `read_csv(${path}, all_varchar = true)`],
  [/\.tsv$/i, (path) => `read_csv(${path}, all_varchar = true, delim = '\\t')`],
  [/\.(?:ndjson|jsonl)$/i, (path) => `read_ndjson(${path})`],
  [/\.json$/i, (path) => `read_json(${path})`],
];

/** The files of data of a directory that a query may read. */
export interface DataDirectory {
  /** Full paths of all files of data. */
  readonly paths: readonly string[];
  /** Statements that make tables of the files that the query names by their paths below the directory. */
  readonly views: readonly string[];
}

/**
 * Finds the files of data of a directory. Hidden files and directories are left out: they contain secrets rather than data.
 *
 * @param directory its real path
 * @param most maximum number of files and directories in it
 * @throws QueryError `link`, `too-many`
 */
export async function dataIn(directory: string, sql: string, most: number = MAX_FILES): Promise<DataDirectory> {
  const paths: string[] = [];
  const views: string[] = [];
  for (const path of await filesBelow(directory, most)) {
    const name = relative(directory, path).split(sep).join('/');
    const call = READERS.find(([extension]) => extension.test(name))?.[1];
    if (call === undefined) continue;
    paths.push(path);
    if (!sql.includes(name)) continue;
    const table = `"${name.replaceAll('"', '""')}"`;
    views.push(`CREATE VIEW ${table} AS FROM ${call(`'${path.replaceAll("'", "''")}'`)}`);
  }
  return { paths, views };
}

/** Returns whether a path has a part whose name begins with a dot, apart from `.` and `..`. */
export function isHidden(path: string): boolean {
  return path.split(sep).some((part) => /^\.(?!\.?$)/.test(part));
}

/** Returns the paths of the files in a directory and those below it, without hidden ones. */
async function filesBelow(directory: string, most: number): Promise<readonly string[]> {
  const files: string[] = [];
  const directories = [directory];
  let seen = 0;
  for (const parent of directories) {
    for (const entry of await readdir(parent, { withFileTypes: true })) {
      seen += 1;
      if (seen > most) throw new QueryError({ why: 'too-many', most });
      const path = join(parent, entry.name);
      if (isHidden(entry.name)) continue;
      if (entry.isSymbolicLink()) await refuseIfOutside(path, directory);
      if (entry.isDirectory()) directories.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
    }
  }
  return files;
}

async function refuseIfOutside(path: string, directory: string): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  const isInside = real?.startsWith(directory + sep) === true && !isHidden(relative(directory, real));
  if (!isInside) throw new QueryError({ why: 'link' });
}
