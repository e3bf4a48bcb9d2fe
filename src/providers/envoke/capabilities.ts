// The capabilities of Envoke as data. The maximum lengths are those of the vendor's table of fields. The vendor does not document
// what it does with longer values, so the manifest check rejects them.

import type { FieldName } from '../../contact/fields.ts';
import type { Capabilities, FieldSupport } from '../capabilities.ts';
import { clearFacts, type Document, type Facts, has, hasNot, namesOf, timeFact } from '../rows.ts';

const READ_ON = '2026-11-21';
const FIELDS_ARTICLE: Document = { source: 'support.envoke.com 1697226', date: READ_ON };
const UPDATE_ARTICLE: Document = { source: 'support.envoke.com 1697196', date: READ_ON };
const LIST_ARTICLE: Document = { source: 'support.envoke.com 1697197', date: READ_ON };
const TAGS_ARTICLES: Document = { source: 'support.envoke.com 15147527, 15147541 and 6650864', date: '2026-11-30' };
const DRUPAL_MODULE: Document = { source: 'drupal.org/project/envoke', date: READ_ON };

const NO_FIELD = 'no such contact field; a custom field can hold it';

/**
 * Builds the row of a text field. The vendor returns `""` for a field that is not set, and writing `""` is believed to clear it.
 */
function text(name: string, maxLength: number, facts: Facts = {}): FieldSupport {
  return has(FIELDS_ARTICLE, `${name}; "" is believed to empty it`, 'unproven', { maxLength, ...facts });
}

const FIELDS: Readonly<Record<FieldName, FieldSupport>> = {
  firstName: text('first_name', 20),
  lastName: text('last_name', 20),
  gender: hasNot(FIELDS_ARTICLE, NO_FIELD),
  birthdate: hasNot(FIELDS_ARTICLE, NO_FIELD),
  title: text('title', 50),
  company: text('company', 50),
  website: text('website', 255),
  language: text('language', 2),
  address: text('address_1', 100),
  address2: text('address_2', 100),
  city: text('city', 20),
  state: text('province', 50),
  postalCode: text('postal_code', 15),
  country: text('country, which it shares with the code', 50, { yieldsTo: 'countryCode' }),
  countryCode: text('country, which it shares with the name and wins', 50),
  group: hasNot(FIELDS_ARTICLE, NO_FIELD),
  source: hasNot(FIELDS_ARTICLE, NO_FIELD),
  id: has(FIELDS_ARTICLE, 'id, a number given by the vendor, compared as text', 'no', { write: false }),
  userId: has(FIELDS_ARTICLE, 'remote_id, your own', 'no', { maxLength: 60 }),
  email: has(UPDATE_ARTICLE, 'email; changed by a request that names the id', 'no', { maxLength: 60 }),
  phone: has(FIELDS_ARTICLE, 'phone, free text', 'no', { maxLength: 25 }),
  tags: hasNot(
    TAGS_ARTICLES,
    'no document shows a contact with its tags: they cannot be compared. The reference of tags says that they are also called interests; those are lists',
  ),
  lists: has(
    DRUPAL_MODULE,
    'interests: read as names, written as name → Set or Unset, one contact a request. Bulk calls of up to 1,000 contacts are documented for tags alone, without a URL (15147527), and nothing says that an interest has the id of a tag',
    'yes',
    { certainty: 'seen' },
  ),
  autoresponders: has(DRUPAL_MODULE, 'autoresponders: read as names, written as name → Set or Unset', 'yes', {
    certainty: 'seen',
  }),
  customProperties: has(FIELDS_ARTICLE, 'custom_fields; "" is believed to empty one', 'unproven'),
  'channels.email': has(LIST_ARTICLE, 'consent_status, beside it consent_description', 'no'),
  'channels.sms': hasNot(FIELDS_ARTICLE, 'email only'),
};

/**
 * The unproven facts: that `""` empties each of these fields, and that dates keep the time of day. The vendor stores `country`
 * and `countryCode` in one field.
 */
const UNPROVEN = [
  ...clearFacts('Envoke', '""', [
    ...(['firstName', 'lastName', 'title', 'company', 'website', 'language', 'address', 'address2', 'city'] as const),
    ...(['state', 'postalCode', 'country', 'countryCode', 'customProperties'] as const),
  ]),
  timeFact('Envoke'),
];

/** Capabilities of Envoke v1. */
export const ENVOKE_V1 = {
  ...namesOf('envoke', 'Envoke', 'v1'),
  origin: 'https://e1.envoke.com',
  // Custom fields are read from /v2; everything else uses /v1.
  pathWords: ['v1', 'v2', 'contacts', 'customfields', 'interests', 'autoresponders'],
  credentials: ['apiId', 'apiKey'],
  fields: FIELDS,
  unproven: UNPROVEN,
  tags: { list: false, map: false, listRemovals: false },
  lists: { list: true, map: true, listRemovals: true },
  // Only the map form is allowed. Joining an autoresponder sends mail, so a manifest must name each one; a list would also remove
  // the contact from those that it does not name. Autoresponders need consent that allows sending: support.envoke.com, read
  // 2026-11-21.
  autoresponders: { list: false, map: true, listRemovals: false, refusesOptedOut: true },
  customProperties: {
    namePattern: '[A-Za-z0-9_]+',
    nameRule: 'Latin letters, digits and _',
    // No maximum is documented for names or values; these bounds guard against accidents.
    maxNameLength: 255,
    reserved: [],
    // The vendor's types are text, note, date and url, all of them strings.
    types: ['string'],
    maxStringLength: 65_535,
    emptyIsRemoval: true,
    // `YYYY-MM-DD HH:MM:SS`, the format of the vendor's own dates. How it treats a time zone or a fraction of a second is not
    // documented.
    dates: 'day and time',
  },
  // Evidence can be added without sending the status, because consent_description is a field of its own (support.envoke.com
  // 1697226, read 2026-11-21).
  channels: {
    email: { statuses: ['subscribed', 'nonSubscribed', 'unsubscribed'], basisRequired: true, takesEvidence: true },
  },
  waysBack: {
    // Contacts manage their consent themselves: support.envoke.com 1690589 and 1690700, read 2026-11-29.
    complaint: 'if the person wants to come back, they say so on a form or on Envoke’s preferences page',
  },
  countryNeedsCode: false,
  identity: {
    lookUp: ['id', 'userId', 'email'],
    emailChange: 'id',
    phoneChange: true,
    moves: true,
    phonesByDigits: true,
  },
  // Pages are addressed by offset: a contact created or deleted during a listing shifts them, so a missing contact proves
  // nothing. A group of look-ups is split before its query exceeds 4,000 characters, a length that common servers accept.
  reads: {
    list: { pageSize: 100, complete: false },
    lookUpGroup: 100,
    maxQueryLength: 4000,
    budgets: ['general'],
  },
  // It is not documented whether a contact can exist without an email, so an email is required.
  creates: { needsEmailStatus: false, needsEmail: true, welcome: false },
  deletes: true,
  // Contacts whose consent was revoked, or who reported spam, cannot be deleted (help article 1690800, read 27 November 2026).
  deletesOptedOut: false,
  keyFields: ['id', 'email', 'remote_id'],
  // Source: 'Contact API Update' (support.envoke.com 1697196).
  riskyKeyField: {
    keyField: 'remote_id',
    consequence:
      'With remote_id as the key, Envoke allows several contacts with the same email, and these people may get a mail twice',
    advice: 'Keep the default, id, unless Envoke support has switched the account to remote_id on purpose',
  },
  // Envoke's Drupal module retries a 401, because Envoke returns some without a reason.
  spuriousUnauthorized: true,
  // No limit is documented; this one is our own cautious choice.
  budgets: [{ name: 'general', limit: 60, windowMs: 60_000 }],
  automations: {
    create: ['hooks on api_submission, and the messages of every autoresponder that is set'],
    update: ['hooks on api_submission, and the messages of every autoresponder that is set'],
  },
} as const satisfies Capabilities;
