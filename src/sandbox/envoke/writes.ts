// Applies writes to an address book. An email must be unique, unless the account allows duplicates. A remote_id must always be
// unique.

import type { AddressBook } from './address-book.ts';
import { blankContact } from './contact/blank.ts';
import { allowsSending, consentFrom, statusAt } from './contact/consent.ts';
import { type Contact, type ContactWrite, comparableEmail } from './contact/contact.ts';
import { formatDate } from './contact/dates.ts';
import { type Refusal, refuse } from './json.ts';

/**
 * Creates a contact. Returns a refusal if the email is missing, or if the email or remote_id is taken.
 *
 * @param now milliseconds since the epoch
 */
export function insert(book: AddressBook, write: ContactWrite, now: number): Contact | Refusal {
  if (write.texts.email === undefined) return refuse("'email' is required");
  const id = book.newId();
  return update(book, blankContact(book, id, formatDate(now)), write, now);
}

/**
 * Updates a contact, or returns a refusal if the new email or remote_id is taken. If consent allows sending, also records a
 * message for each autoresponder that the write adds.
 *
 * @param now milliseconds since the epoch
 */
export function update(book: AddressBook, before: Contact, write: ContactWrite, now: number): Contact | Refusal {
  const taken = takenIdentifiers(book, before, write);
  if (taken.length > 0) return refuse(...taken);
  const after = changedContact(before, write, now);
  book.put(after);
  if (allowsSending(statusAt(after, now))) {
    for (const id of after.autoresponders) {
      const name = book.autoresponders.get(id)?.name ?? '';
      if (!before.autoresponders.includes(id))
        book.sent.push({ to: after.email, kind: 'autoresponder', name, at: formatDate(now) });
    }
  }
  return after;
}

function takenIdentifiers(book: AddressBook, contact: Contact, { texts }: ContactWrite): readonly string[] {
  const { email = '', remote_id: remoteId = '' } = texts;
  const isNewEmail = email !== '' && comparableEmail(email) !== comparableEmail(contact.email);
  const emailIsTaken = isNewEmail && !book.settings.allowDuplicateEmails && book.byEmail(email).length > 0;
  const owner = book.byRemoteId(remoteId);
  return [
    ...(emailIsTaken ? ["'email' already exists"] : []),
    ...(owner !== undefined && owner.id !== contact.id ? ["'remote_id' already exists"] : []),
  ];
}

function changedContact(contact: Contact, write: ContactWrite, now: number): Contact {
  return {
    ...contact,
    ...write.texts,
    ...(write.consentStatus === undefined ? {} : consentFrom(write.consentStatus, now)),
    interests: changedMembers(contact.interests, write.interests),
    autoresponders: changedMembers(contact.autoresponders, write.autoresponders),
    custom_fields: changedFields(contact.custom_fields, write.customFields),
  };
}

function changedMembers(members: readonly number[], written: ContactWrite['interests']): readonly number[] {
  const changed = new Set(members);
  for (const [id, isSet] of written) {
    if (isSet) changed.add(id);
    else changed.delete(id);
  }
  return [...changed];
}

function changedFields(
  stored: Contact['custom_fields'],
  written: ContactWrite['customFields'],
): Contact['custom_fields'] {
  const changed = new Map(Object.entries(stored));
  for (const [name, value] of written) {
    if (value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return Object.fromEntries(changed);
}
