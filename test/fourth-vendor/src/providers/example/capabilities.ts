// What Example can do, as data. Example is no real vendor: docs/adding-a-vendor.md shows with it what a vendor consists of, and
// test/fourth-vendor.test.ts builds it into a copy of the program.

import type { FieldName } from '../../contact/fields.ts';
import type { Capabilities, FieldSupport } from '../capabilities.ts';
import { type Document, has, hasNot, namesOf } from '../rows.ts';

const READ_ON = '2026-11-28';
const PEOPLE_PAGE: Document = { source: 'docs.example.com/people', date: READ_ON };
const STATUS_PAGE: Document = { source: 'docs.example.com/status', date: READ_ON };

const NO_FIELD = 'no such field';

const FIELDS: Readonly<Record<FieldName, FieldSupport>> = {
  id: has(PEOPLE_PAGE, 'id, given by the vendor', 'no', { write: false }),
  userId: hasNot(PEOPLE_PAGE, NO_FIELD),
  email: has(PEOPLE_PAGE, 'email; cannot be changed', 'no', { maxLength: 200 }),
  phone: hasNot(PEOPLE_PAGE, NO_FIELD),
  firstName: has(PEOPLE_PAGE, 'first_name; null removes it', 'yes', { maxLength: 50 }),
  lastName: has(PEOPLE_PAGE, 'last_name; null removes it', 'yes', { maxLength: 50 }),
  gender: hasNot(PEOPLE_PAGE, NO_FIELD),
  birthdate: hasNot(PEOPLE_PAGE, NO_FIELD),
  title: hasNot(PEOPLE_PAGE, NO_FIELD),
  company: hasNot(PEOPLE_PAGE, NO_FIELD),
  website: hasNot(PEOPLE_PAGE, NO_FIELD),
  language: hasNot(PEOPLE_PAGE, NO_FIELD),
  address: hasNot(PEOPLE_PAGE, NO_FIELD),
  address2: hasNot(PEOPLE_PAGE, NO_FIELD),
  city: hasNot(PEOPLE_PAGE, NO_FIELD),
  state: hasNot(PEOPLE_PAGE, NO_FIELD),
  postalCode: hasNot(PEOPLE_PAGE, NO_FIELD),
  country: hasNot(PEOPLE_PAGE, NO_FIELD),
  countryCode: hasNot(PEOPLE_PAGE, NO_FIELD),
  group: hasNot(PEOPLE_PAGE, NO_FIELD),
  source: hasNot(PEOPLE_PAGE, NO_FIELD),
  tags: hasNot(PEOPLE_PAGE, NO_FIELD),
  lists: hasNot(PEOPLE_PAGE, NO_FIELD),
  autoresponders: hasNot(PEOPLE_PAGE, NO_FIELD),
  customProperties: hasNot(PEOPLE_PAGE, NO_FIELD),
  'channels.email': has(STATUS_PAGE, 'status: subscribed, none or left', 'no'),
  'channels.sms': hasNot(STATUS_PAGE, 'email only'),
};

const NO_SET = { list: false, map: false, listRemovals: false } as const;

export const EXAMPLE_V1 = {
  ...namesOf('example', 'Example', 'v1'),
  origin: 'https://api.example.com',
  pathWords: ['v1', 'people'],
  credentials: ['apiKey'],
  fields: FIELDS,
  unproven: [],
  tags: NO_SET,
  lists: NO_SET,
  autoresponders: NO_SET,
  // There are none, and the row above says so; these limits are never reached.
  customProperties: {
    namePattern: '[A-Za-z0-9_]+',
    nameRule: 'Latin letters, digits and _',
    maxNameLength: 1,
    reserved: [],
    types: [],
    maxStringLength: 1,
    emptyIsRemoval: true,
  },
  channels: { email: { statuses: ['subscribed', 'nonSubscribed', 'unsubscribed'], basisRequired: false } },
  countryNeedsCode: false,
  identity: { lookUp: ['email'], emailChange: 'none', phoneChange: false, moves: false },
  reads: { list: { pageSize: 50, complete: true }, lookUpGroup: 1, budgets: ['general'] },
  creates: { needsEmailStatus: false, needsEmail: true, welcome: false },
  deletesOptedOut: true,
  deletes: false,
  keyFields: ['id'],
  // docs.example.com/limits, read 2026-11-28: a 429 says in Retry-After how many seconds to wait.
  budgets: [{ name: 'general', limit: 20, windowMs: 1000 }],
  automations: { create: [], update: [] },
} as const satisfies Capabilities;
