// The differences between v3 and v5, as data. Sources, read 2026-11-21: the OpenAPI documents of v3, the page "Update contact" of
// v5, and recorded answers of v3 (stovendo-com/omnisend-sdk). Where the documents of v5 say nothing, the sandbox is strict, so
// that it reveals mistakes of clients.

import { type Contact, type Field, primaryEmail, type Status } from '../contact/contact.ts';

/** The rules in which v3 and v5 differ. */
export interface LegacyRules {
  readonly version: 'v3' | 'v5';
  /** The problem of a request whose key is missing or not valid. */
  readonly wrongKey: 'unauthorized' | 'forbidden';
  /** True if an OAuth bearer token is accepted instead of a key. */
  readonly acceptsBearerToken: boolean;
  /** The status that is assumed if a channel in a body has none. If absent, the body must contain the status. */
  readonly defaultStatus?: Status;
  /**
   * True if unknown query parameters are ignored rather than refused. True for v3, because real clients send undocumented
   * parameters and get normal answers.
   */
  readonly ignoresUnknownParameters: boolean;
  /**
   * The query parameters of the contact list. v3 accepts `offset` and repeats it in its answers. It is not known whether the
   * vendor skips contacts by it; the sandbox does not.
   */
  readonly listParameters: readonly string[];
  /** True if a PATCH cannot change the email. Contacts OpenAPI v3: "You can update any field, except email". */
  readonly emailIsFixed: boolean;
  /**
   * True if an identifier in a PATCH may lack its `type`. The OpenAPI document of v3 requires the type, but the example in the
   * guide "How to: sync contacts", which is for v3, contains none (both read 2026-11-21).
   */
  readonly patchInfersType: boolean;
  /** The fields that the answer to a PATCH repeats in addition to the email and the id. */
  readonly patchAnswerFields: readonly Field[];
  readonly maxBatchItems: number;
  readonly maxBatchBytes?: number;
}

const LIST_PARAMETERS = ['limit', 'after', 'before', 'email', 'phone', 'status', 'segmentID', 'tag'];

/** The rules of v5. */
export const V5: LegacyRules = {
  version: 'v5',
  wrongKey: 'unauthorized',
  acceptsBearerToken: true,
  ignoresUnknownParameters: false,
  listParameters: LIST_PARAMETERS,
  emailIsFixed: false,
  patchInfersType: false,
  patchAnswerFields: [],
  maxBatchItems: 100,
};

/** The rules of v3. */
export const V3: LegacyRules = {
  version: 'v3',
  wrongKey: 'forbidden',
  acceptsBearerToken: false,
  defaultStatus: 'subscribed',
  ignoresUnknownParameters: true,
  listParameters: [...LIST_PARAMETERS, 'offset'],
  emailIsFixed: true,
  patchInfersType: true,
  patchAnswerFields: ['firstName', 'lastName'],
  maxBatchItems: 1000,
  // "We recommend keeping the payload size limited to a maximum of 1MB" (guide "How to: sync contacts"). The sandbox enforces
  // this limit and takes 1 MB as 1,000,000 bytes.
  maxBatchBytes: 1_000_000,
};

/** Builds the body of the answer to a write: the email (if the contact has one), the id and the given fields. */
export function shortAnswer(contact: Contact, fields: readonly Field[] = []): unknown {
  return {
    email: primaryEmail(contact)?.id,
    contactID: contact.id,
    ...Object.fromEntries(fields.map((name) => [name, contact[name] ?? ''])),
  };
}
