// Decides whether a person may become mailable at an account although they opted out at another account of the same sender
// (docs/semantics.md#opt-outs-of-a-sender). Consent is given to a sender, and so it ends for all of the sender's accounts. Pure.

import type { ContactToPlan, FoundElsewhere } from '../../../base/contact-to-plan.ts';
import type { ChannelConsent } from '../../../contact/consent.ts';
import type { Channel } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { BlockArguments } from '../catalogue.ts';
import { decideResubscribe, isAfter } from '../resubscribe.ts';

/** The decision. `allowed` if nobody knows of an opt-out, or if the declared consent is newer than all of them. */
export type ElsewhereDecision =
  | 'allowed'
  | { readonly kind: 'held'; readonly at: string; readonly since: string }
  | { readonly kind: 'resubscribe'; readonly args: BlockArguments['resubscribe'] }
  | { readonly kind: 'unread'; readonly account: string };

type FoundOptOut = Extract<FoundElsewhere, { readonly kind: 'opted-out' }>;

/** Decides on a channel that the plan would subscribe. */
export function decideElsewhere(channel: Channel, contact: ContactToPlan, account: Account): ElsewhereDecision {
  const found = contact.elsewhere?.[channel] ?? [];
  const unread = found.find(({ kind }) => kind === 'unread');
  const optOuts = found.filter((one): one is FoundOptOut => one.kind === 'opted-out').sort(newestFirst);
  for (const optOut of optOuts) {
    const decision = decideResubscribe(channel, contact, asConsent(optOut), account);
    if (decision === 'held') return { kind: 'held', at: optOut.account, since: optOut.since };
    if (decision !== 'allowed') return { kind: 'resubscribe', args: decision };
  }
  return unread === undefined ? 'allowed' : { kind: 'unread', account: unread.account };
}

/** An opt-out without a date may be the newest one. */
function newestFirst(a: FoundOptOut, b: FoundOptOut): number {
  if (a.since === b.since) return a.account < b.account ? -1 : 1;
  if (a.since === 'unknown' || b.since === 'unknown') return a.since === 'unknown' ? -1 : 1;
  return isAfter(a.since, b.since) ? -1 : 1;
}

function asConsent({ since, cause }: FoundOptOut): ChannelConsent {
  return { status: 'unsubscribed', optedOut: true, since, cause };
}
