// Blocks dates that lie in the future by the vendor's clock (docs/semantics.md#dates-and-numbers). A status with such a date
// would win over an opt-out that the person makes meanwhile. Manifests are read before any vendor has answered, and this
// machine's clock may be wrong, so the check of manifests finds only dates that are more than a day ahead. Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import { personal } from '../../../contact/argument.ts';
import { CHANNELS, type Channel } from '../../../contact/fields.ts';
import type { VendorClock } from '../../../http/request.ts';
import { blockedChange, type Decision } from '../../decision.ts';
import { block } from '../../match.ts';
import type { BlockArguments } from '../catalogue.ts';

/** Tolerance in milliseconds: a vendor's `Date` header has whole seconds, and a declaration may be as new as the plan. */
const TOLERANCE_MS = 60_000;

/**
 * Blocks a change as a whole if it would write a status whose declared dates lie in the future.
 *
 * @param clock undefined if the vendor sent no date: then nothing is blocked
 */
export function blockFutureDates(contact: ContactToPlan, decision: Decision, clock: VendorClock | undefined): Decision {
  if (clock === undefined || decision.kind !== 'change' || contact.base?.removed !== undefined) return decision;
  const blocked = decision.differences.flatMap((change) => {
    const channel = CHANNELS.find((name) => change.path[0] === 'channels' && change.path[1] === name);
    const declared = channel && futureDate(contact, channel, clock);
    if (declared === undefined) return [];
    const args = { why: clockError(clock), declared: personal('date', declared) };
    return [block('future-date', args, change)];
  });
  return blocked.length === 0 ? decision : blockedChange(contact, ...blocked);
}

function futureDate({ desired }: ContactToPlan, channel: Channel, { now }: VendorClock): string | undefined {
  const { statusChangedAt, consent } = desired.channels[channel] ?? {};
  return [statusChangedAt, consent?.createdAt].find(
    (date) => date !== undefined && Date.parse(date) > now + TOLERANCE_MS,
  );
}

/**
 * Returns whether this machine's clock agrees with the vendor's. Does not say by how much it differs, because two plans
 * of the same contacts would then differ.
 */
function clockError({ aheadMs }: VendorClock): BlockArguments['future-date']['why'] {
  if (Math.abs(aheadMs) < TOLERANCE_MS) return 'agreed';
  return aheadMs > 0 ? 'fast' : 'slow';
}
