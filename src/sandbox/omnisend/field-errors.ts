// What is wrong with a request, field by field: the vendor reports every mistake at once.

export interface FieldError {
  /** Dot-separated path: `identifiers.0.channels`. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Notes one mistake. */
export type Report = (field: string, code: FieldErrorCode, message: string) => void;

/** Only `required` and `invalid_format` are published; the others follow their pattern. */
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

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Absent, or a list with nothing in it. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
