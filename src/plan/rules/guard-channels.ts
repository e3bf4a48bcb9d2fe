// Consent belongs to an address: checks changes of status that the consent rules allow against the identifiers that the plan
// changes. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel } from '../../contact/fields.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';
import type { ConsentDecision } from './consent.ts';
import type { IdentityDecision } from './identity.ts';

/** Splits changes of status into allowed ones and those that are blocked because of the address that they would apply to. */
export function guardChannels(
  desired: DesiredContact,
  live: LiveContact | undefined,
  identity: IdentityDecision,
  consent: ConsentDecision,
): Pick<ConsentDecision, 'differences' | 'blocked'> {
  if (consent.differences.length === 0) return consent;
  const guarded = consent.differences.map((change) => ({ change, block: guard(change, desired, live, identity) }));
  return {
    differences: guarded.flatMap(({ change, block }) => (block === undefined ? [change] : [])),
    blocked: [...consent.blocked, ...guarded.flatMap(({ block }) => block ?? [])],
  };
}

function guard(
  change: Difference,
  desired: DesiredContact,
  live: LiveContact | undefined,
  identity: IdentityDecision,
): BlockedDifference | undefined {
  const channel = change.path[1] as Channel;
  const kind = channel === 'email' ? 'email' : 'phone';
  const [primary] = (kind === 'email' ? live?.emails : live?.phones) ?? [];
  if (primary === undefined || desired.identifiers[kind] === undefined) return undefined;
  if (!identity.differences.some(({ path, before }) => path[0] === kind && before === primary)) {
    // Block a status that would apply to another address than the declared one.
    if (desired.identifiers[kind] === primary) return undefined;
    return block('channel-without-identifier', { why: 'another', identifier: kind }, change);
  }
  // An opt-out under the old address is not undone together with the change of address.
  const isResubscribe = live?.channels[channel]?.optedOut === true && change.after === 'subscribed';
  return isResubscribe ? block('resubscribe', { why: 'address-change' }, change) : undefined;
}
