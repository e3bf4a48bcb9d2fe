// Ids that vendors give their objects. They become segments of paths: of look-ups, of writes in a plan, and of polls.

/**
 * Returns whether the value can be an id in the path of a URL: a text without control characters and unpaired surrogates, which
 * cannot be encoded, and not a segment that a server would resolve (`.` or `..`).
 */
export function isVendorId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== '.' && value !== '..' && !NOT_IN_ID.test(value);
}

const NOT_IN_ID = /[\p{Cc}\p{Cs}]/u;
