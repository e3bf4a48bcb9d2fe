// All differences between the three dialects of Omnisend's API beyond their capabilities. Everything else in this folder is written
// once, as functions that are created for a dialect.

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
  /** The call that adds and removes single tags; absent if the version has none. */
  readonly tagsPath?: string;
  /** Name of the field that holds a contact's id. */
  readonly idField: 'id' | 'contactID';
  /** Name of the field that holds the date of a channel's status. */
  readonly dateField: 'statusChangedAt' | 'statusDate';
  readonly listQuery: ApiRequest['query'];
  /** Lists the contacts that changed at or after the instant; absent if the version has no such filter. */
  readonly changesQuery?: (since: string) => ApiRequest['query'];
  readonly nextPage: (paging: JsonObject, request: ApiRequest) => NextPage;
  /** A write returns the whole contact, and a POST returns 201 only if it created one. Otherwise the effect is verified by reading. */
  readonly returnsContact: boolean;
  /** Where the welcome flag is sent: with every identifier, or once in the bodies of these actions. */
  readonly welcome: { readonly identifiers: boolean; readonly contact: readonly ChangeDraft['action'][] };
  /** Maximum number of contacts in a batch. */
  readonly batchSize: number;
  /** What a 403 can mean other than a missing scope of the key. */
  readonly forbidden?: string;
  /** Why tags may differ after a write. */
  readonly tagsReason: string;
}

/** The current version. */
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
  // Oldest first: contacts created during the listing are appended, so none is shifted to a page that was already read.
  listQuery: [
    ['limit', '250'],
    ['sort', 'createdAt'],
    ['direction', 'asc'],
  ],
  // Oldest change first: a contact that changes during the listing moves to the end, and is listed twice rather than never.
  changesQuery: (since) => [
    ['limit', '250'],
    ['sort', 'updatedAt'],
    ['direction', 'asc'],
    ['updatedAtFrom', since],
  ],
  nextPage: nextByCursor,
  returnsContact: true,
  // The vendor's default is true ('Contacts OpenAPI 2026-03-15').
  welcome: { identifiers: true, contact: [] },
  batchSize: 100,
  tagsReason: 'Omnisend applies tags some time after it responds, or another writer may have set them meanwhile',
};

/** What v5 and v3 share ('Migrate from v5 to v2026-03-15', 'Contacts OpenAPI v3', recorded exchanges of 2024-05-24). */
const LEGACY = {
  headers: ({ apiKey = '' }: Credentials) => ({ 'x-api-key': apiKey }),
  idField: 'contactID',
  dateField: 'statusDate',
  listQuery: [['limit', '250']],
  nextPage: nextByUrl,
  returnsContact: false,
  tagsReason: 'Omnisend does not document for this version whether tags are replaced or only added',
} as const satisfies Partial<Dialect>;

/** Version v5. */
export const V5: Dialect<typeof OMNISEND_V5> = {
  ...LEGACY,
  capabilities: OMNISEND_V5,
  contactsPath: '/v5/contacts',
  batchesPath: '/v5/batches',
  welcome: { identifiers: false, contact: ['create', 'update'] },
  // The documents first said 1,000 and later 100; the smaller is safe either way.
  batchSize: 100,
};

/** Version v3. */
export const V3: Dialect<typeof OMNISEND_V3> = {
  ...LEGACY,
  capabilities: OMNISEND_V3,
  contactsPath: '/v3/contacts',
  batchesPath: '/v3/batches',
  // The OpenAPI document has one, the guide 'How to: sync contacts' has the other, and they disagree on the default.
  welcome: { identifiers: true, contact: ['create'] },
  batchSize: 1000,
  forbidden: 'the key is wrong, or blocked for a while after many errors',
};
