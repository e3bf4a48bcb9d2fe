/** Ids of vendors are short; anything longer is none. In characters. */
const MAX_LENGTH = 255;

const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\]/u;

/**
 * Whether a text may be a vendor's id of a contact or of a job. Ids stand in paths of requests, where `.` and `..` would address
 * something else, even encoded: `PATCH /api/contacts/..` is a request to the whole collection.
 */
export function isVendorId(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_LENGTH) return false;
  return value !== '.' && value !== '..' && !FORBIDDEN.test(value);
}
