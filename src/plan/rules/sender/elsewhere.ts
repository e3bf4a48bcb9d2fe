// Decides whether a person may become mailable at an account although they opted out at another account of the same sender
// (docs/semantics.md#opt-outs-of-a-sender). Consent is given to a sender, and so it ends for all of the sender's accounts. Pure.

import type { ContactToPlan, FoundElsewhere } from '../../../base/contact-to-plan.ts';
import type { LiveContact } from '../../../contact/contact.ts';
import type { Channel } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { Held } from '../../document.ts';
import { block } from '../../match.ts';
import type { IdentityDecision } from '../identity.ts';
import { decideResubscribe, isAfter, type ResubscribeDecision } from '../resubscribe.ts';

/**
 * The decision on a subscription. `allowed`: no other account of the sender has an opt-out, or the declared consent is newer than
 * all of them. `unread`: an account could not be read.
 */
export type ElsewhereDecision =
  | 'allowed'
  | { readonly kind: 'held'; readonly held: Omit<Held, 'key' | 'channel'> }
  | ({ readonly kind: 'blocked' } & Exclude<ResubscribeDecision, string>)
  | { readonly kind: 'unread'; readonly account: string };

type FoundOptOut = Extract<FoundElsewhere, { readonly kind: 'opted-out' }>;

/** Decides on a channel that the plan would subscribe. */
export function decideElsewhere(channel: Channel, contact: ContactToPlan, account: Account): ElsewhereDecision {
  const found = contact.elsewhere?.[channel] ?? [];
  const unread = found.find(({ kind }) => kind === 'unread');
  const optOuts = found.filter((one): one is FoundOptOut => one.kind === 'opted-out').sort(newestFirst);
  for (const optOut of optOuts) {
    const { consent } = optOut;
    const decision = decideResubscribe(channel, contact, consent, account, optOut.account);
    if (decision === 'held') {
      const args = { account: optOut.account.name };
      return { kind: 'held', held: { reason: 'opted-out-elsewhere', since: consent.since, args } };
    }
    if (decision !== 'allowed') return { kind: 'blocked', ...decision };
  }
  return unread === undefined ? 'allowed' : { kind: 'unread', account: unread.account.name };
}

/**
 * Blocks the change of an email if the person has opted out under the new one at another account, and would be mailed there.
 * Returns the other decisions unchanged.
 */
export function guardNewEmail(
  identity: IdentityDecision,
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
): IdentityDecision {
  const change = identity.differences.find(({ path: [field] }) => field === 'email');
  const isMailed = live?.channels.email?.status === 'subscribed' && contact.elsewhere?.email !== undefined;
  const decision = change !== undefined && isMailed ? decideElsewhere('email', contact, account) : 'allowed';
  if (change === undefined || decision === 'allowed') return identity;
  const blocked =
    decision.kind === 'unread'
      ? block('cross-check-failed', { account: decision.account }, change)
      : block('resubscribe', { why: 'new-address' }, change);
  const differences = identity.differences.filter((other) => other !== change);
  return { ...identity, differences, blocked: [...identity.blocked, blocked] };
}

/** Sorts the newest opt-out first. One without a date comes before all others, because it may be the newest. */
function newestFirst(
  { account: a, consent: { since: one } }: FoundOptOut,
  { account: b, consent: { since: other } }: FoundOptOut,
): number {
  if (one === other) return a.name < b.name ? -1 : 1;
  if (one === 'unknown' || other === 'unknown') return one === 'unknown' ? -1 : 1;
  return isAfter(one, other) ? -1 : 1;
}
