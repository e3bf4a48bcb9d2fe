// A manifest as the printer needs it: values in canonical order, each with the comments that belong to it. Pure data.

/** A line without indentation: a comment, or '' for a blank line. */
export type CommentLine = string;

/** A scalar, or an alias. */
export interface Leaf {
  readonly kind: 'leaf';
  /** How it is written outside brackets: on one line, or as the header of a block scalar. */
  readonly text: string;
  /** How it is written inside brackets; undefined for a block scalar. */
  readonly inFlow: () => string | undefined;
  /** Lines of a block scalar, below its header. */
  readonly lines: readonly string[];
  readonly properties: string;
}

/** A mapping or list. */
export interface Collection {
  readonly kind: 'map' | 'list';
  readonly entries: readonly Entry[];
  /** Comments after the last entry that belong to the collection. */
  readonly tail: CommentLine[];
  /** Column of the entries in the source, in block layout; infinite inside brackets. */
  readonly column: number;
  /** True if aliases refer to its values. It then stays inside or outside brackets, as it is. */
  readonly isPinned: boolean;
  readonly properties: string;
}

/** A value. `properties` are its anchor and tag as they are written; empty if it has neither. */
export type Value = Leaf | Collection;

/** A member of a mapping, or an item of a list. */
export interface Entry {
  /** The key as it is written; empty for an item. */
  readonly key: string;
  /** Comments and blank lines before the entry. */
  readonly leading: readonly CommentLine[];
  /** The comment on the line of the entry. */
  readonly trailing: CommentLine | undefined;
  readonly value: Value;
}

/** A whole file. */
export interface Document {
  /** Comments at the top of the file that belong to no section. */
  readonly header: readonly CommentLine[];
  readonly root: Collection;
}
