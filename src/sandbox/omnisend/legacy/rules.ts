// The differences between v3 and v5, as data. Sources, read 2026-11-21: the OpenAPI documents of v3, the page "Update
// contact" of v5, recorded answers of v3 (stovendo-com/omnisend-sdk). Where v5's documents are silent, the sandbox
// does what makes a client's error visible.

import { type Contact, type Field, primaryEmail, type Status } from '../contact/contact.ts';

/** What differs between v3 and v5. */
export interface LegacyRules {
  readonly version: 'v3' | 'v5';
  /** How a missing or wrong key is refused. */
  readonly wrongKey: 'unauthorized' | 'forbidden';
  /** True if an OAuth token is accepted instead of a key. */
  readonly takesBearer: boolean;
  /** Status of a channel without one; absent: a status is required. */
  readonly defaultStatus?: Status;
  /** True for v3: real clients send undocumented parameters and get normal answers. */
  readonly ignoresUnknownParameters: boolean;
  /** v3 returns `offset` in its answers. Whether it skips contacts is not known; in the sandbox it does not. */
  readonly listParameters: readonly string[];
  /** "You can update any field, except email": Contacts OpenAPI v3. */
  readonly emailIsFixed: boolean;
  /** The fields that the answer to a PATCH contains in addition to the email and the id. */
  readonly patchShows: readonly Field[];
  readonly maxBatchItems: number;
  readonly maxBatchBytes?: number;
}

const LIST_PARAMETERS = ['limit', 'after', 'before', 'email', 'phone', 'status', 'segmentID', 'tag'];

/** The rules of v5. */
export const V5: LegacyRules = {
  version: 'v5',
  wrongKey: 'unauthorized',
  takesBearer: true,
  ignoresUnknownParameters: false,
  listParameters: LIST_PARAMETERS,
  emailIsFixed: false,
  patchShows: [],
  maxBatchItems: 100,
};

/** The rules of v3. */
export const V3: LegacyRules = {
  version: 'v3',
  wrongKey: 'forbidden',
  takesBearer: false,
  defaultStatus: 'subscribed',
  ignoresUnknownParameters: true,
  listParameters: [...LIST_PARAMETERS, 'offset'],
  emailIsFixed: true,
  patchShows: ['firstName', 'lastName'],
  maxBatchItems: 1000,
  // "We recommend keeping the payload size limited to a maximum of 1MB": guide "How to: sync contacts". The sandbox
  // enforces it, with 1 MB as 1,000,000 bytes.
  maxBatchBytes: 1_000_000,
};

/** Builds the body of the answer to a write: email, if there is one, id and the given fields. */
export function shortAnswer(contact: Contact, fields: readonly Field[] = []): unknown {
  return {
    email: primaryEmail(contact)?.id,
    contactID: contact.id,
    ...Object.fromEntries(fields.map((name) => [name, contact[name] ?? ''])),
  };
}
