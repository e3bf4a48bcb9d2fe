// Converts one contact to and from its saved state. The format is that of the API, so that a contact from an answer can be copied
// into a state, except that custom fields must not be a list. Only the email is required. Values are not checked strictly, but
// names are: the contact's interests, autoresponders and custom fields must be defined in the same saved state.

import type { JsonObject } from '../../json.ts';
import { listAt, nameAt, objectAt, oneOfAt, textAt, wholeNumberAt } from '../../state-values.ts';
import { StateError } from '../../vendor.ts';
import type { AddressBook } from '../address-book.ts';
import { blankContact } from './blank.ts';
import { expiryOf } from './consent.ts';
import { CONSENT_STATUSES, type Consent, type Contact, type Named, TEXT_FIELDS } from './contact.ts';
import { parseDate } from './dates.ts';
import { namesOf } from './json.ts';

/** The default creation date. It is earlier than the dates that tests are likely to use. */
const OLDEST = '2020-01-01 00:00:00';

const CONSENT = ['consent_status', 'consent_effective_date', 'consent_expiry'];
const KNOWN: ReadonlySet<string> = new Set([
  ...TEXT_FIELDS,
  ...CONSENT,
  ...['id', 'external_id', 'date_created', 'interests', 'autoresponders', 'custom_fields'],
]);

/** Returns the saved state of a contact as plain JSON data. */
export function contactToState(book: AddressBook, contact: Contact): unknown {
  return {
    ...contact,
    interests: namesOf(contact.interests, book.interests),
    autoresponders: namesOf(contact.autoresponders, book.autoresponders),
  };
}

/**
 * Parses the saved state of a contact.
 *
 * @param path path of the contact in the saved state, for error messages
 * @param book defines the interests, autoresponders and custom fields that the contact may have
 * @throws StateError if the contact is not valid
 */
export function contactFromState(value: unknown, path: string, book: AddressBook, defaultId: number): Contact {
  const state = objectAt(value, path);
  const unknown = Object.keys(state).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new StateError(`${path}.${unknown}: unknown`);
  nameAt(state.email, `${path}.email`);
  const id = wholeNumberAt(state.id, `${path}.id`, defaultId);
  const created = dateAt(state.date_created, `${path}.date_created`) || OLDEST;
  const blank = blankContact(book, id, created);
  const texts = TEXT_FIELDS.map((name) => [name, textAt(state[name], `${path}.${name}`)] as const);
  return {
    ...blank,
    ...Object.fromEntries(texts),
    ...consentAt(state, path),
    external_id: textAt(state.external_id, `${path}.external_id`) || blank.external_id,
    interests: membersAt(state.interests, `${path}.interests`, book.interests),
    autoresponders: membersAt(state.autoresponders, `${path}.autoresponders`, book.autoresponders),
    custom_fields: customFieldsAt(state.custom_fields, `${path}.custom_fields`, book),
  };
}

/** Parses the consent. Computes an absent expiry date from the effective date; without both dates, consent never expires. */
function consentAt(state: JsonObject, path: string): Consent {
  const status = oneOfAt(state.consent_status ?? 'Not Provided', `${path}.consent_status`, CONSENT_STATUSES);
  const effective = dateAt(state.consent_effective_date, `${path}.consent_effective_date`);
  const expiry = dateAt(state.consent_expiry, `${path}.consent_expiry`);
  return {
    consent_status: status,
    consent_effective_date: effective,
    consent_expiry: state.consent_expiry === undefined ? expiryOf(status, effective) : expiry,
  };
}

function dateAt(value: unknown, path: string): string {
  const text = textAt(value, path);
  if (text !== '' && Number.isNaN(parseDate(text))) throw new StateError(`${path}: expected YYYY-MM-DD HH:MM:SS`);
  return text;
}

function membersAt(value: unknown, path: string, known: ReadonlyMap<number, Named>): readonly number[] {
  return listAt(value, path).map((name, index) => {
    const member = [...known.values()].find((item) => item.name === name);
    if (member === undefined) throw new StateError(`${path}[${index}]: not a known name`);
    return member.id;
  });
}

function customFieldsAt(value: unknown, path: string, book: AddressBook): Contact['custom_fields'] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  const names = new Set([...book.customFields.values()].map(({ name }) => name));
  const entries = Object.entries(objectAt(value, path)).map(([name, text]): readonly [string, string] => {
    if (!names.has(name)) throw new StateError(`${path}.${name}: unknown custom field: not listed in customFields`);
    return [name, textAt(text, `${path}.${name}`)];
  });
  return Object.fromEntries(entries);
}
