// Where the three dialects of Omnisend's API differ beyond their capabilities, in one place: everything else in this folder is
// written once, as functions that are created for a dialect.

import type { ApiRequest } from '../../http/request.ts';
import type { JsonObject } from '../answers.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ChangeDraft, Credentials } from '../contract.ts';
import { OMNISEND_2026_03_15, OMNISEND_V3, OMNISEND_V5 } from './capabilities.ts';
import { type NextPage, nextByCursor, nextByUrl } from './paging.ts';

export interface Dialect<C extends Capabilities = Capabilities> {
  readonly capabilities: C;
  readonly headers: (credentials: Credentials) => Readonly<Record<string, string>>;
  readonly contactsPath: string;
  readonly batchesPath: string;
  /** Adds and removes single tags; absent where there is no such call. */
  readonly tagsPath?: string;
  /** The vendor's id in a contact. */
  readonly idField: 'id' | 'contactID';
  /** The date of a channel's status. */
  readonly dateField: 'statusChangedAt' | 'statusDate';
  readonly listQuery: ApiRequest['query'];
  /** Absent where there is no such filter. */
  readonly changesQuery?: (since: string) => ApiRequest['query'];
  readonly nextPage: (paging: JsonObject, request: ApiRequest) => NextPage;
  /** A write answers with the whole contact, and a POST with 201 only where it created. Otherwise only reading shows the effect. */
  readonly returnsContact: boolean;
  /** Where the wish for a welcome message stands: with every identifier, or once in the bodies of these actions. */
  readonly welcome: { readonly identifiers: boolean; readonly contact: readonly ChangeDraft['action'][] };
  /** Contacts that one batch takes. */
  readonly batchSize: number;
  /** What else a 403 means than that the key lacks a scope. */
  readonly forbidden?: string;
  /** Why tags may differ after a write. */
  readonly tagsReason: string;
}

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
  // Oldest first: contacts that come while we page are appended, so that none is shifted out of sight.
  listQuery: [
    ['limit', '250'],
    ['sort', 'createdAt'],
    ['direction', 'asc'],
  ],
  // Oldest change first: what changes while we page moves to the end, and comes again rather than never.
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
  tagsReason: 'Omnisend applies tags later than it answers, and another writer may have set them meanwhile',
};

/** What v5 and v3 share ('Migrate from v5 to v2026-03-15', 'Contacts OpenAPI v3', recorded exchanges of 2024-05-24). */
const LEGACY = {
  headers: ({ apiKey = '' }: Credentials) => ({ 'x-api-key': apiKey }),
  idField: 'contactID',
  dateField: 'statusDate',
  listQuery: [['limit', '250']],
  nextPage: nextByUrl,
  returnsContact: false,
  tagsReason: 'whether Omnisend replaces the tags of a contact or only adds to them is not documented for this version',
} as const satisfies Partial<Dialect>;

export const V5: Dialect<typeof OMNISEND_V5> = {
  ...LEGACY,
  capabilities: OMNISEND_V5,
  contactsPath: '/v5/contacts',
  batchesPath: '/v5/batches',
  welcome: { identifiers: false, contact: ['create', 'update'] },
  // The documents said 1,000 once and 100 later; the smaller is right either way.
  batchSize: 100,
};

export const V3: Dialect<typeof OMNISEND_V3> = {
  ...LEGACY,
  capabilities: OMNISEND_V3,
  contactsPath: '/v3/contacts',
  batchesPath: '/v3/batches',
  // The OpenAPI document has the one, the guide 'How to: sync contacts' the other; the default differs between the documents.
  welcome: { identifiers: true, contact: ['create'] },
  batchSize: 1000,
  forbidden: 'the key is wrong, or blocked for a while after many errors',
};
