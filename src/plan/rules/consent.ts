// Decides which changes of consent a plan may make (docs/semantics.md#consent-transitions). Uses only decoded consent, never a
// vendor's own values. Pure.
//
//   live \ desired    subscribed              nonSubscribed       unsubscribed
//   subscribed        -                       erases-consent      allowed
//   nonSubscribed     allowed                 -                   allowed
//   opted out         held, or allowed with   held                -
//                     consent, or blocked
//   not confirmed     held                    erases-consent      allowed
//   changed since     held                    -                   held
//   the last apply
//
// A person who would become subscribed and has opted out at another account of the same sender is treated as opted out, too.
//
// `-` means that there is nothing to write, and `erases-consent` is the rule that blocks the change. `opted out` means that the
// person has ended the subscription, whatever status the vendor shows. If that status is not `unsubscribed`, declaring
// `unsubscribed` writes it. In addition, express consent never becomes implied consent.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import { type Basis, type ChannelConsent, type DesiredChannel, isUnconfirmed } from '../../contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { type Difference, difference, type FieldPath } from '../../contact/difference.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockedDifference, Held, RuleId } from '../document.ts';
import { block } from '../match.ts';
import type { BlockArguments } from './catalogue.ts';
import { type HeldBecause, isOlderOptOut, lostSubscription, withoutSubscription } from './consent/newer-choice.ts';
import { decideResubscribe, isAfter, wayBack } from './resubscribe.ts';
import { decideElsewhere } from './sender/elsewhere.ts';
import { spreadsHere } from './sender/spread.ts';

/** The decision on all channels of a contact. */
export interface ConsentDecision {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly held: readonly Held[];
}

/** A change of status to write. `held`: why it differs from the status that the manifest declares; absent if it does not. */
interface Transition {
  readonly kind: 'transition';
  readonly difference: Difference;
  readonly held?: HeldBecause;
}

type ChannelDecision =
  | { readonly kind: 'none' }
  | Transition
  | { readonly kind: 'held'; readonly held: HeldBecause }
  | { readonly kind: 'blocked'; readonly blocked: BlockedDifference };

/** Decides on the consent of every declared channel. */
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
      'held' in decision && decision.held !== undefined
        ? [{ key: contact.desired.key, channel, ...decision.held }]
        : [],
    ),
  };
}

/** Kinds of implied consent that expire (under CASL after six months or two years). A plan reports them and never renews them. */
const EXPIRING: readonly (Basis | undefined)[] = ['implied-inquiry', 'implied-transaction'];

/** True for a subscribed channel whose consent expires by itself. */
export function consentExpires({ status, basis }: ChannelConsent): boolean {
  return status === 'subscribed' && EXPIRING.includes(basis);
}

/** Returns the status paths of channels that are declared subscribed and whose live consent expires by itself. */
export function expiringConsent({ channels }: DesiredContact, live: LiveContact | undefined): readonly FieldPath[] {
  return CHANNELS.filter((channel) => {
    const now = live?.channels[channel];
    return channels[channel]?.status === 'subscribed' && now !== undefined && consentExpires(now);
  }).map((channel) => ['channels', channel, 'status']);
}

/** The live consent that is assumed for a channel that the live contact does not have. */
export const NEVER_ASKED: ChannelConsent = {
  status: 'nonSubscribed',
  optedOut: false,
  since: 'unknown',
  cause: 'none',
  word: 'absent',
};

function decideChannel(
  channel: Channel,
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
): ChannelDecision {
  const { desired } = contact;
  const claim = desired.channels[channel];
  const now = live?.channels[channel] ?? NEVER_ASKED;
  if (spreadsHere(channel, contact, now, account)) {
    const spread = difference(['channels', channel, 'status'], now.status, 'unsubscribed');
    if (!desired.protect) return { kind: 'transition', difference: spread };
    return { kind: 'blocked', blocked: block('protected', { why: 'unsubscribe' }, spread) };
  }
  if (claim === undefined) return { kind: 'none' };
  // Only the person can confirm, so that a claim of newer consent changes nothing.
  if (claim.status === 'subscribed' && isUnconfirmed(now)) return heldAs(now, account);
  if (claim.status === now.status) return decideBasis(channel, claim, now);
  const transition: Transition = {
    kind: 'transition',
    difference: difference(['channels', channel, 'status'], statusBefore(live, channel), claim.status),
  };
  const at = { path: ['channels', channel, 'status'], before: now.status, after: claim.status };
  const blocked = <Rule extends RuleId>(rule: Rule, args: BlockArguments[Rule]): ChannelDecision => ({
    kind: 'blocked',
    blocked: block(rule, args, at),
  });

  if (!hasIdentifier(channel, desired, live)) {
    const identifier = channel === 'email' ? 'email' : 'phone';
    return blocked('channel-without-identifier', { why: 'none', identifier });
  }
  const stale = staleDate(claim, now);
  if (claim.status === 'unsubscribed') {
    if (isOlderOptOut(channel, contact, now)) {
      return { kind: 'held', held: { reason: 'subscribed-again', since: now.since } };
    }
    if (desired.protect) return blocked('protected', { why: 'unsubscribe' });
    return stale === undefined ? transition : blocked('stale-status-date', stale);
  }
  const resubscribe = now.optedOut ? decideResubscribe(channel, contact, now, account) : 'allowed';
  if (resubscribe === 'held') return heldAs(claim.status === 'subscribed' ? now : { since: now.since }, account);
  if (resubscribe !== 'allowed') return { kind: 'blocked', blocked: block(resubscribe.rule, resubscribe.args, at) };
  if (claim.status === 'nonSubscribed') return blocked('erases-consent', { why: 'status' });
  if (stale !== undefined) return blocked('stale-status-date', stale);
  const elsewhere = decideElsewhere(channel, contact, account);
  if (elsewhere === 'allowed') return decideSubscription(channel, contact, live, { account, transition });
  switch (elsewhere.kind) {
    case 'held':
      return { kind: 'held', held: elsewhere.held };
    case 'blocked':
      return { kind: 'blocked', blocked: block(elsewhere.rule, elsewhere.args, at) };
    case 'unread':
      return blocked('cross-check-failed', { account: elsewhere.account });
  }
}

/**
 * Decides on a subscription that no opt-out prevents. It is held if an earlier apply had subscribed the contact and the
 * subscription has been lost since, or if the vendor had the contact and no longer has it.
 */
function decideSubscription(
  channel: Channel,
  contact: ContactToPlan,
  live: LiveContact | undefined,
  { account, transition }: { readonly account: Account; readonly transition: Transition },
): ChannelDecision {
  if (live?.channels[channel]?.optedOut === true) return transition;
  const held = live === undefined ? withoutSubscription(channel, contact) : lostSubscription(channel, contact, live);
  if (held === undefined) return transition;
  // Where a create needs a status, leaving it out would subscribe the contact.
  const isNeeded = live === undefined && channel === 'email' && account.capabilities.creates.needsEmailStatus;
  if (!isNeeded) return { kind: 'held', held };
  return { kind: 'transition', difference: difference(transition.difference.path, null, 'unsubscribed'), held };
}

function heldAs(
  { since, cause }: Pick<ChannelConsent, 'since'> & Partial<ChannelConsent>,
  account: Account,
): ChannelDecision {
  switch (cause) {
    case 'pending':
      return { kind: 'held', held: { reason: 'unreachable', since, args: { why: cause } } };
    case 'suppressed':
      return {
        kind: 'held',
        held: { reason: 'unreachable', since, args: { why: cause, way: wayBack(cause, account) } },
      };
    default:
      return { kind: 'held', held: { reason: 'opt-out', since } };
  }
}

/**
 * Decides on a channel whose status does not change. A different basis is not sent, because a basis is sent only with a change of
 * status. Declaring implied consent where the vendor has express consent is blocked.
 */
function decideBasis(channel: Channel, { status, basis }: DesiredChannel, now: ChannelConsent): ChannelDecision {
  if (status !== 'subscribed' || now.basis !== 'express' || basis === undefined || basis === 'express') {
    return { kind: 'none' };
  }
  const at = { path: ['channels', channel, 'basis'], before: now.basis, after: basis };
  return { kind: 'blocked', blocked: block('erases-consent', { why: 'basis' }, at) };
}

/** Returns both dates if the declared one is not newer than live's, because the vendor would then silently ignore the status. */
function staleDate(
  { statusChangedAt }: DesiredChannel,
  { since }: ChannelConsent,
): BlockArguments['stale-status-date'] | undefined {
  if (statusChangedAt === undefined || since === 'unknown' || isAfter(statusChangedAt, since)) return undefined;
  return { declared: personal('date', statusChangedAt), live: personal('date', since) };
}

function statusBefore(live: LiveContact | undefined, channel: Channel): string | null {
  return live?.channels[channel]?.status ?? null;
}

function hasIdentifier(channel: Channel, desired: DesiredContact, live: LiveContact | undefined): boolean {
  if (channel === 'email') return desired.identifiers.email !== undefined || (live?.emails.length ?? 0) > 0;
  return desired.identifiers.phone !== undefined || (live?.phones.length ?? 0) > 0;
}
