// The capabilities of Loops as data. Loops accepts text values of at most 500 characters in JSON, where the quotes count; hence
// the maximum length of 498.

import type { FieldName } from '../../contact/fields.ts';
import type { Capabilities, FieldSupport } from '../capabilities.ts';
import { clearFacts, type Document, has, hasNot, namesOf } from '../rows.ts';

const READ_ON = '2026-11-21';
const OPENAPI: Document = { source: 'Loops OpenAPI 1.21.6', date: READ_ON };
const UPDATE_PAGE: Document = { source: 'loops.so/docs/api-reference/update-contact', date: READ_ON };
const PROPERTIES_PAGE: Document = { source: 'loops.so/docs/contacts/properties', date: READ_ON };
const LISTS_PAGE: Document = { source: 'loops.so/docs/contacts/mailing-lists', date: READ_ON };
const DATUM_CLIENT: Document = { source: 'datum-cloud, Loops client', date: READ_ON };

const LONGEST = 498;
const NO_FIELD = 'no such contact field; a custom property can hold it';

const FIELDS: Readonly<Record<FieldName, FieldSupport>> = {
  firstName: has(OPENAPI, 'firstName; null is said to reset a property', 'unproven', { maxLength: LONGEST }),
  lastName: has(OPENAPI, 'lastName; null is said to reset a property', 'unproven', { maxLength: LONGEST }),
  gender: hasNot(OPENAPI, NO_FIELD),
  birthdate: hasNot(OPENAPI, NO_FIELD),
  title: hasNot(OPENAPI, NO_FIELD),
  company: hasNot(OPENAPI, NO_FIELD),
  website: hasNot(OPENAPI, NO_FIELD),
  language: hasNot(OPENAPI, NO_FIELD),
  address: hasNot(OPENAPI, NO_FIELD),
  address2: hasNot(OPENAPI, NO_FIELD),
  city: hasNot(OPENAPI, NO_FIELD),
  state: hasNot(OPENAPI, NO_FIELD),
  postalCode: hasNot(OPENAPI, NO_FIELD),
  country: hasNot(OPENAPI, NO_FIELD),
  countryCode: hasNot(OPENAPI, NO_FIELD),
  group: has(OPENAPI, 'userGroup; "" is its value when unset', 'unproven', { maxLength: LONGEST }),
  source: has(OPENAPI, 'source; the vendor writes "API" where none is given', 'no', { maxLength: LONGEST }),
  id: hasNot(DATUM_CLIENT, 'read, but no call takes it, and it may name the operation', 'uncertain'),
  userId: has(UPDATE_PAGE, 'userId, your own; cannot be emptied', 'no', { maxLength: LONGEST }),
  email: has(UPDATE_PAGE, 'email; changed by a request that names the userId', 'no', { maxLength: LONGEST }),
  phone: hasNot(OPENAPI, NO_FIELD),
  tags: hasNot(OPENAPI, 'no tags; mailing lists and the user group serve for them'),
  lists: has(
    LISTS_PAGE,
    'mailingLists, id → boolean, merged; read back: only the subscribed ones. Declared by id or name',
    'yes',
  ),
  autoresponders: hasNot(OPENAPI, 'workflows are triggered, not joined'),
  customProperties: has(PROPERTIES_PAGE, 'top-level keys of the body; null resets one', 'yes'),
  'channels.email': has(UPDATE_PAGE, 'subscribed: true or false; true ends an opt-out', 'no'),
  'channels.sms': hasNot(OPENAPI, 'email only'),
};

const PATH_WORDS = [
  ...['api', 'v1', 'contacts', 'create', 'update', 'delete', 'find', 'suppression', 'properties', 'lists'],
];

const NO_SET = { list: false, map: false, listRemovals: false } as const;

/**
 * Names that a custom property must not have: those that the vendor reserves, and those of its standard fields, which share the
 * top level of the body with custom properties.
 */
const RESERVED_NAMES = [
  ...['id', 'listId', 'softDeleteAt', 'teamId', 'updatedAt'],
  ...[
    'email',
    'userId',
    'firstName',
    'lastName',
    'source',
    'subscribed',
    'userGroup',
    'mailingLists',
    'optInStatus',
    'notes',
    'createdAt',
  ],
];

/** Advice on how a person can be subscribed again after an opt-out that no manifest can undo. */
const WAYS_BACK = {
  // https://loops.so/docs/contacts/suppression, read 2026-11-29.
  suppressed:
    'if the address works again and the person asks for it, remove the suppression at Loops (`DELETE /v1/contacts/suppression`, up to 100 in 30 days on paid accounts; its support does it for free ones)',
  // An opt-in can be rejected only if a form asked the person to confirm it: Loops OpenAPI 1.21.6, optInStatus, read 2026-11-21.
  rejected: 'if the person wants to come back, they sign up again on a form with double opt-in',
} as const;

/** Capabilities of Loops v1. */
export const LOOPS_V1 = {
  ...namesOf('loops', 'Loops', 'v1'),
  origin: 'https://app.loops.so',
  pathWords: PATH_WORDS,
  credentials: ['apiKey'],
  hasTeam: true,
  fields: FIELDS,
  unproven: [...clearFacts('Loops', 'null', ['firstName', 'lastName']), ...clearFacts('Loops', '""', ['group'])],
  tags: NO_SET,
  // `false` removes a contact from a list, and a look-up returns all of its lists, so a manifest can declare the complete set.
  lists: {
    list: true,
    map: true,
    listRemovals: true,
    maxMemberLength: LONGEST,
    haveNames: true,
    refusesOptedOut: true,
    ignoresThoseWhoLeft: true,
  },
  autoresponders: NO_SET,
  customProperties: {
    // The OpenAPI document gives no pattern, and some accounts have names such as created_at. Only new names must be in
    // camelCase.
    namePattern: '[A-Za-z0-9_]+',
    nameRule: 'Latin letters, digits and _',
    defines: { namePattern: '[a-z][A-Za-z0-9]*' },
    maxNameLength: LONGEST,
    reserved: RESERVED_NAMES,
    types: ['string', 'number', 'boolean'],
    maxStringLength: LONGEST,
    // The effect of writing "" is not documented, so it is treated as a removal and null is sent, which is the documented way.
    emptyIsRemoval: true,
    dates: 'instant',
  },
  channels: { email: { statuses: ['subscribed', 'unsubscribed'], basisRequired: false } },
  waysBack: WAYS_BACK,
  countryNeedsCode: false,
  identity: {
    // The email is tried first: most contacts have one, and the response includes the userId.
    lookUp: ['email', 'userId'],
    emailChange: 'userId',
    phoneChange: false,
    moves: false,
  },
  reads: { lookUpGroup: 1, budgets: ['general'] },
  creates: { needsEmailStatus: true, needsEmail: true, welcome: false },
  deletes: true,
  deletesOptedOut: true,
  // The userId, because an update that names no email cannot create a contact by accident. A contact without a userId is updated
  // by email.
  keyFields: ['userId'],
  budgets: [{ name: 'general', limit: 10, windowMs: 1000 }],
  automations: {
    create: ['workflows that start with "Contact added", or with a list the contact is put in'],
    update: ['workflows that start with "Contact updated", or with a list the contact is added to'],
  },
} as const satisfies Capabilities;
