// Contacts as the bytes of their JSON text, worded once: a page is then little more than copying. Contacts are never changed in
// place, so their text holds for as long as they live; lists of 100,000 rest on it.

import type { Contact } from './contact.ts';

export function wordedOnce(shown: (contact: Contact) => unknown): (contact: Contact) => Buffer {
  const texts = new WeakMap<Contact, Buffer>();
  return (contact) => {
    const known = texts.get(contact);
    if (known !== undefined) return known;
    const text = Buffer.from(JSON.stringify(shown(contact)));
    texts.set(contact, text);
    return text;
  };
}

const COMMA = Buffer.from(',');

/** The body of a page: `{"contacts":[…],"paging":…}`. */
export function pageBytes(contacts: readonly Buffer[], paging: unknown): Buffer {
  const members = contacts.flatMap((contact, index) => (index === 0 ? [contact] : [COMMA, contact]));
  const end = `],"paging":${JSON.stringify(paging)}}`;
  return Buffer.concat([Buffer.from('{"contacts":['), ...members, Buffer.from(end)]);
}
