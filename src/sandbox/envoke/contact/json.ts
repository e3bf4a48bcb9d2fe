// Builds a contact as the API returns it: texts that are not set are "", interests and autoresponders are listed by name.

import type { AddressBook } from '../address-book.ts';
import { phpMap } from '../json.ts';
import { statusAt } from './consent.ts';
import type { Contact, Named } from './contact.ts';

/** @param now milliseconds since the epoch; decides whether consent has expired */
export function contactJson(book: AddressBook, contact: Contact, now: number): unknown {
  return {
    ...contact,
    consent_status: statusAt(contact, now),
    interests: namesOf(contact.interests, book.interests),
    autoresponders: namesOf(contact.autoresponders, book.autoresponders),
    custom_fields: phpMap(Object.entries(contact.custom_fields)),
  };
}

/** Returns the names of the ids that are known. */
export function namesOf(ids: readonly number[], known: ReadonlyMap<number, Named>): readonly string[] {
  return ids.map((id) => known.get(id)?.name).filter((name) => name !== undefined);
}
