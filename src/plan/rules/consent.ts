// Which transitions of consent a plan may make (docs/semantics.md#consent-transitions). Reads only the decoded consent, never a vendor's words.
//
//   live \ desired    subscribed              nonSubscribed       unsubscribed
//   subscribed        -                       erases-consent      allowed
//   nonSubscribed     allowed                 -                   allowed
//   opted out         held, or lifted with    held                -
//                     consent, or blocked
//
// Beside them `unsubscribed` is allowed whatever the vendor calls the opt-out, and express consent never becomes an implied one.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Basis, ChannelConsent, DesiredChannel } from '../../contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { type Difference, difference, type FieldPath } from '../../contact/difference.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockedDifference, Held, RuleId } from '../document.ts';
import { decideResubscribe, isAfter } from './resubscribe.ts';

export interface ConsentDecision {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly held: readonly Held[];
}

type ChannelDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'transition'; readonly difference: Difference }
  | { readonly kind: 'held'; readonly since: string }
  | { readonly kind: 'blocked'; readonly blocked: BlockedDifference };

export function decideConsent(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
): ConsentDecision {
  const decisions = CHANNELS.map((channel) => ({ channel, decision: decideChannel(channel, contact, live, account) }));
  return {
    differences: decisions.flatMap(({ decision }) => (decision.kind === 'transition' ? [decision.difference] : [])),
    blocked: decisions.flatMap(({ decision }) => (decision.kind === 'blocked' ? [decision.blocked] : [])),
    held: decisions.flatMap(({ channel, decision }) =>
      decision.kind === 'held' ? [{ key: contact.desired.key, channel, since: decision.since }] : [],
    ),
  };
}

/** Implied consent of these kinds ends by itself; a plan says so and never renews it (CASL: six months, two years). */
const EXPIRING: readonly (Basis | undefined)[] = ['implied-inquiry', 'implied-transaction'];

export function endsByItself({ status, basis }: ChannelConsent): boolean {
  return status === 'subscribed' && EXPIRING.includes(basis);
}

/** Of the channels whose consent ends by itself. */
export function expiringConsent({ channels }: DesiredContact, live: LiveContact | undefined): readonly FieldPath[] {
  return CHANNELS.filter((channel) => {
    const now = live?.channels[channel];
    return channels[channel]?.status === 'subscribed' && now !== undefined && endsByItself(now);
  }).map((channel) => ['channels', channel, 'status']);
}

const NEVER_ASKED: ChannelConsent = { status: 'nonSubscribed', optedOut: false, since: 'unknown', cause: 'absent' };

function decideChannel(
  channel: Channel,
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
): ChannelDecision {
  const { desired } = contact;
  const claim = desired.channels[channel];
  const now = live?.channels[channel] ?? NEVER_ASKED;
  if (claim === undefined) return { kind: 'none' };
  if (claim.status === now.status) return decideBasis(channel, claim, now);
  const transition: ChannelDecision = {
    kind: 'transition',
    difference: difference(['channels', channel, 'status'], statusBefore(live, channel), claim.status),
  };
  const block = (rule: RuleId, message: string, unblock: string): ChannelDecision => ({
    kind: 'blocked',
    blocked: { rule, path: ['channels', channel, 'status'], before: now.status, after: claim.status, message, unblock },
  });

  if (!hasIdentifier(channel, desired, live)) {
    const identifier = channel === 'email' ? 'email' : 'phone';
    return block('channel-without-identifier', `the contact has no ${identifier}`, `declare its ${identifier}`);
  }
  if (claim.status === 'unsubscribed') {
    if (desired.protect) return block('protected', 'the contact is protected', 'remove `protect: true` first');
    return isStale(claim, now) ? block(...staleDate(claim, now)) : transition;
  }
  const lift = now.optedOut ? decideResubscribe(channel, contact, now, account) : 'lifted';
  if (lift === 'held') return { kind: 'held', since: now.since };
  if (lift !== 'lifted') return block(...lift);
  if (claim.status === 'nonSubscribed') {
    return block(
      'erases-consent',
      'the person is subscribed, and nonSubscribed would erase that without recording an opt-out',
      'declare `unsubscribed` to end the subscription, or drop the status',
    );
  }
  return isStale(claim, now) ? block(...staleDate(claim, now)) : transition;
}

/** The basis travels with a transition only, so that it is nothing to do; but an express consent must not be declared away. */
function decideBasis(channel: Channel, { status, basis }: DesiredChannel, now: ChannelConsent): ChannelDecision {
  if (status !== 'subscribed' || now.basis !== 'express' || basis === undefined || basis === 'express') {
    return { kind: 'none' };
  }
  return {
    kind: 'blocked',
    blocked: {
      rule: 'erases-consent',
      path: ['channels', channel, 'basis'],
      before: now.basis,
      after: basis,
      message: 'the person gave express consent, and an implied one would erase it',
      unblock: 'declare `basis: express`, or drop the basis',
    },
  };
}

/** A status date that is not newer than live's would be taken in silence and change nothing. */
function isStale(claim: DesiredChannel, now: ChannelConsent): boolean {
  return claim.statusChangedAt !== undefined && now.since !== 'unknown' && !isAfter(claim.statusChangedAt, now.since);
}

function staleDate(claim: DesiredChannel, now: ChannelConsent): [RuleId, string, string] {
  return [
    'stale-status-date',
    `statusChangedAt ${claim.statusChangedAt} is not newer than the vendor's ${now.since}, so the vendor would ignore it`,
    'give the date of the newer decision, or drop statusChangedAt',
  ];
}

function statusBefore(live: LiveContact | undefined, channel: Channel): string | null {
  return live?.channels[channel]?.status ?? null;
}

function hasIdentifier(channel: Channel, desired: DesiredContact, live: LiveContact | undefined): boolean {
  if (channel === 'email') return desired.identifiers.email !== undefined || (live?.emails.length ?? 0) > 0;
  return desired.identifiers.phone !== undefined || (live?.phones.length ?? 0) > 0;
}
