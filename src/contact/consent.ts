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

/**
 * Why nothing is delivered to a channel that is not simply subscribed or never asked.
 *
 *   none          nothing has ended the subscription
 *   pending       the person was asked to confirm the subscription, and has not done so
 *   person        left by a link or a form, or through us
 *   expired       implied consent ran out; an opt-out at this account only
 *   complaint     reported as spam
 *   suppressed    the vendor delivers nothing to the address, after a bounce for instance, whatever its status is set to
 *   rejected      the person was asked to confirm, and declined
 *   unknown       ended, and the vendor does not say why, or in a word that this version does not know
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
/** Why nothing is delivered to a channel. */
export type Cause = (typeof CAUSES)[number];

/** Causes that no manifest lifts, whatever consent it declares: only the person or the vendor can. */
const FINAL = ['complaint', 'suppressed', 'rejected'] as const satisfies readonly Cause[];
/** A cause that no manifest lifts. */
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

/** Consent of an address of which only a question of its own shows that the vendor suppresses it. */
export const SUPPRESSED: ChannelConsent = {
  status: 'unsubscribed',
  optedOut: true,
  since: 'unknown',
  cause: 'suppressed',
  word: 'suppressed',
};

/** Returns the cause if no claim of newer consent ends the opt-out. */
export function finalCause({ cause }: Pick<ChannelConsent, 'cause'>): FinalCause | undefined {
  return FINAL.find((one) => one === cause);
}

/** True if the person was asked to confirm the subscription, and has not done so. */
export function isUnconfirmed({ cause }: Pick<ChannelConsent, 'cause'>): boolean {
  return cause === 'pending';
}

/** True if nothing is delivered although the person has not decided against it: suppressed, or not confirmed yet. */
export function isUnreachable({ cause }: Pick<ChannelConsent, 'cause'>): boolean {
  return cause === 'suppressed' || isUnconfirmed({ cause });
}

/** True if nothing may be sent to the channel: the person has opted out, or has not confirmed yet. */
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
