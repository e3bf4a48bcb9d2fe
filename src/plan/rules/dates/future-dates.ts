// Blocks dates that lie in the future by the vendor's clock (docs/semantics.md#dates-and-numbers). A status with such a date
// would win over an opt-out that the person makes meanwhile. Manifests are read before any vendor has answered, and this
// machine's clock may be wrong, so the check of manifests finds only dates that are more than a day ahead. Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import { personal } from '../../../contact/argument.ts';
import { CHANNELS, type Channel } from '../../../contact/fields.ts';
import type { VendorClock } from '../../../http/request.ts';
import { CLOCK_TOLERANCE_MS } from '../../../manifest/rules/values.ts';
import { blockedChange, type DecidedChange, type Decision } from '../../decision.ts';
import { block } from '../../match.ts';
import type { BlockArguments } from '../catalogue.ts';

/** Tolerance in milliseconds: a vendor's `Date` header has whole seconds, and a declaration may be as new as the plan. */
const TOLERANCE_MS = 60_000;

/**
 * Blocks a change as a whole if it would write a status whose declared dates lie in the future, or a subscription that must be newer
 * than a live status from the future.
 *
 * @param clock undefined if the vendor sent no date: then nothing is blocked
 */
export function blockFutureDates(contact: ContactToPlan, decision: Decision, clock: VendorClock | undefined): Decision {
  if (clock === undefined || decision.kind !== 'change' || contact.base?.removed !== undefined) return decision;
  const blocked = decision.differences.flatMap((change) => {
    const channel = CHANNELS.find((name) => change.path[0] === 'channels' && change.path[1] === name);
    const declared = channel && futureDate(contact, channel, clock);
    if (declared !== undefined)
      return [block('future-date', { why: clockError(clock), declared: personal('date', declared) }, change)];
    const live = channel && change.after === 'subscribed' ? futureStatus(contact, decision, channel, clock) : undefined;
    return live === undefined ? [] : [block('future-date', { why: 'live', live: personal('date', live) }, change)];
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
 * Returns the date of a live status, if a subscription would have to be dated after it (requests/basis.ts), and that is so far ahead
 * that no saved plan may contain it.
 */
function futureStatus(
  { desired }: ContactToPlan,
  { live }: Pick<DecidedChange, 'live'>,
  channel: Channel,
  { now }: VendorClock,
): string | undefined {
  if (desired.channels[channel]?.statusChangedAt !== undefined) return undefined;
  const since = live?.channels[channel]?.since ?? 'unknown';
  return since !== 'unknown' && Date.parse(since) + 1000 > now + CLOCK_TOLERANCE_MS ? since : undefined;
}

/**
 * Returns whether this machine's clock agrees with the vendor's. Does not say by how much it differs, because two plans
 * of the same contacts would then differ.
 */
function clockError({ aheadMs }: VendorClock): Exclude<BlockArguments['future-date']['why'], 'live'> {
  if (Math.abs(aheadMs) < TOLERANCE_MS) return 'agreed';
  return aheadMs > 0 ? 'fast' : 'slow';
}
