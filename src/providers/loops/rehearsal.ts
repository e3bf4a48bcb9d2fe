// Describes a Loops account to a sandbox, in the shapes of 'Loops OpenAPI 1.21.6': the answers of `/contacts/find`,
// `/contacts/properties` and `/lists`. Pure.

import type { LiveContact } from '../../contact/contact.ts';
import type { Circumstances, Definitions, Described, Rehearsal } from '../rehearsal.ts';
import { encodeScalar } from './codec.ts';

/** Describes Loops v1 accounts to a sandbox. */
export const rehearsal: Rehearsal = { definitions, contact };

function definitions({ properties, lists, listNames }: Definitions): Described {
  return {
    lists: [...lists].map((id) => {
      const name = listNames.get(id);
      return name === undefined ? { id } : { id, name };
    }),
    properties: [...properties].map(([key, type]) => ({ key, type })),
  };
}

function contact(live: LiveContact, { suppressed }: Circumstances): Described | undefined {
  const [email] = live.emails;
  if (email === undefined) return undefined;
  const { email: consent } = live.channels;
  const scalars = Object.entries(live.scalars).map(([field, value]) => encodeScalar(field, value));
  return {
    ...live.customProperties,
    source: '',
    ...Object.fromEntries(scalars),
    email,
    ...(live.userId === undefined ? {} : { userId: live.userId }),
    subscribed: consent?.status === 'subscribed' && !consent.optedOut,
    ...(consent?.cause === 'rejected' || consent?.cause === 'pending' ? { optInStatus: consent.cause } : {}),
    mailingLists: Object.fromEntries((live.sets.lists ?? []).map((id) => [id, true])),
    suppressed,
  };
}
