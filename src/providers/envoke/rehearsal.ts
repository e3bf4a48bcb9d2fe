// Describes an Envoke account to a sandbox, in the shapes of 'support.envoke.com 1697195' (contacts) and '15147579' (custom
// fields), read 2026-11-21. Pure.

import type { LiveContact } from '../../contact/contact.ts';
import type { Circumstances, Definitions, Described, Rehearsal } from '../rehearsal.ts';
import { encodeScalar } from './codec.ts';
import { spellConsent } from './consent.ts';

/** Describes Envoke v1 accounts to a sandbox. */
export const rehearsal: Rehearsal = { definitions, contact };

function definitions({ properties, lists, autoresponders, keyField, sharesEmails = false }: Definitions): Described {
  return {
    interests: [...lists].map((name) => ({ name })),
    autoresponders: [...autoresponders].map((name) => ({ name })),
    customFields: [...properties].map(([name, type]) => ({ name, field_type: type === 'date' ? 'date' : 'text' })),
    // This setting allows remote_id as a key field and several contacts with one email: Envoke's support enables both together
    // (support.envoke.com 1697196).
    ...(keyField === 'remote_id' || sharesEmails ? { allowDuplicateEmails: true } : {}),
  };
}

function contact(live: LiveContact, _circumstances: Circumstances): Described | undefined {
  const [email] = live.emails;
  if (email === undefined) return undefined;
  const { country, countryCode, ...scalars } = live.scalars;
  const { email: consent } = live.channels;
  return {
    ...Object.fromEntries(Object.entries(scalars).map(([field, value]) => encodeScalar(field, value))),
    ...(live.id !== undefined && /^\d{1,15}$/.test(live.id) ? { id: Number(live.id) } : {}),
    ...(live.userId === undefined ? {} : { remote_id: live.userId }),
    email,
    phone: live.phones[0] ?? '',
    country: country ?? countryCode ?? '',
    interests: [...(live.sets.lists ?? [])],
    autoresponders: [...(live.sets.autoresponders ?? [])],
    custom_fields: { ...live.customProperties },
    consent_status: consent === undefined ? 'Not Provided' : spellConsent(consent),
  };
}
