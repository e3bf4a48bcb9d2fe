// A contact as API 2026-03-15 shows it (schema ContactResponse), as JSON text. What was never set is absent; a blanked text
// field is "".

import { type Contact, channelOf, primaryEmail } from '../contact/contact.ts';
import { textOnce } from '../contact/text.ts';

export const contactJson = textOnce(contactResponse);

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
