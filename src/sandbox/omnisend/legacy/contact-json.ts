// Builds the JSON text of a contact that v3 and v5 return. In recorded answers of v3 (stovendo-com/omnisend-sdk, 2024-05-24),
// members that are not set are "" or null, although writes with such values can be refused. According to its documents, v5
// returns the same object.

import { type Contact, channelOf, FIELDS, type Identifier, primaryEmail } from '../contact/contact.ts';
import { cachedJson } from '../contact/text.ts';

/** Returns the JSON text of a contact. */
export const contactJson = cachedJson(contactResponse);

function contactResponse(contact: Contact): unknown {
  const email = primaryEmail(contact);
  const phones = contact.identifiers.filter(({ type }) => type === 'phone').map(({ id }) => id);
  return {
    email: email?.id,
    contactID: contact.id,
    createdAt: contact.createdAt,
    ...Object.fromEntries(FIELDS.map((name) => [name, contact[name] ?? ''])),
    phone: phones.length > 0 ? phones : null,
    status: email === undefined ? undefined : channelOf(email)?.status,
    tags: contact.tags,
    segments: contact.segments,
    statuses: contact.statuses.map(({ statusChangedAt: date, channel, status }) => ({ channel, status, date })),
    optIns: contact.optIns.map(({ channel, optInAt: date }) => ({ channel, date })),
    consents: contact.consents.length > 0 ? contact.consents : null,
    customProperties: Object.keys(contact.customProperties).length > 0 ? contact.customProperties : null,
    identifiers: contact.identifiers.map(identifierResponse),
  };
}

function identifierResponse({ id, type, channels }: Identifier): unknown {
  const shown = Object.entries(channels).map(([name, { status, statusChangedAt: statusDate }]) => [
    name,
    { status, statusDate },
  ]);
  return { id, type, channels: Object.fromEntries(shown) };
}
