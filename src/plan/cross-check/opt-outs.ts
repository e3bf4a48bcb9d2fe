// Collects the opt-outs that are seen while an account is read, so that other accounts of the same sender can respect them
// without further requests. Enters: live contacts, one by one. Leaves: the opt-out of an address.

import type { ChannelConsent } from '../../contact/consent.ts';
import { asVendorHas, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { LiveSource } from '../../live/source.ts';

/** Map from channel to the kind of identifier that it delivers to. */
export const ADDRESS_OF = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, string>;

/** The opt-outs of one account. */
export interface OptOuts {
  /** Stores the opt-outs of a live contact. */
  readonly note: (live: LiveContact) => void;
  /** Stores an opt-out that the live contacts do not show. */
  readonly add: (channel: Channel, address: string, optOut: ChannelConsent) => void;
  /** Returns the identifier by which to ask for the suppression of an email; undefined if no live contact with it was stored. */
  readonly seen: (email: string) => Identifier | undefined;
  /** The opt-out of an address; undefined if none was seen. */
  readonly find: (channel: Channel, address: string) => ChannelConsent | undefined;
}

/**
 * Returns an empty collection of opt-outs.
 *
 * @param source if it can check suppressions, the emails of all live contacts are stored for `seen`, because such a vendor does
 * not show suppressions with its contacts
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

/** True if an opt-out applies to other accounts, too. Expired consent does not, because it is not a choice of the person. */
function countsElsewhere({ optedOut, cause }: ChannelConsent): boolean {
  return optedOut && cause !== 'expired';
}

/** Returns the addresses of a live contact that a channel may deliver to. */
export function addressesOf({ emails, phones }: LiveContact, channel: Channel): readonly string[] {
  return channel === 'email' ? emails : phones;
}

/** Returns the question that finds the contact with an address, and the key of that question. */
export function questionOf(channel: Channel, value: string): { readonly key: string; readonly ask: Identifier } {
  const ask = { kind: ADDRESS_OF[channel], value };
  return { key: identifierKey(ask), ask };
}
