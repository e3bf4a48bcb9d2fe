// Respects what a person chose after the last apply, against declarations that are older than that apply
// (docs/semantics.md#newer-choices). A contact that is gone is not created again as subscribed, a subscription that was lost is
// not restored, and an opt-out that was applied does not end a later subscription. A newer declaration wins in each case. Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { ChannelConsent, Status } from '../../../contact/consent.ts';
import type { LiveContact } from '../../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../../contact/fields.ts';
import type { Held } from '../../document.ts';
import { isAfter } from '../resubscribe.ts';

/** Something held, without the contact and the channel that it is about. */
export type HeldBecause = Omit<Held, 'key' | 'channel'>;

/** Returns the held subscriptions of a contact that is gone and must not be created again as subscribed; none if it may be. */
export function subscriptionsOfGone(contact: ContactToPlan): readonly Held[] {
  const { desired } = contact;
  const because = whyGone(contact);
  if (because === undefined || desired.recreate === true) return [];
  return CHANNELS.flatMap((channel) =>
    desired.channels[channel]?.status === 'subscribed' ? [{ key: desired.key, channel, ...because }] : [],
  );
}

function whyGone(contact: ContactToPlan): HeldBecause | undefined {
  if (wasThere(contact)) return wasHere(contact.confirmed?.length === 0 ? 'undeclared' : 'gone', contact);
  return contact.unknownBefore === true ? MAY_HAVE_BEEN : undefined;
}

/** The vendor may have had the contact, because it is not known who was among the rows of its query. */
const MAY_HAVE_BEEN: HeldBecause = { reason: 'may-have-been-here', since: 'unknown', args: {} };

/**
 * Returns what is held of a contact that an erasure named at an earlier apply, and whose erasure was removed from the manifests.
 * The vendor does not have the contact, and removing an erasure must not bring the person back. Empty if the contact may be
 * created.
 */
export function erasedAndGone({ desired, erasedBefore: at }: ContactToPlan): readonly Held[] {
  if (at === undefined || desired.recreate === true) return [];
  const channel = desired.identifiers.email === undefined ? 'sms' : 'email';
  return [{ key: desired.key, channel, reason: 'was-erased', since: 'unknown', args: { why: 'gone', at } }];
}

/**
 * Returns what is held of a contact that an erasure named at an earlier apply, and that the vendor still has, because it does not delete
 * contacts. Removing the erasure from the manifests must not fill the contact again. Empty if the contact is subscribed, because then
 * the person has come back, and if `recreate` asks for it.
 */
export function erasedAndSilent(
  { desired, erasedBefore: at }: ContactToPlan,
  { channels }: LiveContact,
): readonly Held[] {
  if (at === undefined || desired.recreate === true) return [];
  if (CHANNELS.some((channel) => channels[channel]?.status === 'subscribed')) return [];
  const channel = desired.identifiers.email === undefined ? 'sms' : 'email';
  return [{ key: desired.key, channel, reason: 'was-erased', since: 'unknown', args: { why: 'silent', at } }];
}

/** Returns why a contact that is created again gets no subscription; undefined if it may have one. */
export function withoutSubscription(channel: Channel, contact: ContactToPlan): HeldBecause | undefined {
  const { desired, confirmedAt } = contact;
  const evidence = desired.channels[channel]?.consent?.createdAt;
  const erased = erasedWithoutEvidence(channel, contact);
  if (erased !== undefined) return erased;
  if (contact.unknownBefore === true) return MAY_HAVE_BEEN;
  if (!wasThere(contact) || isSince(evidence, confirmedAt)) return undefined;
  return wasHere('recreated', contact);
}

/** Returns why somebody whom an erasure named at an earlier apply gets no subscription; undefined if newer evidence allows it. */
function erasedWithoutEvidence(
  channel: Channel,
  { desired, erasedBefore: at }: ContactToPlan,
): HeldBecause | undefined {
  if (at === undefined || isSince(desired.channels[channel]?.consent?.createdAt, at)) return undefined;
  return { reason: 'was-erased', since: 'unknown', args: { why: 'recreated', at } };
}

/** Returns why a subscription that was applied and has been lost since is not restored; undefined if it may be. */
export function lostSubscription(channel: Channel, contact: ContactToPlan, live: LiveContact): HeldBecause | undefined {
  const { desired, confirmedAt, isWithheld } = contact;
  const erased = erasedWithoutEvidence(channel, contact);
  if (erased !== undefined) return erased;
  if (channel === 'sms' && hasLostPhone(contact, live)) {
    return isSince(desired.channels.sms?.consent?.createdAt, confirmedAt) ? undefined : wasHere('anew', contact);
  }
  if (isWithheld === true || !wasThere(contact) || !wasDeclared('subscribed', channel, contact)) return undefined;
  const { consent, statusChangedAt } = desired.channels[channel] ?? {};
  const isNewClaim = isSince(consent?.createdAt, confirmedAt) || isSince(statusChangedAt, confirmedAt);
  return isNewClaim ? undefined : wasHere('anew', contact);
}

/** True if the vendor had the declared phone, and the live contact has it no more: the person may have asked for that. */
function hasLostPhone(
  { desired, confirmed = [], mayBeAbsent, undeclaredPhone }: ContactToPlan,
  live: LiveContact,
): boolean {
  const { phone } = desired.identifiers;
  if (phone === undefined || live.phones.includes(phone)) return false;
  if (undeclaredPhone === true) return true;
  return mayBeAbsent !== true && confirmed.some(({ identifiers }) => identifiers.phone === phone);
}

function wasThere({ confirmed, mayBeAbsent }: ContactToPlan): boolean {
  return confirmed !== undefined && mayBeAbsent !== true;
}

/** True if the status was applied: all declarations of the contact that may have been applied have it. */
function wasDeclared(status: Status, channel: Channel, { confirmed = [] }: ContactToPlan): boolean {
  return confirmed.length > 0 && confirmed.every((entry) => entry.channels[channel]?.status === status);
}

function wasHere(why: 'gone' | 'undeclared' | 'recreated' | 'anew', { confirmedAt = '' }: ContactToPlan): HeldBecause {
  return { reason: 'was-here', since: 'unknown', args: { why, at: confirmedAt } };
}

function isSince(date: string | undefined, confirmedAt: string | undefined): boolean {
  return confirmedAt !== undefined && isAfter(date, confirmedAt);
}

/** True if the declared opt-out was applied before and the person has subscribed since, so that the subscription is newer. */
export function isOlderOptOut(channel: Channel, contact: ContactToPlan, now: ChannelConsent): boolean {
  const { desired, confirmedAt } = contact;
  if (now.status !== 'subscribed' || !wasDeclared('unsubscribed', channel, contact)) return false;
  const { statusChangedAt } = desired.channels[channel] ?? {};
  if (now.since !== 'unknown') return !isAfter(statusChangedAt, now.since);
  // The vendor does not say when the person subscribed: only a date after the apply may be newer than that.
  return !isSince(statusChangedAt, confirmedAt);
}
