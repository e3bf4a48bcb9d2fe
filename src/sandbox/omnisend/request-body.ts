// Validates the query and the JSON body of a request together, so that the errors of both are reported at once.

import { isObject } from '../json.ts';
import type { VendorRequest } from '../server/exchange.ts';
import type { FieldError, Report } from './field-errors.ts';
import { refuseUnknownParameters } from './list/query-checks.ts';
import { invalid, type Problem } from './problem.ts';

/**
 * Parses and validates a request that has a body.
 *
 * @param parameters the names of the query parameters that the operation supports
 * @param read parses the body and reports its errors
 * @returns the result of `read`, or the problem if there is any error
 */
export function readWrite<T extends object>(
  request: VendorRequest,
  parameters: readonly string[],
  read: (body: Readonly<Record<string, unknown>>, report: Report) => T,
): T | Problem {
  const { body } = request;
  if (body.kind === 'too-large') return { problem: 'payload-too-large', detail: 'The body is larger than 5 MB.' };
  if (body.kind !== 'json' || !isObject(body.value)) return invalid([], 'The body must be a JSON object.');
  const errors = [...queryErrors(request.query, parameters)];
  const value = read(body.value, (field, code, message) => errors.push({ field, code, message }));
  return errors.length > 0 ? invalid(errors) : value;
}

/** Returns an error for every query parameter that is not in `known`. */
export function queryErrors(query: string, known: readonly string[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  refuseUnknownParameters(new URLSearchParams(query), known, (field, code, message) =>
    errors.push({ field, code, message }),
  );
  return errors;
}
