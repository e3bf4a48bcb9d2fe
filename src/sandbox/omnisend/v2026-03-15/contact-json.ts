// Builds the JSON text of a contact that API 2026-03-15 returns (schema ContactResponse). A member that was never set is absent.
// A text field that was cleared is "".

import { type Contact, channelOf, primaryEmail } from '../contact/contact.ts';
import { cachedJson } from '../contact/text.ts';

/** Returns the JSON text of a contact. */
export const contactJson = cachedJson(contactResponse);

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
