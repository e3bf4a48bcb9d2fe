// The errors of a request, by field; the vendor reports all of them at once.

/** One error. */
export interface FieldError {
  /** Dot-separated path: `identifiers.0.channels`. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Records one error of a request. */
export type Report = (field: string, code: FieldErrorCode, message: string) => void;

/** The documents show only `required` and `invalid_format` (read 2026-11-21); the other codes follow their pattern. */
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

/** True for a list of strings. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** True for an absent value and for an empty list. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
