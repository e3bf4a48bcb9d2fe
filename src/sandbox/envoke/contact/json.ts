// A contact as the API shows it: texts that are not set are "", interests and autoresponders are names.

import type { AddressBook } from '../address-book.ts';
import { phpMap } from '../json.ts';
import { statusAt } from './consent.ts';
import type { Contact, Named } from './contact.ts';

export function contactJson(book: AddressBook, contact: Contact, now: number): unknown {
  return {
    ...contact,
    consent_status: statusAt(contact, now),
    interests: namesOf(contact.interests, book.interests),
    autoresponders: namesOf(contact.autoresponders, book.autoresponders),
    custom_fields: phpMap(Object.entries(contact.custom_fields)),
  };
}

export function namesOf(ids: readonly number[], known: ReadonlyMap<number, Named>): readonly string[] {
  return ids.map((id) => known.get(id)?.name).filter((name) => name !== undefined);
}
