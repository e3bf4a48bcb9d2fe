// The problems: the reasons for which operations refuse requests. They are the same for all dialects; each dialect builds its own
// error answers from them.

import type { FieldError } from './field-errors.ts';

/** The kind of a problem. */
export type ProblemName =
  | 'validation-failed'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'version-retired'
  | 'payload-too-large'
  | 'rate-limit-exceeded';

/** The reason why a request is refused. */
export interface Problem {
  readonly problem: ProblemName;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds until the client may retry. */
  readonly retryAfter?: number;
  /** Methods for the `Allow` header. */
  readonly allow?: readonly string[];
}

/** Builds the problem `validation-failed` from the errors of a request. */
export function invalid(errors: readonly FieldError[], detail = 'One or more fields are invalid.'): Problem {
  return { problem: 'validation-failed', detail, errors };
}
