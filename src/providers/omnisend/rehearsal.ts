// Describes an Omnisend brand to a sandbox, in the shape of 'Contacts OpenAPI 2026-03-15'. The sandbox stores a brand in this
// shape for all versions of the API. Pure.

import type { ChannelConsent } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Circumstances, Described, Rehearsal } from '../rehearsal.ts';

/**
 * Describes Omnisend brands to a sandbox. The definitions are empty, because a brand accepts every tag and every custom property.
 */
export const rehearsal: Rehearsal = { definitions: () => ({}), contact };

function contact(live: LiveContact, { readAt }: Circumstances): Described | undefined {
  const { email, sms } = live.channels;
  const identifiers = [
    ...live.emails.map((id) => ({ type: 'email', id, channels: channel('email', email, readAt) })),
    ...live.phones.map((id) => ({ type: 'phone', id, channels: channel('sms', sms, readAt) })),
  ];
  if (identifiers.length === 0) return undefined;
  return {
    ...live.scalars,
    ...(live.id !== undefined && /^[0-9a-f]{24}$/.test(live.id) ? { id: live.id } : {}),
    identifiers,
    tags: [...(live.sets.tags ?? [])],
    customProperties: { ...live.customProperties },
  };
}

/**
 * Describes the status of a channel. A status without a date gets the date at which the contact was read, so that a consent with
 * an earlier date cannot end an opt-out.
 */
function channel(name: 'email' | 'sms', consent: ChannelConsent | undefined, readAt: string): Described {
  if (consent === undefined) return {};
  const { status, optedOut, since } = consent;
  return {
    [name]: {
      status: optedOut ? 'unsubscribed' : status,
      statusChangedAt: since === 'unknown' ? readAt : since,
    },
  };
}
