// Sentences about an import: why a contact or a value was not written, and what to do. Pure.

/**
 * Map from a code to why a live contact is not imported, worded to follow a number of contacts:
 * `3 with the key of another contact`.
 */
const EXCEPTIONS = {
  'no-identifier': 'without an email, phone or user id by which the vendor can be asked',
  'unreadable-identifier': 'with no identifier that manifests accept: an address or a phone number is malformed',
  'shared-identifier': 'with an identifier that another contact of the account carries, too: merge them at the vendor',
  'vendor-status': 'with a status that only the vendor can set: expired, missing or unknown',
  suppressed: 'subscribed, although the vendor suppresses the address after a bounce or a complaint',
  'template-like': 'with an identifier that looks like the placeholder of a template',
  'ambiguous-key': 'with the key of another contact: a user id that is somebody’s address',
  'not-expressible': 'that cannot be declared so that a plan would change nothing',
  'not-written': 'with values that a manifest cannot hold',
} as const;

/** Code of the reason why a live contact is not imported. */
export type ExceptionCode = keyof typeof EXCEPTIONS;

/**
 * Map from a code to why a value of an imported contact is not written, worded to follow `it`: `it is also another contact’s`.
 */
const OMISSIONS = {
  'template-like': 'looks like the placeholder of a template',
  shared: 'is also another contact’s',
  'not-accepted': 'is not a value that manifests accept for this vendor',
} as const;

/** Code of the reason why a value of an imported contact is not written. */
export type OmissionCode = keyof typeof OMISSIONS;

/** Returns why a live contact is not imported, worded to follow a number of contacts. */
export function wordsOfException(code: ExceptionCode): string {
  return EXCEPTIONS[code];
}

/** Returns why a value is not written, worded to follow `it`. */
export function wordsOfOmission(code: OmissionCode): string {
  return OMISSIONS[code];
}
