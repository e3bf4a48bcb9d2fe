// Consent belongs to an address: what the consent rules allow is checked against the identifiers that the plan touches. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Channel } from '../../contact/fields.ts';
import type { BlockedDifference } from '../document.ts';
import type { ConsentDecision } from './consent.ts';
import type { IdentityDecision } from './identity.ts';

/** Transitions that may go, and those that are blocked because of the address that they would be written for. */
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
  { path, before, after }: Difference,
  desired: DesiredContact,
  live: LiveContact | undefined,
  identity: IdentityDecision,
): BlockedDifference | undefined {
  const channel = path[1] as Channel;
  const kind = channel === 'email' ? 'email' : 'phone';
  const [primary] = (kind === 'email' ? live?.emails : live?.phones) ?? [];
  if (primary === undefined || desired.identifiers[kind] === undefined) return undefined;
  if (!identity.differences.some((change) => change.path[0] === kind && change.before === primary)) {
    return desired.identifiers[kind] === primary ? undefined : { path, before, after, ...writtenElsewhere(kind) };
  }
  const isResubscribe = live?.channels[channel]?.optedOut === true && after === 'subscribed';
  return isResubscribe ? { path, before, after, ...RESUBSCRIBE_WITH_CHANGE } : undefined;
}

/** The status would be written for somebody's other address. */
function writtenElsewhere(kind: 'email' | 'phone'): Pick<BlockedDifference, 'rule' | 'message' | 'unblock'> {
  return {
    rule: 'channel-without-identifier',
    message: `the declared ${kind} is not the one that the vendor has first for this contact`,
    unblock: 'declare the one that it has, or change it at the vendor',
  };
}

/** Who opted out under the old address is not subscribed under the new one by the same stroke. */
const RESUBSCRIBE_WITH_CHANGE = {
  rule: 'resubscribe',
  message: 'the person opted out under the old address, and a change of address lifts nothing',
  unblock: 'apply the change of address first, without the status; then declare the newer consent',
} as const;
