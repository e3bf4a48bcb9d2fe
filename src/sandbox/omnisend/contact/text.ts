// Contacts as JSON text, worded once. Contacts are never changed in place, so their text holds for as long as they live;
// lists of 100,000 rest on it.

import type { Contact } from './contact.ts';

export function textOnce(shown: (contact: Contact) => unknown): (contact: Contact) => string {
  const texts = new WeakMap<Contact, string>();
  return (contact) => {
    const known = texts.get(contact);
    if (known !== undefined) return known;
    const text = JSON.stringify(shown(contact));
    texts.set(contact, text);
    return text;
  };
}
