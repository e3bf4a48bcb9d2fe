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

/**
 * Evidence that a person consented. It is sent together with a change of status or, where the account says `backfillConsent`, by
 * itself. Dates are RFC 3339 instants in UTC.
 */
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

/**
 * What keeps the vendor from delivering to a channel, other than that the person never subscribed.
 *
 *   none          nothing
 *   pending       the person was asked to confirm the subscription, and has not done so
 *   person        the person unsubscribed by a link or a form, or rollcall wrote that status
 *   expired       implied consent ran out; treated as an opt-out at this account only
 *   complaint     the person reported a message as spam
 *   suppressed    the vendor delivers nothing to the address, for example after a bounce; no change of status ends that
 *   rejected      the person was asked to confirm the subscription, and declined
 *   unknown       the subscription has ended, and the vendor gives no reason or one that this version does not know
 */
export const CAUSES = [
  'none',
  'pending',
  'person',
  'expired',
  'complaint',
  'suppressed',
  'rejected',
  'unknown',
] as const;
/** What keeps the vendor from delivering to a channel. */
export type Cause = (typeof CAUSES)[number];

/** Causes that nothing in a manifest can lift, not even a declaration of newer consent. Only the person or the vendor can. */
const FINAL = ['complaint', 'suppressed', 'rejected'] as const satisfies readonly Cause[];
/** A cause that nothing in a manifest can lift. */
export type FinalCause = (typeof FINAL)[number];

/** The live state of one channel, in the terms of this model. */
export interface ChannelConsent {
  readonly status: Status;
  readonly basis?: Basis;
  /** True if the subscription has ended (unsubscribed, spam report, suppression, expiry): only a resubscribe may restore it. */
  readonly optedOut: boolean;
  /** RFC 3339 instant at which the status took effect, or 'unknown' if the vendor does not report it. */
  readonly since: string | 'unknown';
  readonly cause: Cause;
  /** The vendor's own word for the status. For display only. */
  readonly word: string;
}

/** Consent of a suppressed email at a vendor whose contacts do not show suppressions, so that a separate request has to ask. */
export const SUPPRESSED: ChannelConsent = {
  status: 'unsubscribed',
  optedOut: true,
  since: 'unknown',
  cause: 'suppressed',
  word: 'suppressed',
};

/** Returns the cause if no declaration of newer consent can end the opt-out; otherwise undefined. */
export function finalCause({ cause }: Pick<ChannelConsent, 'cause'>): FinalCause | undefined {
  return FINAL.find((one) => one === cause);
}

/** True if the person was asked to confirm the subscription, and has not done so. */
export function isUnconfirmed({ cause }: Pick<ChannelConsent, 'cause'>): boolean {
  return cause === 'pending';
}

/** True if the vendor suppresses the address, or if the person has not confirmed the subscription yet. Neither is an opt-out. */
export function isUnreachable({ cause }: Pick<ChannelConsent, 'cause'>): boolean {
  return cause === 'suppressed' || isUnconfirmed({ cause });
}

/** True if nothing may be sent to the channel: its subscription has ended, or the person has not confirmed it yet. */
export function isClosed({ optedOut, cause }: Pick<ChannelConsent, 'optedOut' | 'cause'>): boolean {
  return optedOut || isUnconfirmed({ cause });
}

/** True if any channel of the contact claims consent that is newer than an undated opt-out (`supersedesOptOut`). */
export function claimsToSupersede({
  channels,
}: {
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
}): boolean {
  return CHANNELS.some((channel) => channels[channel]?.consent?.supersedesOptOut === true);
}
