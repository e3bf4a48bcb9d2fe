/** Maximum length of a vendor's id in characters. Vendors' ids are much shorter. */
const MAX_LENGTH = 255;

const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\]/u;

/**
 * True if the value may be a vendor's id of a contact or of a job. Ids become parts of request paths, where `.` and `..` would
 * address something else, even encoded: `PATCH /api/contacts/..` is a request to the whole collection.
 */
export function isVendorId(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_LENGTH) return false;
  return value !== '.' && value !== '..' && !FORBIDDEN.test(value);
}
