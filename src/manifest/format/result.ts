// What formatting a directory did, for the renderers. Pure data.

/** A file that is not formatted, and why: it has mistakes, or cannot be rewritten without a risk for what it declares. */
export type LeftAlone =
  | { readonly file: string; readonly why: 'mistakes'; readonly mistakes: number }
  | { readonly file: string; readonly why: 'too-large' }
  | { readonly file: string; readonly why: 'unusual-layout'; readonly line: number };

/** What formatting did, or would do. Files are named as the user would type them. */
export interface FormatResult {
  readonly files: number;
  /** Files that were in another layout. */
  readonly changed: readonly string[];
  readonly leftAlone: readonly LeftAlone[];
}
