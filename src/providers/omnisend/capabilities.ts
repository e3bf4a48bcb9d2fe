// The capabilities of the three Omnisend dialects as data: first what they share, then the differences of each. Facts that no
// document states are inferred and marked `uncertain`, and the written values are verified by reading them back.

import type { FieldName } from '../../contact/fields.ts';
import type { Capabilities, FieldSupport } from '../capabilities.ts';
import { clearFacts, type Document, has, hasNot, namesOf, replaceFact } from '../rows.ts';

const READ_ON = '2026-11-21';
const OPENAPI: Document = { source: 'Contacts OpenAPI 2026-03-15', date: READ_ON };
const CONTACTS_PAGE: Document = { source: 'api-docs.omnisend.com/reference/contacts', date: READ_ON };
const V5_UPDATE: Document = { source: 'Omnisend API v5, Update contact', date: READ_ON };
const V3_OPENAPI: Document = { source: 'Contacts OpenAPI v3', date: READ_ON };
const V3_RECORDINGS: Document = { source: 'stovendo-com/omnisend-sdk, recorded v3 exchanges', date: '2024-05-24' };
const OFFICIAL_PLUGIN: Document = { source: 'omnisend/wp-omnisend 01ec73c', date: READ_ON };
const INTEGRATIONS: Document = { source: 'integrations on v3 and v5, contradicting each other', date: READ_ON };

const NO_FIELD = 'no such contact field; a custom property can hold it';

/** Builds the rows that all dialects share, with `document` as their source. */
function contactFields(document: Document): Readonly<Record<FieldName, FieldSupport>> {
  return {
    firstName: has(document, 'firstName; "" is believed to empty it', 'unproven'),
    lastName: has(document, 'lastName; "" is believed to empty it', 'unproven'),
    gender: has(document, 'gender; the enum has no empty value', 'no', { values: ['m', 'f'] }),
    birthdate: has(document, 'birthdate, YYYY-MM-DD; an empty one is refused', 'no'),
    address: has(document, 'address; "" is believed to empty it', 'unproven'),
    city: has(document, 'city; "" is believed to empty it', 'unproven'),
    state: has(document, 'state; "" is believed to empty it', 'unproven'),
    postalCode: has(document, 'postalCode; "" is believed to empty it', 'unproven'),
    country: has(document, 'country; the vendor derives countryCode from it', 'no'),
    countryCode: has(document, 'countryCode, ISO 3166-1 alpha-2; wins over country', 'no', { maxLength: 2 }),
    address2: hasNot(document, NO_FIELD),
    title: hasNot(document, NO_FIELD),
    company: hasNot(document, NO_FIELD),
    website: hasNot(document, NO_FIELD),
    language: hasNot(document, NO_FIELD),
    group: hasNot(document, 'no groups; tags serve for them'),
    source: hasNot(document, 'identifiers[].source can be written and never read, so it cannot be compared'),
    id: has(document, 'id of the contact, given by the vendor', 'no', { write: false }),
    userId: hasNot(document, 'no identifier of yours; a custom property can hold it'),
    email: has(document, 'identifiers[] of type email; what a second one does is undocumented', 'no'),
    phone: has(document, 'identifiers[] of type phone, E.164', 'no'),
    tags: has(document, 'tags, at most 100; the array replaces what is there', 'unproven'),
    lists: hasNot(document, 'no lists; tags and segments serve for them'),
    autoresponders: hasNot(document, 'automations are triggered by events, not by membership'),
    customProperties: has(document, 'customProperties, merged per key; null removes one', 'yes'),
    'channels.email': has(document, 'identifiers[].channels.email; only a newer date changes the status', 'no'),
    'channels.sms': has(document, 'identifiers[].channels.sms; only a newer date changes the status', 'no'),
  };
}

const VENDOR = 'Omnisend';

/** The unproven facts that all dialects share: `""` empties a text field, and an empty list empties the tags. */
const UNPROVEN = [
  ...clearFacts(VENDOR, '""', ['firstName', 'lastName', 'address', 'city', 'state', 'postalCode']),
  ...clearFacts(VENDOR, '[]', ['tags']),
];

const NO_SET = { list: false, map: false, listRemovals: false } as const;
const ALL_STATUSES = ['subscribed', 'nonSubscribed', 'unsubscribed'] as const;
const GENERAL_BUDGET = { name: 'general', limit: 400, windowMs: 60_000 } as const;

function named<const V extends string>(apiVersion: V) {
  return namesOf('omnisend', VENDOR, apiVersion);
}

/** Capabilities that all dialects share. */
const SHARED = {
  origin: 'https://api.omnisend.com',
  pathWords: ['api', 'v3', 'v5', 'contacts', 'tags', 'batches', 'items'],
  credentials: ['apiKey'],
  unproven: UNPROVEN,
  lists: NO_SET,
  autoresponders: NO_SET,
  customProperties: {
    namePattern: '[A-Za-z0-9_]+',
    nameRule: 'Latin letters, digits and _',
    maxNameLength: 128,
    // If a write contains `createdAt`, the vendor stores it as this custom property.
    reserved: ['externalCreated'],
    types: ['string', 'number', 'boolean', 'list'],
    maxStringLength: 2048,
    decimals: 6,
    emptyIsRemoval: true,
  },
  // "Only a newer date changes the status" (Channel status date, Contacts page); `statusDate` on v5 and v3. Read 2026-11-21.
  // Evidence can be added later, because the `consent` of an identifier is appended to the contact's `consents`:
  // api-docs.omnisend.com/reference/contacts, read 2026-11-21.
  channels: {
    email: { statuses: ALL_STATUSES, basisRequired: false, takesEvidence: true, takesDate: true },
    sms: { statuses: ALL_STATUSES, basisRequired: false, takesEvidence: true, takesDate: true },
  },
  countryNeedsCode: true,
  identity: {
    lookUp: ['id', 'email', 'phone'],
    emailChange: 'none',
    phoneChange: false,
    moves: false,
  },
  reads: { list: { pageSize: 250, complete: true }, lookUpGroup: 1, budgets: ['general'] },
  // `createdAt` is kept as the custom property externalCreated: Contacts OpenAPI 2026-03-15 (ContactRequest) and 'Update contact'
  // of v5, read 2026-11-21; v3 in recorded exchanges of 2024-05-24.
  creates: { needsEmailStatus: false, needsEmail: false, welcome: true, keepsCreatedAt: true },
  deletes: false,
  deletesOptedOut: false,
  keyFields: ['id', 'email'],
  automations: {
    create: [
      'automations that start when a contact enters or leaves a segment',
      'the welcome message, only where asked for',
    ],
    update: ['automations that start when a contact enters or leaves a segment'],
  },
} as const satisfies Partial<Capabilities>;

/** Capabilities of Omnisend 2026-03-15. */
export const OMNISEND_2026_03_15 = {
  ...SHARED,
  ...named('2026-03-15'),
  fields: {
    ...contactFields(OPENAPI),
    tags: has(OFFICIAL_PLUGIN, 'tags in a PATCH replace the set; members by /contacts/tags', 'unproven', {
      certainty: 'seen',
    }),
    customProperties: has(CONTACTS_PAGE, 'customProperties, merged per key; null or "" removes one', 'yes'),
  },
  tags: { list: true, map: true, listRemovals: true, maxMembers: 100 },
  reads: {
    ...SHARED.reads,
    changes: {
      // Tags and batches take effect some time after the response. In a busy account, an hour of overlap adds about one page to
      // an incremental reading.
      overlapMs: 60 * 60 * 1000,
      source:
        'updatedAtFrom, "updated at or after" (Contacts OpenAPI 2026-03-15, read 2026-11-21); what moves updatedAt is not documented, and whether tags and statuses do is uncertain',
    },
  },
  // A call to /contacts/tags counts against both budgets.
  budgets: [GENERAL_BUDGET, { name: 'tags', limit: 60, windowMs: 60_000 }],
} as const satisfies Capabilities;

/** Capabilities of Omnisend v5. */
export const OMNISEND_V5 = {
  ...SHARED,
  ...named('v5'),
  fields: {
    ...contactFields(V5_UPDATE),
    id: has(V5_UPDATE, 'contactID, given by the vendor', 'no', { write: false }),
    tags: has(INTEGRATIONS, 'tags in a PATCH, believed to replace the set; no call for single members', 'unproven', {
      certainty: 'uncertain',
    }),
  },
  unproven: [...UNPROVEN, replaceFact(VENDOR, 'tags')],
  tags: { list: true, map: false, listRemovals: true, maxMembers: 100 },
  budgets: [GENERAL_BUDGET],
} as const satisfies Capabilities;

/** Capabilities of Omnisend v3. */
export const OMNISEND_V3 = {
  ...SHARED,
  ...named('v3'),
  fields: {
    ...contactFields(V3_OPENAPI),
    id: has(V3_OPENAPI, 'contactID, given by the vendor', 'no', { write: false }),
    gender: has(V3_RECORDINGS, 'gender; reads "" when unset and refuses "" when written', 'no', {
      values: ['m', 'f'],
      certainty: 'seen',
    }),
    birthdate: has(V3_RECORDINGS, 'birthdate, YYYY-MM-DD; refuses "" when written', 'no', { certainty: 'seen' }),
    tags: has(INTEGRATIONS, 'tags in a PATCH, replacing or only adding: so they are only added', 'no', {
      certainty: 'uncertain',
    }),
  },
  // Two facts about tags are unproven in v3: that `[]` clears them, and that written tags replace the stored ones. Until an
  // account has proved them, tags are not cleared (`clear` above is `no`), and a list removes none (`listRemovals`).
  unproven: [...UNPROVEN, replaceFact(VENDOR, 'tags')],
  tags: { list: true, map: false, listRemovals: false, maxMembers: 100 },
  budgets: [GENERAL_BUDGET],
} as const satisfies Capabilities;
