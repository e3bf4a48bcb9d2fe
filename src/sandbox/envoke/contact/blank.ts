// Creates a contact in which nothing is set but its ids and its date of creation.

import type { AddressBook } from '../address-book.ts';
import type { Contact } from './contact.ts';

/**
 * Creates a contact without consent. Written as one object literal, because building 100,000 contacts from parts takes seconds.
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
