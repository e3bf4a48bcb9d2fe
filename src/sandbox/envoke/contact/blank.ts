// Creates an empty contact: only its ids and its date of creation are set.

import type { AddressBook } from '../address-book.ts';
import type { Contact } from './contact.ts';

/**
 * Creates an empty contact without consent. It is one object literal, because merging objects for 100,000 contacts takes seconds.
 *
 * @param created date in the vendor's format
 */
export function blankContact(book: AddressBook, id: number, created: string): Contact {
  return {
    id,
    external_id: book.externalId(id),
    remote_id: '',
    email: '',
    first_name: '',
    last_name: '',
    title: '',
    company: '',
    phone: '',
    address_1: '',
    address_2: '',
    city: '',
    province: '',
    postal_code: '',
    country: '',
    website: '',
    language: '',
    feedback: '',
    consent_status: 'Not Provided',
    consent_description: '',
    consent_effective_date: '',
    consent_expiry: '',
    date_created: created,
    interests: [],
    autoresponders: [],
    custom_fields: {},
  };
}
