// Defines the fields by which contacts can be filtered and sorted, and how the value of a field is read from a contact.

import type { AddressBook } from '../address-book.ts';
import { statusAt } from './consent.ts';
import { type Contact, comparableEmail, TEXT_FIELDS } from './contact.ts';

/** The value of a field for comparisons. */
export type FieldValue = string | number;
/** Returns the value of a field. `now` is the current time in milliseconds since the epoch. */
export type FieldReader = (contact: Contact, now: number) => FieldValue;

const DATES = ['date_created', 'consent_effective_date', 'consent_expiry'] as const;
const CUSTOM = 'custom_fields.';

/** Returns the reader of a field, or undefined if contacts cannot be filtered or sorted by this name. */
export function fieldReader(book: AddressBook, name: string): FieldReader | undefined {
  if (name === 'id') return (contact) => contact.id;
  if (name === 'email') return (contact) => comparableEmail(contact.email);
  if (name === 'external_id') return (contact) => contact.external_id;
  if (name === 'consent_status') return (contact, now) => statusAt(contact, now);
  const plain = [...TEXT_FIELDS, ...DATES].find((known) => known === name);
  if (plain !== undefined) return (contact) => contact[plain];
  if (!name.startsWith(CUSTOM)) return undefined;
  const custom = name.slice(CUSTOM.length);
  if (![...book.customFields.values()].some((field) => field.name === custom)) return undefined;
  return ({ custom_fields: values }) => (Object.hasOwn(values, custom) ? (values[custom] ?? '') : '');
}
