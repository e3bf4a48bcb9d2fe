// The type of validation errors, and checks that several parsers share. The vendor returns all errors of a request in one answer.

/** A validation error of one field. */
export interface FieldError {
  /** Dot-separated path of the field in the body, or the name of a query parameter: `identifiers.0.channels`. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** A function that a parser calls for each validation error of a request. */
export type Report = (field: string, code: FieldErrorCode, message: string) => void;

/**
 * The codes of validation errors. The documents show only `required` and `invalid_format` (read 2026-11-21); the other codes are
 * invented in the same style.
 */
type FieldErrorCode =
  | 'required'
  | 'invalid_format'
  | 'invalid_type'
  | 'invalid_value'
  | 'invalid_cursor'
  | 'invalid_combination'
  | 'missing_channel'
  | 'unknown_field'
  | 'out_of_range'
  | 'too_long'
  | 'too_many_items';

/** Returns whether the value is a list of strings. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Returns whether the value is undefined or an empty list. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
