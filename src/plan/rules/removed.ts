// Decides on contacts that the base declared and the manifests no longer do, according to `onRemoved` of the contact or its
// account (docs/semantics.md#removed-contacts). Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import { blockedChange, type Decision } from '../decision.ts';
import type { Held } from '../document.ts';
import { blockContact } from '../match.ts';
import { unsubscribes } from '../suppressed/decide.ts';
import { blockRenamed } from './identity.ts';

const NOT_FOUND: Decision = { kind: 'kept', notices: [], held: [] };
const LEFT_AS_IS: Decision = { kind: 'kept', notices: [{ rule: 'no-longer-declared', path: [] }], held: [] };

/** Decides on a removed contact: it is left as it is, unsubscribed where it is subscribed, or deleted. */
export function decideRemoved(contact: ContactToPlan, live: LiveContact | undefined, account: Account): Decision {
  if (live === undefined) return NOT_FOUND;
  const policy = contact.base?.removed;
  if (policy === 'keep') return LEFT_AS_IS;
  const renamed = blockRenamed(contact, account);
  if (renamed !== undefined) return { ...blockedChange(contact, renamed), live };
  return policy === 'delete' ? decideDelete(contact, live) : decideUnsubscribe(contact, live);
}

function decideUnsubscribe(contact: ContactToPlan, live: LiveContact): Decision {
  const differences = unsubscribes(live);
  if (differences.length === 0) return LEFT_AS_IS;
  if (contact.desired.protect) return blockedChange(contact, PROTECTED);
  const { desired, base } = contact;
  return { kind: 'change', action: 'update', desired, base, live, differences, blocked: [], held: [], notices: [] };
}

function decideDelete(contact: ContactToPlan, live: LiveContact): Decision {
  if (contact.desired.protect) return blockedChange(contact, PROTECTED);
  const held = optOutsOf(contact.desired.key, live);
  if (held.length > 0) return { kind: 'kept', notices: [], held };
  const { desired, base } = contact;
  return { kind: 'change', action: 'delete', desired, base, live, differences: [], blocked: [], held: [], notices: [] };
}

/** Returns the opt-outs that would be lost with the contact, because the vendor records them nowhere else. */
function optOutsOf(key: string, { channels }: LiveContact): readonly Held[] {
  return CHANNELS.flatMap((channel) => {
    const now = channels[channel];
    return now?.optedOut === true ? [{ key, channel, reason: 'would-lose-opt-out', since: now.since } as const] : [];
  });
}

const PROTECTED = blockContact('protected', { why: 'removed' });
