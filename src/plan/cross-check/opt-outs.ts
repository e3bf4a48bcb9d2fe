// Opt-outs that were seen while an account was read. Other accounts of the same sender respect them, and need no further requests
// to know them. Enters: live contacts, one by one. Leaves: the opt-out of an address.

import type { ChannelConsent } from '../../contact/consent.ts';
import { asVendorHas, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { LiveSource } from '../../live/source.ts';

/** The kind of the identifier that a channel writes to. */
export const ADDRESS_OF = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, string>;

/** The opt-outs of one account. */
export interface OptOuts {
  /** Notes what a live contact says. */
  readonly note: (live: LiveContact) => void;
  /** Notes an opt-out that is not at the vendor yet. */
  readonly add: (channel: Channel, address: string, optOut: ChannelConsent) => void;
  /** How the vendor is asked about an email that a live contact has; undefined if none was seen, or if that is not noted. */
  readonly seen: (email: string) => Identifier | undefined;
  /** The opt-out of an address; undefined if none was seen. */
  readonly find: (channel: Channel, address: string) => ChannelConsent | undefined;
}

/**
 * Returns an empty collection of opt-outs.
 *
 * @param source notes the emails of all contacts of a vendor that does not show suppressions with them
 */
export function collectOptOuts(source?: Pick<LiveSource, 'suppressed'>): OptOuts {
  const emails = source?.suppressed === undefined ? undefined : new Map<string, Identifier>();
  const seen: Readonly<Record<Channel, Map<string, ChannelConsent>>> = { email: new Map(), sms: new Map() };
  return {
    note(live) {
      for (const value of emails === undefined ? [] : live.emails)
        emails?.set(value, asVendorHas(live, { kind: 'email', value }));
      for (const channel of CHANNELS) {
        const consent = live.channels[channel];
        if (consent === undefined || !countsElsewhere(consent)) continue;
        for (const address of addressesOf(live, channel)) seen[channel].set(address, consent);
      }
    },
    seen: (email) => emails?.get(email),
    add: (channel, address, optOut) => void seen[channel].set(address, optOut),
    find: (channel, address) => seen[channel].get(address),
  };
}

/** Consent that has only expired is no choice of the person: it counts at its own account alone. */
function countsElsewhere({ optedOut, cause }: ChannelConsent): boolean {
  return optedOut && cause !== 'expired';
}

/** The addresses of a live contact that a channel may write to. */
export function addressesOf({ emails, phones }: LiveContact, channel: Channel): readonly string[] {
  return channel === 'email' ? emails : phones;
}

/** The question that finds the contact with an address, and its key. */
export function questionOf(channel: Channel, value: string): { readonly key: string; readonly ask: Identifier } {
  const ask = { kind: ADDRESS_OF[channel], value };
  return { key: identifierKey(ask), ask };
}
