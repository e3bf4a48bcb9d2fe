// A mistake of the user's: where it is, what it is, what to do. A failure of the system is an Error, never a diagnostic.

/** One mistake or remark on a manifest: where it is, what it is, what to do. */
export interface Diagnostic {
  /** Stable, kebab-case; the same in every format. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** As the user would type it, relative to the working directory where possible. */
  readonly file: string;
  /** 1-based; 1:1 for a mistake of the whole file. */
  readonly line: number;
  readonly column: number;
  /** Last column (exclusive) on the same line, for the caret's width. */
  readonly endColumn?: number;
  /** What is wrong, one line, no full stop needed to read on. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
  /** The source line, as it stands in the file; absent where there is none. */
  readonly snippet?: string;
}
