// Caches the JSON text of contacts. Safe because contacts are never changed in place; needed for lists of 100,000 contacts.

import type { Contact } from './contact.ts';

/** Wraps a function that builds a contact's JSON value; the result builds its text once per contact. */
export function cachedJson(shown: (contact: Contact) => unknown): (contact: Contact) => string {
  const texts = new WeakMap<Contact, string>();
  return (contact) => {
    const known = texts.get(contact);
    if (known !== undefined) return known;
    const text = JSON.stringify(shown(contact));
    texts.set(contact, text);
    return text;
  };
}
