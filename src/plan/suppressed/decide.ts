// Decides on people who must not be mailed (docs/semantics.md#suppressions). Whoever is subscribed at the vendor is unsubscribed, in
// every channel; nobody is created; what is declared `subscribed` is held. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { blockedChange, type Decision } from '../decision.ts';
import type { Held } from '../document.ts';
import { block, blockContact } from '../match.ts';
import type { ConsentDecision } from '../rules/consent.ts';

/** The differences that end every subscription of a live contact. */
export function unsubscribes({ channels }: Pick<LiveContact, 'channels'>): readonly Difference[] {
  return CHANNELS.flatMap((channel) => {
    const status = channels[channel]?.status;
    return status === 'subscribed' ? [difference(['channels', channel, 'status'], status, 'unsubscribed')] : [];
  });
}

/** The decision on somebody whom the vendor does not have: nothing is created, and what is declared `subscribed` is held. */
export function decideAbsent(contact: ContactToPlan): Decision {
  return { kind: 'held', notices: [], held: heldClaims(contact) };
}

/** The decision on somebody whom the manifests do not declare, or declare no longer. */
export function decideUndeclared(contact: ContactToPlan, live: LiveContact): Decision {
  const differences = unsubscribes(live);
  if (differences.length === 0) return { kind: 'kept', notices: [], held: [] };
  if (contact.desired.protect) return blockedChange(contact, blockContact('protected', { why: 'removed' }));
  const { desired, base, suppressed } = contact;
  const shared = { desired, base, ...(suppressed === undefined ? {} : { suppressed }) };
  return { kind: 'change', action: 'update', ...shared, live, differences, blocked: [], held: [], notices: [] };
}

/** The decision on the consent of somebody whom the manifests declare. */
export function decideSuppressedConsent(contact: ContactToPlan, live: LiveContact): ConsentDecision {
  const differences = unsubscribes(live);
  const held = heldClaims(contact);
  if (!contact.desired.protect) return { differences, blocked: [], held };
  const blocked = differences.map((change) => block('protected', { why: 'unsubscribe' }, change));
  return { differences: [], blocked, held };
}

/** The channels that the manifests declare subscribed. */
export function heldClaims({ desired: { key }, suppressed }: ContactToPlan): readonly Held[] {
  return CHANNELS.flatMap((channel) =>
    suppressed?.claims[channel]?.status === 'subscribed'
      ? [{ key, channel, reason: 'suppressed-here', since: 'unknown' } as const]
      : [],
  );
}
