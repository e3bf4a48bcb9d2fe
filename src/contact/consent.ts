// Consent as one model for every vendor: status × basis × evidence. Codecs decode into ChannelConsent; rules read nothing else.

import { CHANNELS, type Channel } from './fields.ts';

export const STATUSES = ['subscribed', 'nonSubscribed', 'unsubscribed'] as const;
export type Status = (typeof STATUSES)[number];

export const BASES = ['express', 'implied-inquiry', 'implied-transaction', 'implied-no-expiry'] as const;
export type Basis = (typeof BASES)[number];

/** Evidence that a person agreed; written only together with a transition. Dates are RFC 3339 instants in UTC. */
export interface ConsentEvidence {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** Claimed on purpose where the vendor does not say when the person opted out. */
  readonly supersedesOptOut?: boolean;
}

/** What a manifest says of one channel. */
export interface DesiredChannel {
  readonly status: Status;
  /** RFC 3339 instant in UTC. */
  readonly statusChangedAt?: string;
  readonly basis?: Basis;
  readonly consent?: ConsentEvidence;
}

/** What a vendor says of one channel, whatever its own words for it. */
export interface ChannelConsent {
  readonly status: Status;
  readonly basis?: Basis;
  /** The person has ended it (unsubscribed, spam report, suppression, expiry): only a lift may raise it again. */
  readonly optedOut: boolean;
  /** The vendor delivers nothing to the address (it bounced, or complained), and no status lifts that. */
  readonly suppressed?: true;
  /** RFC 3339 instant at which the status took effect, or 'unknown' where the vendor does not say. */
  readonly since: string | 'unknown';
  /** The vendor's own word for the status. */
  readonly cause: string;
}

/** Does the contact claim consent that supersedes an opt-out, whenever that was? */
export function claimsToSupersede({
  channels,
}: {
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
}): boolean {
  return CHANNELS.some((channel) => channels[channel]?.consent?.supersedesOptOut === true);
}
