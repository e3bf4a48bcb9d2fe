// A diagnostic is a mistake of the user, with its position, code and arguments (mistake.ts). A failure of the system is an Error,
// never a diagnostic.

import type { Arguments } from '../contact/argument.ts';
import type { Mistake, Severity } from './mistake.ts';

/** One mistake or note about a manifest, with its position. */
export interface Diagnostic {
  /** Code of the mistake; stable, in kebab case, and the same in every output format. */
  readonly code: string;
  /** Named arguments for the sentences that render/words/diagnostics composes for the code. */
  readonly args: Arguments;
  readonly severity: Severity;
  /** Path as the user would type it, relative to the working directory where possible. */
  readonly file: string;
  /** 1-based, as is the column; 1:1 for a mistake that concerns the whole file. */
  readonly line: number;
  readonly column: number;
  /** End column (exclusive) on the same line; sets the width of the underline. */
  readonly endColumn?: number;
  /** The source line, with secrets masked; absent if there is none or it is too long. */
  readonly snippet?: string;
}

/** Creates a diagnostic that concerns a whole file, at 1:1. */
export function ofWholeFile(file: string, { code, args, severity = 'error' }: Mistake): Diagnostic {
  return { code, args, severity, file, line: 1, column: 1 };
}

/**
 * Returns whether manifests with this diagnostic must not be used: it is an error, or the directory has no manifest, which only
 * `validate` accepts.
 */
export function preventsUse({ code, severity }: Diagnostic): boolean {
  return severity === 'error' || (severity === 'warning' && code === 'no-manifests');
}
