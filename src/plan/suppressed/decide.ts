// Decides on people who must not be mailed (docs/semantics.md#suppressions). A person who is subscribed at the vendor is
// unsubscribed in every channel. Nobody is created. A channel that is declared `subscribed` is held: it is not subscribed, and
// that is no fault. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { blockedChange, type Decision } from '../decision.ts';
import type { Held } from '../document.ts';
import { block, blockContact } from '../match.ts';
import type { ConsentDecision } from '../rules/consent.ts';

/** Returns the differences that end every subscription of a live contact. */
export function unsubscribes({ channels }: Pick<LiveContact, 'channels'>): readonly Difference[] {
  return CHANNELS.flatMap((channel) => {
    const status = channels[channel]?.status;
    return status === 'subscribed' ? [difference(['channels', channel, 'status'], status, 'unsubscribed')] : [];
  });
}

/**
 * Decides on a person whom the vendor does not have: nothing is created, and channels that are declared `subscribed` are held.
 */
export function decideAbsent(contact: ContactToPlan): Decision {
  return { kind: 'held', notices: [], held: heldClaims(contact) };
}

/** Decides on a live contact that the manifests do not declare, or no longer declare. */
export function decideUndeclared(contact: ContactToPlan, live: LiveContact): Decision {
  const differences = unsubscribes(live);
  if (differences.length === 0) return { kind: 'kept', notices: [], held: [] };
  if (contact.desired.protect) return blockedChange(contact, blockContact('protected', { why: 'removed' }));
  const { desired, base, suppressed } = contact;
  const shared = { desired, base, ...(suppressed === undefined ? {} : { suppressed }) };
  return { kind: 'change', action: 'update', ...shared, live, differences, blocked: [], held: [], notices: [] };
}

/** Decides on the consent of a person whom the manifests declare. */
export function decideSuppressedConsent(contact: ContactToPlan, live: LiveContact): ConsentDecision {
  const differences = unsubscribes(live);
  const held = heldClaims(contact);
  if (!contact.desired.protect) return { differences, blocked: [], held };
  const blocked = differences.map((change) => block('protected', { why: 'unsubscribe' }, change));
  return { differences: [], blocked, held };
}

/** Returns a held subscription for each channel that the manifests declare subscribed. */
export function heldClaims({ desired: { key }, suppressed }: ContactToPlan): readonly Held[] {
  return CHANNELS.flatMap((channel) =>
    suppressed?.claims[channel]?.status === 'subscribed'
      ? [{ key, channel, reason: 'suppressed-here', since: 'unknown' } as const]
      : [],
  );
}
