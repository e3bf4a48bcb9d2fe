// Marks the contacts to plan that must not be mailed, and makes contacts to plan of people who are found at a vendor and whom nobody
// declares. Pure.

import type { DesiredContact, LiveContact, SourcePosition } from '../../contact/contact.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import type { ContactToPlan } from '../contact-to-plan.ts';

/** Finds the suppression that names a contact by an identifier that it declares. */
export function suppressionOf({ desired, base }: ContactToPlan, guard: Guard): Suppression | undefined {
  const { email, phone } = desired.identifiers;
  const others = base?.alternatives ?? [];
  const emails = [email, desired.previously?.email, ...others.map(({ kind, value }) => kind === 'email' && value)];
  const phones = [phone, ...others.map(({ kind, value }) => kind === 'phone' && value)];
  return guard.find({ emails: emails.filter(isText), phones: phones.filter(isText) });
}

function isText(value: string | false | undefined): value is string {
  return typeof value === 'string';
}

/** Marks a contact that must not be mailed. Its own claims of consent are set aside: no request may carry them. */
export function mark(contact: ContactToPlan): ContactToPlan {
  if (contact.suppressed !== undefined) return contact;
  const { desired } = contact;
  return {
    ...contact,
    desired: { ...desired, channels: {}, welcome: false },
    suppressed: { claims: desired.channels, isDeclared: contact.base?.removed === undefined },
  };
}

/** Makes a contact to plan of somebody at the vendor whom nobody declares. */
export function undeclaredContact(
  account: string,
  live: Pick<LiveContact, 'id' | 'userId' | 'emails' | 'phones'>,
  source: SourcePosition,
): ContactToPlan {
  const identifiers = identifiersOf(live);
  const { userId, email, phone, id } = identifiers;
  return {
    desired: {
      account,
      key: `${account}/${userId ?? email ?? phone ?? id ?? ''}`,
      source,
      identifiers,
      scalars: {},
      sets: {},
      customProperties: {},
      pruneCustomProperties: false,
      channels: {},
      welcome: false,
      protect: false,
    },
    suppressed: { claims: {}, isDeclared: false },
  };
}

function identifiersOf({
  id,
  userId,
  emails: [email],
  phones: [phone],
}: Pick<LiveContact, 'id' | 'userId' | 'emails' | 'phones'>): DesiredContact['identifiers'] {
  return {
    ...(id === undefined ? {} : { id }),
    ...(userId === undefined ? {} : { userId }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}
