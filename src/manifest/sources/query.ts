// What is known of the rows of a query: how they are named, and who fetches them.

import { sha256 } from '../../contact/canonical.ts';
import { comparablePath, type DataFile } from '../read/data-file.ts';
import type { SourceDeclaration } from './declaration.ts';
import type { QueryRefusal } from './query-refusal.ts';
import { usedColumns } from './titles.ts';

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
