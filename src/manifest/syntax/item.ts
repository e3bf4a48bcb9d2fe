// The result of parsing a manifest: its accounts, environments, limits, defaults, contacts, sources, suppressions and erasures as
// JSON values, each with its position in the file. Each account, contact and so on is one item.

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

/**
 * One account, environment, contact, source, suppression or erasure, or the defaults, limits or a one-word setting of a file. The
 * position is where its value begins; in NDJSON, where the content of its line does.
 */
export interface Item extends Position {
  readonly file: ManifestFile;
  /** Path from the root of the file to this item. */
  readonly path: Path;
  readonly value: Json;
  /**
   * Map from the path of a setting in the item, as `settingPath` makes it, to the position where its value begins. Only accounts,
   * sources and environments have positions of settings.
   */
  readonly settings?: ReadonlyMap<string, Position>;
  /** Whether `value` lacks parts that are already reported as unparsable or invalid. Do not report those as missing. */
  readonly partiallyParsed: boolean;
  /**
   * Offset of the item's end in the file's text, if it is known. The fast parser sets it, after trailing blanks and comments, and
   * so does the reader of JSON lists in data files.
   */
  readonly end?: number;
}

/** Returns the key of a setting in `Item.settings`: the names that lead to it from the item, joined by NUL. */
export function settingPath(path: readonly string[]): string {
  return path.join('\0');
}

/** The items of one file, and the syntax mistakes in it. */
export interface ParsedFile {
  readonly file: ManifestFile;
  readonly accounts: readonly Item[];
  /** What the file declares about environments, one item each; absent if the file mentions none. */
  readonly environments?: readonly Item[];
  readonly defaults?: Item;
  readonly contacts: readonly Item[];
  /** The sources of contacts that the file declares, one item each; absent if the file declares none. */
  readonly sources?: readonly Item[];
  /** The people who must not be mailed, one item each; absent if the file does not mention any. */
  readonly suppressions?: readonly Item[];
  /** The people who are to be forgotten, one item each; absent if the file does not mention any. */
  readonly erasures?: readonly Item[];
  /** The limits over all accounts; absent if the file declares none. */
  readonly limits?: Item;
  /** The stage of all contacts of the file; absent if the file declares none. */
  readonly stage?: Item;
  /** Whether opt-outs are carried to the sender's other accounts (`optOuts`); absent if the file does not say. */
  readonly optOuts?: Item;
  readonly diagnostics: readonly Diagnostic[];
  /** False if the file has a syntax error or is too large, in which case it has no items. */
  readonly readable: boolean;
}
