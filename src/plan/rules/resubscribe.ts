// Whether somebody who opted out may be subscribed again (docs/semantics.md#resubscribing): only where the account gives leave and the
// contact's own entry carries consent that is newer than the opt-out. Everything else is held, or blocked with what is missing.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { ChannelConsent, ConsentEvidence, DesiredChannel } from '../../contact/consent.ts';
import type { Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { RuleId } from '../document.ts';

/** The last: what is wrong, and what to do. */
export type ResubscribeDecision = 'lifted' | 'held' | readonly [rule: RuleId, message: string, unblock: string];

/** Of a channel that the person has ended and the manifest declares otherwise than unsubscribed. */
export function decideResubscribe(
  channel: Channel,
  { desired: { channels }, base }: ContactToPlan,
  now: ChannelConsent,
  account: Account,
): ResubscribeDecision {
  const claim = channels[channel];
  const outdated = now.since === 'unknown' ? base?.outdatedClaims?.[channel] : undefined;
  if (claim?.status !== 'subscribed' || outdated === 'repeated') return 'held';
  // Daily life asks for nothing: the manifest has said `subscribed` since before the person left.
  const isClaim = claimsNewerConsent(claim, now);
  if (!isClaim && base?.resubscribes?.includes(channel) !== true) return 'held';
  if (now.suppressed === true) return SUPPRESSED;
  const missing = missingForResubscribe(claim, now, account);
  if (missing.length > 0) {
    const left = `the person opted out${now.since === 'unknown' ? '' : ` on ${now.since}`}`;
    const asks = isClaim ? 'claims newer consent' : 'subscribes them again';
    return ['resubscribe', `${left}, and the manifest ${asks}`, `to lift the opt-out, add ${missing.join(' and ')}`];
  }
  return outdated === undefined ? 'lifted' : outdatedClaim(outdated.olderThan);
}

const SUPPRESSED = [
  'resubscribe',
  'the vendor suppresses the address, after a bounce or a complaint, and no status lifts that',
  'if the person asks for it, remove the suppression in the vendor’s app, then plan again; else declare `unsubscribed`',
] as const;

/** A revert, or the merge of an old branch, brings a claim back that was made before somebody left. */
function outdatedClaim(since: string): ResubscribeDecision {
  return [
    'resubscribe',
    `the person opted out, the vendor does not say when, and the claim to newer consent is older than what was declared or applied at ${since}`,
    `if the person has agreed again since, give the \`consent.createdAt\` of that, or, to lift the opt-out on purpose, a \`statusChangedAt\` later than ${since}`,
  ];
}

function claimsNewerConsent(claim: DesiredChannel, now: ChannelConsent): boolean {
  if (claim.consent?.supersedesOptOut === true) return true;
  if (now.since === 'unknown') return false;
  return isAfter(claim.consent?.createdAt, now.since) || isAfter(claim.statusChangedAt, now.since);
}

function missingForResubscribe(
  { consent }: DesiredChannel,
  { since }: ChannelConsent,
  account: Account,
): readonly string[] {
  const isOlder = since !== 'unknown' && consent?.createdAt !== undefined && !isAfter(consent.createdAt, since);
  return [
    account.resubscribe === 'with-consent' ? '' : `\`resubscribe: with-consent\` to account ${account.name}`,
    consent?.source === undefined ? '`consent.source`' : '',
    consent?.createdAt === undefined ? '`consent.createdAt`' : '',
    isOlder ? 'a `consent.createdAt` later than the opt-out' : '',
    since === 'unknown' && consent?.supersedesOptOut !== true ? '`consent.supersedesOptOut: true`' : '',
  ].filter((part) => part !== '');
}

/** Is the evidence newer than the opt-out? Where the vendor does not say when the person left, the manifest must claim it. */
export function supersedes(evidence: ConsentEvidence, { since }: Pick<ChannelConsent, 'since'>): boolean {
  return since === 'unknown' ? evidence.supersedesOptOut === true : isAfter(evidence.createdAt, since);
}

export function isAfter(date: string | undefined, other: string): boolean {
  return date !== undefined && Date.parse(date) > Date.parse(other);
}
