// What is known of the rows of a query: how they are named, who fetches them, and why they cannot be had.

import type { Personal } from '../../contact/argument.ts';
import { sha256 } from '../../contact/canonical.ts';
import { comparablePath, type DataFile } from '../read/data-file.ts';
import type { SourceDeclaration } from './declaration.ts';
import { usedColumns } from './titles.ts';

/** Why the rows of a query cannot be had. */
export type QueryRefusal =
  /**
   * `extension`: the name of the query's file does not end with .sql. `literal`: `connect` contains an address.
   * `not-allowed`: nobody allowed to run queries. `unknown-rows`: these are earlier manifests, whose rows are not known any more.
   * `statements`: the file contains several statements, or none. `leaves`: `connect` names something outside of the repository.
   * `link`: the directory contains a link that leads out of it. `text`: the query is not text, or too long.
   */
  | {
      readonly why:
        | 'extension'
        | 'literal'
        | 'not-allowed'
        | 'unknown-rows'
        | 'statements'
        | 'leaves'
        | 'link'
        | 'missing'
        | 'text';
    }
  /** The variable is not set; or it does not contain the address of a database, or one without a host. */
  | { readonly why: 'variable' | 'address' | 'host'; readonly variable: string }
  /** The statement does not only read. */
  | { readonly why: 'statement'; readonly kind: string }
  | { readonly why: 'library'; readonly library: string }
  /** The database cannot be reached, or refuses the connection. */
  | { readonly why: 'connection'; readonly error: string }
  /** The database refused the query; `message` is what it said. */
  | { readonly why: 'failed'; readonly message: Personal<'value'> }
  | { readonly why: 'time'; readonly seconds: number }
  | { readonly why: 'too-much'; readonly megabytes: number };

/** A query whose rows are wanted. */
export interface Query {
  /** The file with the query. */
  readonly file: DataFile;
  /** What the manifest names as the database. */
  readonly connect: string;
  /** Names of the columns whose values are wanted. The values of others are not kept. */
  readonly wanted: readonly string[];
}

/** Titles and rows of a query. The values of a row are texts, or null; they are in the order of the wanted columns. */
export type FetchedRows =
  | { readonly titles: readonly string[]; readonly lines: readonly string[] }
  /** `offset`: where in the query the mistake is. `isLeftOut`: the source is left out, and that is no error. */
  | { readonly refused: QueryRefusal; readonly offset?: number; readonly isLeftOut?: true };

/** Fetches the rows of a query. */
export type FetchRows = (query: Query) => Promise<FetchedRows>;

/** Leaves the sources of queries out, for a command that need not know their rows. */
export const leaveOutQueries: FetchRows = async () => ({ refused: { why: 'not-allowed' }, isLeftOut: true });

/** Returns the name under which the rows of a query are stored together with the data files. */
export function rowsKey(declaration: SourceDeclaration): string {
  const { path, connect = '' } = declaration;
  return `sql:${comparablePath(path)}:${sha256([connect, wantedColumns(declaration)]).slice(0, 12)}`;
}

/** Returns whether a data file contains the rows of a query. */
export function areRows({ from }: Pick<DataFile, 'from'>): boolean {
  return from.startsWith('sql:');
}

/** Returns the names of the columns that a source reads, each once. */
export function wantedColumns(declaration: SourceDeclaration): readonly string[] {
  return [...new Set(usedColumns(declaration).map(([column]) => column))].sort();
}
