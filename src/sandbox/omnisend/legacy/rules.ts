// In what v3 and v5 differ, as data. Sources: the OpenAPI documents of v3, the page "Update contact" of v5, recorded answers
// of v3 (stovendo-com/omnisend-sdk). Where v5's documents are silent it does what makes a client's mistake visible.

import { type Contact, type Field, primaryEmail, type Status } from '../contact/contact.ts';

export interface LegacyRules {
  readonly version: 'v3' | 'v5';
  /** How a missing or wrong key is refused. */
  readonly wrongKey: 'unauthorized' | 'forbidden';
  /** Whether an OAuth token is taken in the key's place. */
  readonly takesBearer: boolean;
  /** Of a channel without one; absent: a status is required. */
  readonly defaultStatus?: Status;
  /** Clients of v3 send parameters that its document does not have, and are answered all the same. */
  readonly ignoresUnknownParameters: boolean;
  /** v3 echoes `offset`, as seen in its answers. Whether it skips anything is not known; it does not here. */
  readonly listParameters: readonly string[];
  /** "You can update any field, except email": document of v3. */
  readonly emailIsFixed: boolean;
  /** What the answer to a PATCH shows beside the email and the id. */
  readonly patchShows: readonly Field[];
  readonly mostBatchItems: number;
  readonly largestBatch?: number;
}

const LIST_PARAMETERS = ['limit', 'after', 'before', 'email', 'phone', 'status', 'segmentID', 'tag'];

export const V5: LegacyRules = {
  version: 'v5',
  wrongKey: 'unauthorized',
  takesBearer: true,
  ignoresUnknownParameters: false,
  listParameters: LIST_PARAMETERS,
  emailIsFixed: false,
  patchShows: [],
  mostBatchItems: 100,
};

export const V3: LegacyRules = {
  version: 'v3',
  wrongKey: 'forbidden',
  takesBearer: false,
  defaultStatus: 'subscribed',
  ignoresUnknownParameters: true,
  listParameters: [...LIST_PARAMETERS, 'offset'],
  emailIsFixed: true,
  patchShows: ['firstName', 'lastName'],
  mostBatchItems: 1000,
  // "We recommend keeping the payload size limited to a maximum of 1MB": guide "How to: sync contacts". A limit here,
  // and the smaller of the two meanings of the word.
  largestBatch: 1_000_000,
};

/** What the answer to a write names: the email, where there is one, and the id. */
export function shortAnswer(contact: Contact, fields: readonly Field[] = []): unknown {
  return {
    email: primaryEmail(contact)?.id,
    contactID: contact.id,
    ...Object.fromEntries(fields.map((name) => [name, contact[name] ?? ''])),
  };
}
