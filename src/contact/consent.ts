// One model of consent for all vendors: status, legal basis and evidence. Each vendor's codec decodes the live values into
// ChannelConsent, and the rules of the planner depend on that type instead of on vendor values.

import { CHANNELS, type Channel } from './fields.ts';

/** Statuses of a channel: the person has subscribed, was never asked, or has opted out. */
export const STATUSES = ['subscribed', 'nonSubscribed', 'unsubscribed'] as const;
/** Status of a channel. */
export type Status = (typeof STATUSES)[number];

/** Legal bases of a subscription (CASL): express consent, and three kinds of implied consent. */
export const BASES = ['express', 'implied-inquiry', 'implied-transaction', 'implied-no-expiry'] as const;
/** Legal basis of a subscription. */
export type Basis = (typeof BASES)[number];

/** Evidence that a person consented. It is sent only together with a change of status. Dates are RFC 3339 instants in UTC. */
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
  /** When the status changed: RFC 3339 instant in UTC. */
  readonly statusChangedAt?: string;
  readonly basis?: Basis;
  readonly consent?: ConsentEvidence;
}

/** The live state of one channel, in the terms of this model. */
export interface ChannelConsent {
  readonly status: Status;
  readonly basis?: Basis;
  /** True if the subscription has ended (unsubscribed, spam report, suppression, expiry): only a resubscribe may restore it. */
  readonly optedOut: boolean;
  /** True if the vendor delivers nothing to the address after a bounce or a complaint, whatever the status is set to. */
  readonly suppressed?: true;
  /** RFC 3339 instant at which the status took effect, or 'unknown' if the vendor does not report it. */
  readonly since: string | 'unknown';
  /** The vendor's own name for the status. */
  readonly cause: string;
}

/** True if any channel of the contact claims consent that is newer than an undated opt-out (`supersedesOptOut`). */
export function claimsToSupersede({
  channels,
}: {
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
}): boolean {
  return CHANNELS.some((channel) => channels[channel]?.consent?.supersedesOptOut === true);
}
