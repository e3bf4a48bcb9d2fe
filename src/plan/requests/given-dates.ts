// Dates statuses that the manifests do not date (docs/semantics.md#evidence-and-dates): opt-outs, and the subscriptions of contacts that
// are created without consent. They get the time of planning, so that whatever the person chooses before the plan is applied is newer
// and stays. Pure.

import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { VendorClock } from '../../http/request.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import { becomes } from '../cross-check/candidates.ts';
import type { DecidedChange } from '../decision.ts';
import { type GivenDates, justAfter } from './basis.ts';

/** What a status is dated by. */
export interface Dating {
  readonly capabilities: Pick<Capabilities, 'channels'>;
  /** When planning began, by this machine's clock: milliseconds since 1970. */
  readonly plannedAt: number;
  /** The vendor's clock; undefined if the vendor sent no date. */
  readonly clock: VendorClock | undefined;
}

/**
 * Returns the dates of the opt-outs that a change makes, and of the subscriptions that a create makes; none for channels of which the
 * vendor takes no date.
 */
export function givenDates(change: DecidedChange, { capabilities, plannedAt, clock }: Dating): GivenDates {
  // This machine's clock may be fast: a status of the future would win over what the person chooses after it.
  const latest = wholeSecond(Math.min(plannedAt, clock?.now ?? plannedAt));
  const dates = CHANNELS.flatMap((channel) => {
    if (capabilities.channels[channel]?.takesDate !== true) return [];
    if (change.action === 'create' && becomes(change, channel, 'subscribed'))
      return [[channel, instantOf(latest)] as const];
    if (!becomes(change, channel, 'unsubscribed')) return [];
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
