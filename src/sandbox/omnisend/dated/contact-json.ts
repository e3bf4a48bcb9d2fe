// A contact as API 2026-03-15 shows it (schema ContactResponse), as JSON text. What was never set is absent; a blanked text
// field is "".

import { type Contact, channelOf, primaryEmail } from '../contact.ts';

/** Contacts are never changed in place, so their text holds for as long as they live; lists of 100,000 rest on it. */
const texts = new WeakMap<Contact, string>();

export function contactJson(contact: Contact): string {
  const known = texts.get(contact);
  if (known !== undefined) return known;
  const text = JSON.stringify(contactResponse(contact));
  texts.set(contact, text);
  return text;
}

function contactResponse(contact: Contact): unknown {
  const { id, ...rest } = contact;
  const email = primaryEmail(contact);
  return {
    id,
    email: email?.id,
    phone: contact.identifiers.filter(({ type }) => type === 'phone').map((identifier) => identifier.id),
    status: email === undefined ? undefined : channelOf(email)?.status,
    ...rest,
  };
}
