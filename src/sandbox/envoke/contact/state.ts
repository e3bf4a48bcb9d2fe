// One contact ↔ the same in a state: as the API shows it, so that what was read can be put back. Only the email is required.
// Lenient about values, strict about names: interests, autoresponders and custom fields must be among the state's.

import type { JsonObject } from '../../json.ts';
import { listAt, nameAt, objectAt, oneOfAt, textAt, wholeAt } from '../../state-values.ts';
import { StateError } from '../../vendor.ts';
import type { AddressBook } from '../address-book.ts';
import { blankContact } from './blank.ts';
import { expiryOf } from './consent.ts';
import { CONSENT_STATUSES, type Consent, type Contact, type Named, TEXT_FIELDS } from './contact.ts';
import { parseDate } from './dates.ts';
import { namesOf } from './json.ts';

/** Older than any date that a test is likely to write. */
const OLDEST = '2020-01-01 00:00:00';

const CONSENT = ['consent_status', 'consent_effective_date', 'consent_expiry'];
const KNOWN: ReadonlySet<string> = new Set([
  ...TEXT_FIELDS,
  ...CONSENT,
  ...['id', 'external_id', 'date_created', 'interests', 'autoresponders', 'custom_fields'],
]);

export function contactToState(book: AddressBook, contact: Contact): unknown {
  return {
    ...contact,
    interests: namesOf(contact.interests, book.interests),
    autoresponders: namesOf(contact.autoresponders, book.autoresponders),
  };
}

export function contactFromState(value: unknown, at: string, book: AddressBook, defaultId: number): Contact {
  const state = objectAt(value, at);
  const unknown = Object.keys(state).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new StateError(`${at}.${unknown}: unknown`);
  nameAt(state.email, `${at}.email`);
  const id = wholeAt(state.id, `${at}.id`, defaultId);
  const created = dateAt(state.date_created, `${at}.date_created`) || OLDEST;
  const blank = blankContact(book, id, created);
  const texts = TEXT_FIELDS.map((name) => [name, textAt(state[name], `${at}.${name}`)] as const);
  return {
    ...blank,
    ...Object.fromEntries(texts),
    ...consentAt(state, at),
    external_id: textAt(state.external_id, `${at}.external_id`) || blank.external_id,
    interests: membersAt(state.interests, `${at}.interests`, book.interests),
    autoresponders: membersAt(state.autoresponders, `${at}.autoresponders`, book.autoresponders),
    custom_fields: customFieldsAt(state.custom_fields, `${at}.custom_fields`, book),
  };
}

/** Implied consent without any date does not run out; with the date on which it began, its end is computed. */
function consentAt(state: JsonObject, at: string): Consent {
  const status = oneOfAt(state.consent_status ?? 'Not Provided', `${at}.consent_status`, CONSENT_STATUSES);
  const effective = dateAt(state.consent_effective_date, `${at}.consent_effective_date`);
  const expiry = dateAt(state.consent_expiry, `${at}.consent_expiry`);
  return {
    consent_status: status,
    consent_effective_date: effective,
    consent_expiry: state.consent_expiry === undefined ? expiryOf(status, effective) : expiry,
  };
}

function dateAt(value: unknown, at: string): string {
  const text = textAt(value, at);
  if (text !== '' && Number.isNaN(parseDate(text))) throw new StateError(`${at}: expected YYYY-MM-DD HH:MM:SS`);
  return text;
}

function membersAt(value: unknown, at: string, known: ReadonlyMap<number, Named>): readonly number[] {
  return listAt(value, at).map((name, index) => {
    const member = [...known.values()].find((item) => item.name === name);
    if (member === undefined) throw new StateError(`${at}[${index}]: no such name`);
    return member.id;
  });
}

function customFieldsAt(value: unknown, at: string, book: AddressBook): Contact['custom_fields'] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  const names = new Set([...book.customFields.values()].map(({ name }) => name));
  const entries = Object.entries(objectAt(value, at)).map(([name, text]): readonly [string, string] => {
    if (!names.has(name)) throw new StateError(`${at}.${name}: unknown, and no such name in customFields`);
    return [name, textAt(text, `${at}.${name}`)];
  });
  return Object.fromEntries(entries);
}
