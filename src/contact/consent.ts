// One model of consent for every vendor: status × basis × evidence. Codecs decode vendor values into ChannelConsent, and the
// rules read only that.

import { CHANNELS, type Channel } from './fields.ts';

/** Statuses of a channel: mailable, never asked, opted out. */
export const STATUSES = ['subscribed', 'nonSubscribed', 'unsubscribed'] as const;
/** Status of a channel. */
export type Status = (typeof STATUSES)[number];

/** Legal bases of a subscription (CASL): express consent, and three kinds of implied consent. */
export const BASES = ['express', 'implied-inquiry', 'implied-transaction', 'implied-no-expiry'] as const;
/** Legal basis of a subscription. */
export type Basis = (typeof BASES)[number];

/** Evidence that a person agreed; sent only together with a change of status. Dates are RFC 3339 instants in UTC. */
export interface ConsentEvidence {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** Claims that the consent is newer than the opt-out, for vendors that do not date opt-outs. */
  readonly supersedesOptOut?: boolean;
}

/** The declared state of one channel. */
export interface DesiredChannel {
  readonly status: Status;
  /** RFC 3339 instant in UTC. */
  readonly statusChangedAt?: string;
  readonly basis?: Basis;
  readonly consent?: ConsentEvidence;
}

/** The live state of one channel, in the terms of this model. */
export interface ChannelConsent {
  readonly status: Status;
  readonly basis?: Basis;
  /** The subscription has ended (unsubscribed, spam report, suppression, expiry): only a resubscribe may restore it. */
  readonly optedOut: boolean;
  /** The vendor delivers nothing to the address after a bounce or a complaint, and setting a status does not change that. */
  readonly suppressed?: true;
  /** RFC 3339 instant at which the status took effect, or 'unknown' where the vendor does not say. */
  readonly since: string | 'unknown';
  /** The vendor's own name of the status. */
  readonly cause: string;
}

/** True if the contact claims consent that supersedes an undated opt-out. */
export function claimsToSupersede({
  channels,
}: {
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
}): boolean {
  return CHANNELS.some((channel) => channels[channel]?.consent?.supersedesOptOut === true);
}
