// The differences between the three dialects (versions) of Omnisend's API that the capabilities do not contain. All other code in
// this folder is shared: its functions take a dialect.

import type { ApiRequest } from '../../http/request.ts';
import type { JsonObject } from '../answers.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ChangeDraft, Credentials } from '../contract.ts';
import { OMNISEND_2026_03_15, OMNISEND_V3, OMNISEND_V5 } from './capabilities.ts';
import { type NextPage, nextByCursor, nextByUrl } from './paging.ts';

/** One version of Omnisend's API. */
export interface Dialect<C extends Capabilities = Capabilities> {
  readonly capabilities: C;
  readonly headers: (credentials: Credentials) => Readonly<Record<string, string>>;
  readonly contactsPath: string;
  readonly batchesPath: string;
  /** Path of the call that adds and removes single tags; absent if the version has none. */
  readonly tagsPath?: string;
  /** Name of the field that holds a contact's id. */
  readonly idField: 'id' | 'contactID';
  /** Name of the field that holds the date of a channel's status. */
  readonly dateField: 'statusChangedAt' | 'statusDate';
  /** The query for the first page of all contacts. */
  readonly listQuery: ApiRequest['query'];
  /** Returns the query for the contacts that changed at or after the instant; absent if the version has no such filter. */
  readonly changesQuery?: (since: string) => ApiRequest['query'];
  /** Derives the request for the next page from the `paging` object of a response. */
  readonly nextPage: (paging: JsonObject, request: ApiRequest) => NextPage;
  /**
   * True if a write returns the whole contact, and a POST returns 201 only if it created the contact. If false, the effect of a
   * write is verified by reading.
   */
  readonly returnsContact: boolean;
  /**
   * Where the flag for the welcome message is sent. `identifiers`: true if every identifier contains one. `contact`: the actions
   * whose body contains one for the whole contact.
   */
  readonly welcome: { readonly identifiers: boolean; readonly contact: readonly ChangeDraft['action'][] };
  /** Maximum number of contacts in a batch. */
  readonly batchSize: number;
  /** A cause that a 403 can have in addition to a missing permission of the key; added to the error message. */
  readonly forbidden?: string;
  /** The likely reason, shown to the user, why tags still differ after a write. */
  readonly tagsReason: string;
}

/** The dialect of the current version. */
export const V2026_03_15: Dialect<typeof OMNISEND_2026_03_15> = {
  capabilities: OMNISEND_2026_03_15,
  headers: ({ apiKey = '' }) => ({
    authorization: `Omnisend-API-Key ${apiKey}`,
    'omnisend-version': OMNISEND_2026_03_15.apiVersion,
  }),
  contactsPath: '/api/contacts',
  batchesPath: '/api/batches',
  tagsPath: '/api/contacts/tags',
  idField: 'id',
  dateField: 'statusChangedAt',
  // Oldest first: contacts created during the listing are appended, and shift no other contact to a page that was already read.
  listQuery: [
    ['limit', '250'],
    ['sort', 'createdAt'],
    ['direction', 'asc'],
  ],
  // Oldest change first: a contact that changes during the listing moves to the end, so it may be listed twice but is not missed.
  changesQuery: (since) => [
    ['limit', '250'],
    ['sort', 'updatedAt'],
    ['direction', 'asc'],
    ['updatedAtFrom', since],
  ],
  nextPage: nextByCursor,
  returnsContact: true,
  // The flag is sent because the vendor's default is true ('Contacts OpenAPI 2026-03-15').
  welcome: { identifiers: true, contact: [] },
  batchSize: 100,
  tagsReason: 'Omnisend applies tags some time after it responds, or another writer may have set them meanwhile',
};

/** What v5 and v3 have in common ('Migrate from v5 to v2026-03-15', 'Contacts OpenAPI v3', recorded exchanges of 2024-05-24). */
const LEGACY = {
  headers: ({ apiKey = '' }: Credentials) => ({ 'x-api-key': apiKey }),
  idField: 'contactID',
  dateField: 'statusDate',
  listQuery: [['limit', '250']],
  nextPage: nextByUrl,
  returnsContact: false,
  tagsReason: 'Omnisend does not document for this version whether tags are replaced or only added',
} as const satisfies Partial<Dialect>;

/** The dialect of version v5. */
export const V5: Dialect<typeof OMNISEND_V5> = {
  ...LEGACY,
  capabilities: OMNISEND_V5,
  contactsPath: '/v5/contacts',
  batchesPath: '/v5/batches',
  welcome: { identifiers: false, contact: ['create', 'update'] },
  // Older documents say 1,000, newer ones 100; the smaller number is allowed in either case.
  batchSize: 100,
};

/** The dialect of version v3. */
export const V3: Dialect<typeof OMNISEND_V3> = {
  ...LEGACY,
  capabilities: OMNISEND_V3,
  contactsPath: '/v3/contacts',
  batchesPath: '/v3/batches',
  // Both flags are sent, because the OpenAPI document and the guide 'How to: sync contacts' each describe one of them, with
  // different defaults.
  welcome: { identifiers: true, contact: ['create'] },
  batchSize: 1000,
  forbidden: 'the key is wrong, or blocked for a while after many errors',
};
