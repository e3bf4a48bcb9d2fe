// Decides whether an opt-out at another account of the sender ends a subscription here, where the manifests say `optOuts: spread`
// (docs/semantics.md#opt-outs-of-a-sender). Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { ChannelConsent } from '../../../contact/consent.ts';
import type { Channel } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import { isAfter, supersedes } from '../resubscribe.ts';

/** True if the person is subscribed here, has opted out elsewhere, and neither live nor the manifest shows a newer choice. */
export function spreadsHere(channel: Channel, contact: ContactToPlan, now: ChannelConsent, account: Account): boolean {
  if (contact.spreadsOptOuts !== true || now.status !== 'subscribed') return false;
  const { consent } = contact.desired.channels[channel] ?? {};
  const isAllowed = account.resubscribe === 'with-consent' && consent?.source !== undefined;
  return (contact.elsewhere?.[channel] ?? []).some((found) => {
    // A bounce at one vendor is no choice of the person.
    if (found.kind !== 'opted-out' || found.consent.cause === 'suppressed') return false;
    const { since } = found.consent;
    // It has ended the subscription here once: the person has come back since.
    if (contact.carried?.[channel]?.includes(since) === true) return false;
    if (now.since !== 'unknown' && since !== 'unknown' && isAfter(now.since, since)) return false;
    return !(isAllowed && supersedes(consent, found.consent));
  });
}
