// Dates the opt-outs that the manifests do not date (docs/semantics.md#evidence-and-dates): by the time of planning, so that a
// subscription that the person makes before the plan is applied is newer and stays. Pure.

import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { VendorClock } from '../../http/request.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import { becomes } from '../cross-check/candidates.ts';
import type { DecidedChange } from '../decision.ts';
import { justAfter, type OptOutDates } from './basis.ts';

/** What an opt-out is dated by. */
export interface Dating {
  readonly capabilities: Pick<Capabilities, 'channels'>;
  /** When planning began, by this machine's clock: milliseconds since 1970. */
  readonly plannedAt: number;
  /** The vendor's clock; undefined if the vendor sent no date. */
  readonly clock: VendorClock | undefined;
}

/** Returns the dates of the opt-outs that a change makes; none for channels of which the vendor takes no date. */
export function optOutDates(change: DecidedChange, { capabilities, plannedAt, clock }: Dating): OptOutDates {
  // This machine's clock may be fast: an opt-out in the future would win over a subscription that the person makes after it.
  const latest = wholeSecond(Math.min(plannedAt, clock?.now ?? plannedAt));
  const dates = CHANNELS.flatMap((channel) => {
    if (capabilities.channels[channel]?.takesDate !== true || !becomes(change, channel, 'unsubscribed')) return [];
    const made = Math.min(latest, madeElsewhere(change, channel) ?? latest);
    return [[channel, instantOf(Math.max(made, justAfter(change.live?.channels[channel]) ?? made))] as const];
  });
  return Object.fromEntries(dates);
}

/** When the person made the opt-outs that spread to this account; undefined if none does, or one of them has no date. */
function madeElsewhere({ elsewhere, spreadsOptOuts }: DecidedChange, channel: Channel): number | undefined {
  if (spreadsOptOuts !== true) return undefined;
  const dates = (elsewhere?.[channel] ?? []).flatMap((found) =>
    found.kind === 'opted-out' && found.consent.cause !== 'suppressed' ? [Date.parse(found.consent.since)] : [],
  );
  const latest = Math.max(...dates);
  return Number.isFinite(latest) ? latest : undefined;
}

/** Clocks of vendors are known to the second only. */
function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

function instantOf(milliseconds: number): string {
  const instant = new Date(milliseconds).toISOString();
  return normaliseInstant(instant) ?? instant;
}
