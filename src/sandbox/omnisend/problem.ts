// What an operation refuses, before a dialect words it: one family of refusals for all of them.

import type { FieldError } from './field-errors.ts';

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

export interface Problem {
  readonly problem: ProblemName;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Whole seconds. */
  readonly retryAfter?: number;
  /** Methods for the `Allow` header. */
  readonly allow?: readonly string[];
}

export function invalid(errors: readonly FieldError[], detail = 'One or more fields are invalid.'): Problem {
  return { problem: 'validation-failed', detail, errors };
}
