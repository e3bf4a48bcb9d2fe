// The problems that operations of all dialects return; each dialect builds its own error answers from them.

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

/** Why a request is refused. */
export interface Problem {
  readonly problem: ProblemName;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds to wait. */
  readonly retryAfter?: number;
  /** Methods for the `Allow` header. */
  readonly allow?: readonly string[];
}

/** Builds the problem of a request that is not valid. */
export function invalid(errors: readonly FieldError[], detail = 'One or more fields are invalid.'): Problem {
  return { problem: 'validation-failed', detail, errors };
}
