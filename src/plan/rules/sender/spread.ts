// Decides whether an opt-out at another account of the sender ends a subscription here, where the manifests say `optOuts: spread`
// (docs/semantics.md#opt-outs-of-a-sender). Pure.

import type { ContactToPlan, CountedOptOut } from '../../../base/contact-to-plan.ts';
import type { ChannelConsent } from '../../../contact/consent.ts';
import type { Channel } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import { isAfter, supersedes } from '../resubscribe.ts';

/** Greatest number of milliseconds by which a vendor's clock may be ahead of this machine's. */
const CLOCK_AHEAD_MS = 5 * 60_000;

/**
 * True if an opt-out at another account has already been taken into account here. An undated one has if its cause is still the
 * same; a dated one has if it is not later than the apply that took it into account (`at`).
 */
export function hasCounted(
  counted: readonly CountedOptOut[] = [],
  account: string,
  { since, cause }: Pick<ChannelConsent, 'since' | 'cause'>,
): boolean {
  return counted.some((one) => {
    if (one.account !== account) return false;
    if (since === 'unknown') return one.cause === undefined || one.cause === cause;
    return Date.parse(since) <= Date.parse(one.at) + CLOCK_AHEAD_MS;
  });
}

/** True if the person is subscribed here, has opted out elsewhere, and neither live nor the manifest shows a newer choice. */
export function spreadsHere(channel: Channel, contact: ContactToPlan, now: ChannelConsent, account: Account): boolean {
  if (contact.spreadsOptOuts !== true || now.status !== 'subscribed') return false;
  const { consent } = contact.desired.channels[channel] ?? {};
  const isAllowed = account.resubscribe === 'with-consent' && consent?.source !== undefined;
  return (contact.elsewhere?.[channel] ?? []).some((found) => {
    // A bounce at one vendor is no choice of the person.
    if (found.kind !== 'opted-out' || found.consent.cause === 'suppressed') return false;
    // This opt-out has been taken into account here before, so the person has subscribed again since.
    if (hasCounted(contact.carried?.[channel], found.account.name, found.consent)) return false;
    const { since } = found.consent;
    if (now.since !== 'unknown' && since !== 'unknown' && isAfter(now.since, since)) return false;
    return !(isAllowed && supersedes(consent, found.consent));
  });
}
