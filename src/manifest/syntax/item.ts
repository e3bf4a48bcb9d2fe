// The result of parsing a manifest: its accounts, environments, limits, defaults, contacts, sources, suppressions and erasures as JSON
// values, each with its position in the file.

import type { Json } from '../../contact/canonical.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ManifestFile } from '../read/source.ts';

/** Keys and list indexes that lead to a value, for example `['contacts', 3, 'tags', 0]`. */
export type Path = readonly (string | number)[];

/** Line and column in a file, both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One account, environment or contact, or the defaults or limits of a file. The position is where its value begins; in NDJSON, where its line does. */
export interface Item extends Position {
  readonly file: ManifestFile;
  /** Path from the root of the file to this item. */
  readonly path: Path;
  readonly value: Json;
  /**
   * Where the value of each setting begins, by its path in the item; `settingPath` makes the keys. Only accounts, and accounts of
   * environments, have them.
   */
  readonly settings?: ReadonlyMap<string, Position>;
  /** Whether `value` lacks parts that are already reported as unparsable or invalid. Do not report those as missing. */
  readonly partiallyParsed: boolean;
  /** Offset of the item's end in the file's text, after trailing blanks and comments. Only the fast parser sets it. */
  readonly end?: number;
}

/** The key of a setting in `Item.settings`: the names that lead to it from the item. */
export function settingPath(path: readonly string[]): string {
  return path.join('\0');
}

/** The items of one file, and the syntax mistakes in it. */
export interface ParsedFile {
  readonly file: ManifestFile;
  readonly accounts: readonly Item[];
  /** What the file says of environments, one item each; absent if it does not mention any. */
  readonly environments?: readonly Item[];
  readonly defaults?: Item;
  readonly contacts: readonly Item[];
  /** Where more contacts come from, one item each; absent if the file does not mention any. */
  readonly sources?: readonly Item[];
  /** The people who must not be mailed, one item each; absent if the file does not mention any. */
  readonly suppressions?: readonly Item[];
  /** The people who are to be forgotten, one item each; absent if the file does not mention any. */
  readonly erasures?: readonly Item[];
  /** The limits over all accounts; absent if the file declares none. */
  readonly limits?: Item;
  /** The stage of all contacts of the file; absent if the file declares none. */
  readonly stage?: Item;
  /** What becomes of an opt-out at the sender's other accounts; absent if the file does not say. */
  readonly optOuts?: Item;
  readonly diagnostics: readonly Diagnostic[];
  /** False if the file has a syntax error or is too large, in which case it has no items. */
  readonly readable: boolean;
}
