// What parse hands on: a manifest's accounts, defaults and contacts, as plain values that know where they stand.

import type { Json } from '../../contact/canonical.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ManifestFile } from '../read/source.ts';

/** Path within a manifest: `['contacts', 3, 'tags', 0]`. */
export type Path = readonly (string | number)[];

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One account, one contact, or the defaults of a file. */
export interface Item extends Position {
  readonly file: ManifestFile;
  readonly path: Path;
  readonly value: Json;
  /** Where the values of an account's settings begin. */
  readonly settings?: ReadonlyMap<string, Position>;
  /** Something of it could not be read, which has been reported: what seems missing may only be illegible. */
  readonly partiallyParsed: boolean;
  /** Offset behind it in the file's text, where the plain way read it: what it takes to read it alone. */
  readonly end?: number;
}

export interface ParsedFile {
  readonly file: ManifestFile;
  readonly accounts: readonly Item[];
  readonly defaults?: Item;
  readonly contacts: readonly Item[];
  readonly diagnostics: readonly Diagnostic[];
  /** False where the file could not be read as a whole. */
  readonly readable: boolean;
}
