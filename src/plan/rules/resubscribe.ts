// Decides whether a person who opted out may be subscribed again (docs/semantics.md#resubscribing): only if the account allows it
// and the contact itself declares consent that is newer than the opt-out. Otherwise the subscription is held, or blocked with
// what is missing. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import type { ChannelConsent, ConsentEvidence, DesiredChannel } from '../../contact/consent.ts';
import type { Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockArguments } from './catalogue.ts';

/** The decision on one channel; an object says why it is blocked. */
export type ResubscribeDecision = 'allowed' | 'held' | BlockArguments['resubscribe'];

/** Decides a channel that the person has opted out of and that the manifest declares `subscribed` or `nonSubscribed`. */
export function decideResubscribe(
  channel: Channel,
  { desired: { channels }, base }: ContactToPlan,
  now: ChannelConsent,
  account: Account,
): ResubscribeDecision {
  const claim = channels[channel];
  const outdated = now.since === 'unknown' ? base?.outdatedClaims?.[channel] : undefined;
  if (claim?.status !== 'subscribed' || outdated === 'repeated') return 'held';
  // The normal case: the manifest has said `subscribed` since before the opt-out, and claims nothing.
  const isClaim = claimsNewerConsent(claim, now);
  if (!isClaim && base?.resubscribes?.includes(channel) !== true) return 'held';
  if (now.suppressed === true) return { why: 'suppressed' };
  const missing = missingForResubscribe(claim, now, account);
  if (missing.length > 0) {
    if (now.since === 'unknown') return { why: 'needs-consent-undated', missing };
    return { why: 'needs-consent', since: personal('date', now.since), missing };
  }
  // A revert, or the merge of an old branch, may bring back a claim from before the opt-out.
  return outdated === undefined ? 'allowed' : { why: 'older-consent', recordedAt: outdated.olderThan };
}

function claimsNewerConsent(claim: DesiredChannel, now: ChannelConsent): boolean {
  if (claim.consent?.supersedesOptOut === true) return true;
  if (now.since === 'unknown') return false;
  return isAfter(claim.consent?.createdAt, now.since) || isAfter(claim.statusChangedAt, now.since);
}

/** Declarations that are missing, in manifest syntax. */
function missingForResubscribe(
  { consent }: DesiredChannel,
  { since }: ChannelConsent,
  account: Account,
): readonly string[] {
  const isOlder = since !== 'unknown' && consent?.createdAt !== undefined && !isAfter(consent.createdAt, since);
  return [
    account.resubscribe === 'with-consent' ? '' : `accounts.${account.name}.resubscribe: with-consent`,
    consent?.source === undefined ? 'consent.source' : '',
    consent?.createdAt === undefined ? 'consent.createdAt' : '',
    isOlder ? 'consent.createdAt: a date later than the opt-out' : '',
    since === 'unknown' && consent?.supersedesOptOut !== true ? 'consent.supersedesOptOut: true' : '',
  ].filter((part) => part !== '');
}

/** True if the evidence is newer than the opt-out. If the vendor does not date the opt-out, the manifest must claim it. */
export function supersedes(evidence: ConsentEvidence, { since }: Pick<ChannelConsent, 'since'>): boolean {
  return since === 'unknown' ? evidence.supersedesOptOut === true : isAfter(evidence.createdAt, since);
}

/** True if the first date is later; false if it is undefined. RFC 3339 instants. */
export function isAfter(date: string | undefined, other: string): boolean {
  return date !== undefined && Date.parse(date) > Date.parse(other);
}
