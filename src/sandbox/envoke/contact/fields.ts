// The fields by which contacts can be filtered and sorted, with the values that are compared.

import type { AddressBook } from '../address-book.ts';
import { statusAt } from './consent.ts';
import { type Contact, comparableEmail, TEXT_FIELDS } from './contact.ts';

/** A value that can be compared. */
export type FieldValue = string | number;
/** Reads a field's value at a given time, in milliseconds since the epoch. */
export type FieldReader = (contact: Contact, now: number) => FieldValue;

const DATES = ['date_created', 'consent_effective_date', 'consent_expiry'] as const;
const CUSTOM = 'custom_fields.';

/** Returns the reader of a field; undefined if there is no such field. */
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
