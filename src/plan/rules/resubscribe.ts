// Decides whether a person who opted out may be subscribed again (docs/semantics.md#resubscribing). That requires that the
// account allows it and that the contact declares consent newer than the opt-out. Otherwise the opt-out is respected (held), or
// the change is blocked with a list of what is missing. After a complaint, a suppression or a declined confirmation, it is never
// allowed. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import {
  type ChannelConsent,
  type ConsentEvidence,
  type DesiredChannel,
  type FinalCause,
  finalCause,
} from '../../contact/consent.ts';
import type { Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockArguments } from './catalogue.ts';

/**
 * The decision on one channel. `held`: the opt-out is respected. An object: the rule that blocks the change, with its arguments.
 */
export type ResubscribeDecision =
  | 'allowed'
  | 'held'
  | {
      readonly [Rule in 'resubscribe' | 'complained' | 'suppressed']: {
        readonly rule: Rule;
        readonly args: BlockArguments[Rule];
      };
    }['resubscribe' | 'complained' | 'suppressed'];

/**
 * Decides on a channel that the person has opted out of and that the manifest declares `subscribed` or `nonSubscribed`.
 *
 * @param optedOutAt the account at which the person has opted out, if it is another one of the same sender
 */
export function decideResubscribe(
  channel: Channel,
  { desired: { channels }, base }: ContactToPlan,
  now: ChannelConsent,
  account: Account,
  optedOutAt: Account = account,
): ResubscribeDecision {
  const claim = channels[channel];
  const outdated = now.since === 'unknown' ? base?.outdatedClaims?.[channel] : undefined;
  if (claim?.status !== 'subscribed' || outdated === 'repeated') return 'held';
  // Usually the manifest has declared `subscribed` since before the opt-out and claims no newer consent: respect the opt-out.
  const isClaim = claimsNewerConsent(claim, now);
  if (!isClaim && base?.resubscribes?.includes(channel) !== true) return 'held';
  const final = finalCause(now);
  if (final !== undefined) return refuseFinal(final, now, optedOutAt);
  const missing = missingForResubscribe(claim, now, account);
  if (missing.length > 0) {
    if (now.since === 'unknown') return { rule: 'resubscribe', args: { why: 'needs-consent-undated', missing } };
    return { rule: 'resubscribe', args: { why: 'needs-consent', since: personal('date', now.since), missing } };
  }
  if (outdated === undefined) return 'allowed';
  // Block a claim older than the opt-out, which a revert or the merge of an old branch may bring back.
  return { rule: 'resubscribe', args: { why: 'older-consent', recordedAt: outdated.olderThan } };
}

function refuseFinal(final: FinalCause, { word }: ChannelConsent, account: Account): ResubscribeDecision {
  const way = wayBack(final, account);
  if (final === 'complaint') return { rule: 'complained', args: { word, way } };
  return { rule: 'suppressed', args: { why: final, way } };
}

/** Returns advice on how the person can become mailable again at the vendor, as the end of a sentence. */
export function wayBack(final: FinalCause, { capabilities }: Account): string {
  return capabilities.waysBack?.[final] ?? `look at the contact in ${capabilities.vendorName}’s app`;
}

function claimsNewerConsent(claim: DesiredChannel, now: ChannelConsent): boolean {
  if (claim.consent?.supersedesOptOut === true) return true;
  if (now.since === 'unknown') return false;
  return isAfter(claim.consent?.createdAt, now.since) || isAfter(claim.statusChangedAt, now.since);
}

/** Returns the declarations that resubscribing still needs, in manifest syntax. */
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

/**
 * True if the evidence is newer than the opt-out. Without a date of the opt-out, the manifest must say so (`supersedesOptOut`).
 */
export function supersedes(evidence: ConsentEvidence | undefined, { since }: Pick<ChannelConsent, 'since'>): boolean {
  return since === 'unknown' ? evidence?.supersedesOptOut === true : isAfter(evidence?.createdAt, since);
}

/** True if the first date is later; false if it is undefined. RFC 3339 instants. */
export function isAfter(date: string | undefined, other: string): boolean {
  return date !== undefined && Date.parse(date) > Date.parse(other);
}
