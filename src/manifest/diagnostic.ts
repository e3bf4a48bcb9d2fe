// A mistake of the user's: where it is and what it is, as a code and its arguments (mistake.ts). A failure of the system is an
// Error, never a diagnostic.

import type { Arguments } from '../contact/argument.ts';
import type { Mistake, Severity } from './mistake.ts';

/** One mistake or remark on a manifest: where it is, what it is, what to do. */
export interface Diagnostic {
  /** Stable, kebab-case; the same in every format. */
  readonly code: string;
  /** What the sentences of the code take: what is wrong, and what to do. */
  readonly args: Arguments;
  readonly severity: Severity;
  /** As the user would type it, relative to the working directory where possible. */
  readonly file: string;
  /** 1-based; 1:1 for a mistake of the whole file. */
  readonly line: number;
  readonly column: number;
  /** Last column (exclusive) on the same line, for the caret's width. */
  readonly endColumn?: number;
  /** The source line, as it stands in the file; absent where there is none. */
  readonly snippet?: string;
}

/** Of a whole file. */
export function ofWholeFile(file: string, { code, args, severity = 'error' }: Mistake): Diagnostic {
  return { code, args, severity, file, line: 1, column: 1 };
}
