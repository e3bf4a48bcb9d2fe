// A manifest as the printer needs it: values in document order, each with the comments that belong to it. Pure data.

/** A line without indentation: a comment, or '' for a blank line. */
export type CommentLine = string;

/** A scalar or alias on one line, or a text that is written as lines of a block scalar. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly text: string;
  /** Lines below `text`, which is then the header of a block scalar. */
  readonly lines?: readonly string[];
}

/** A mapping or list. */
export interface Collection {
  readonly kind: 'map' | 'list';
  readonly entries: readonly Entry[];
  /** Comments after the last entry that belong to the collection. */
  readonly tail: CommentLine[];
  /** Column of the entries in the source, in block layout; infinite inside brackets. */
  readonly column: number;
}

/** A value with its anchor and tag. */
export type Value = (Leaf | Collection) & { readonly properties: string };

/** A member of a mapping, or an item of a list. */
export interface Entry {
  /** The key as it is written; absent for an item. */
  readonly key?: string;
  /** Comments and blank lines before the entry. */
  leading: CommentLine[];
  /** The comment on the line of the entry. */
  trailing?: string;
  readonly value: Value;
}
