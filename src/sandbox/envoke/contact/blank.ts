// A contact without anything but its id. Without a consent status nothing may be sent to it.

import type { AddressBook } from '../address-book.ts';
import type { Contact } from './contact.ts';

/** One literal, because a hundred thousand objects that are put together from parts take seconds. */
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
