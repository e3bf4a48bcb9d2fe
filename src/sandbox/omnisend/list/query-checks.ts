// Parses and validates single query parameters.

import type { Report } from '../field-errors.ts';

const MAX_LIMIT = 250;
const DEFAULT_LIMIT = 100;

/** Reports every query parameter that is not in `known`. */
export function refuseUnknownParameters(parameters: URLSearchParams, known: readonly string[], report: Report): void {
  for (const name of new Set(parameters.keys())) {
    if (!known.includes(name)) report(name, 'unknown_field', 'Unknown query parameter');
  }
}

/** Parses the page size, `limit`. Returns the default if it is absent. */
export function limitOf(parameters: URLSearchParams, report: Report): number {
  const text = parameters.get('limit');
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) report('limit', 'out_of_range', `Must be between 1 and ${MAX_LIMIT}`);
  return limit;
}

/** Returns a text parameter, or undefined if it is absent. Reports an empty text. */
export function text(parameters: URLSearchParams, name: string, report: Report): string | undefined {
  const value = parameters.get(name);
  if (value === '') report(name, 'required', 'Must not be empty');
  return value ?? undefined;
}

/**
 * Returns a parameter that must be one of `values`. Returns undefined if it is absent, or if it is not valid, which is reported.
 */
export function oneOf<T extends string>(
  parameters: URLSearchParams,
  name: string,
  values: readonly T[],
  report: Report,
): T | undefined {
  const value = parameters.get(name);
  const known = values.find((candidate) => candidate === value);
  if (value !== null && known === undefined) report(name, 'invalid_value', `Must be one of ${values.join(', ')}`);
  return known;
}
