// Why the rows of a query cannot be had: the arguments of a mistake.

import type { Personal } from '../../contact/argument.ts';

/** Why the rows of a query cannot be had. */
export type QueryRefusal =
  /**
   * `extension`: the name of the query's file does not end with .sql. `literal`: `connect` contains an address.
   * `not-allowed`: nobody allowed to run queries.
   * `statements`: the file contains several statements, or none. `leaves`: `connect` names something outside of the repository.
   * `hidden`: the database or directory is hidden, or the directory contains the manifests or a git repository.
   * `reserved`: the variable belongs to rollcall.
   * `link`: the directory contains a link that leads out of it. `text`: the query is not text, or too long.
   */
  | {
      readonly why:
        | 'extension'
        | 'literal'
        | 'not-allowed'
        | 'statements'
        | 'leaves'
        | 'hidden'
        | 'reserved'
        | 'link'
        | 'missing'
        | 'text';
    }
  /** These are earlier manifests, and the rows that this source had then are not known any more. */
  | { readonly why: 'unknown-rows'; readonly source: string }
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
  | { readonly why: 'too-much'; readonly megabytes: number }
  /** The directory contains more files. */
  | { readonly why: 'too-many'; readonly most: number };
