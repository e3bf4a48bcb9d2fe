// Builds the JSON of a contact, as the API returns it. Text fields that are not set are "". Interests and autoresponders are
// lists of names.

import type { AddressBook } from '../address-book.ts';
import { phpMap } from '../json.ts';
import { statusAt } from './consent.ts';
import type { Contact, Named } from './contact.ts';

/**
 * Returns the JSON value of a contact.
 *
 * @param now milliseconds since the epoch, to detect expired consent
 */
export function contactJson(book: AddressBook, contact: Contact, now: number): unknown {
  return {
    ...contact,
    consent_status: statusAt(contact, now),
    interests: namesOf(contact.interests, book.interests),
    autoresponders: namesOf(contact.autoresponders, book.autoresponders),
    custom_fields: customFieldsJson(book, contact),
  };
}

function customFieldsJson({ settings, customFields }: AddressBook, { custom_fields: values }: Contact): unknown {
  if (settings.customFieldsAs === 'object') return phpMap(Object.entries(values));
  const types = new Map([...customFields.values()].map(({ name, field_type: type }) => [name, type]));
  return Object.entries(values).map(([name, value]) => ({ name, type: types.get(name) ?? 'text', value }));
}

/** Returns the names for the ids. Skips unknown ids. */
export function namesOf(ids: readonly number[], known: ReadonlyMap<number, Named>): readonly string[] {
  return ids.map((id) => known.get(id)?.name).filter((name) => name !== undefined);
}
