// Contacts that the base declared and the manifests no longer do: what the account's `onRemoved` says (docs/semantics.md#removed-contacts).

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { difference } from '../../contact/difference.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { blockedChange, type Decision } from '../decision.ts';
import { blockContact } from '../match.ts';

const GONE: Decision = { kind: 'kept', notices: [] };
const LEFT: Decision = { kind: 'kept', notices: [{ rule: 'no-longer-declared', path: [] }] };

/** One that is gone, or opted out already, needs nothing. */
export function decideRemoved(desired: DesiredContact, live: LiveContact | undefined): Decision {
  if (live === undefined) return GONE;
  if (desired.removed === 'keep') return LEFT;
  return desired.removed === 'delete' ? decideDelete(desired, live) : decideUnsubscribe(desired, live);
}

function decideUnsubscribe(desired: DesiredContact, live: LiveContact): Decision {
  const differences = CHANNELS.flatMap((channel) => {
    const status = live.channels[channel]?.status;
    return status === 'subscribed' ? [difference(['channels', channel, 'status'], status, 'unsubscribed')] : [];
  });
  if (differences.length === 0) return LEFT;
  if (desired.protect) return blockedChange(desired, PROTECTED);
  return { kind: 'change', action: 'update', desired, live, differences, blocked: [], held: [], notices: [] };
}

function decideDelete(desired: DesiredContact, live: LiveContact): Decision {
  if (desired.protect) return blockedChange(desired, PROTECTED);
  if (Object.values(live.channels).some(({ optedOut }) => optedOut)) {
    return { ...blockedChange(desired, blockContact('would-lose-opt-out', { why: 'delete' })), action: 'delete' };
  }
  return { kind: 'change', action: 'delete', desired, live, differences: [], blocked: [], held: [], notices: [] };
}

const PROTECTED = blockContact('protected', { why: 'removed' });
