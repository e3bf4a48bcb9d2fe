// Checks that a change of status applies to the right address, because consent belongs to an address and not to a contact. Runs
// after the consent rules, on the changes that they allow. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel } from '../../contact/fields.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';
import type { ConsentDecision } from './consent.ts';
import type { IdentityDecision } from './identity.ts';

/** Blocks changes of status that would apply to the wrong address. Returns the other changes unchanged. */
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
    // A status applies to the contact's primary address, so block it if another address is declared.
    if (desired.identifiers[kind] === primary) return undefined;
    return block('channel-without-identifier', { why: 'another', identifier: kind }, change);
  }
  // Do not undo an opt-out of the old address together with the change of address.
  const isResubscribe = live?.channels[channel]?.optedOut === true && change.after === 'subscribed';
  return isResubscribe ? block('resubscribe', { why: 'address-change' }, change) : undefined;
}
