// Refuses an account's part of the plan if suspiciously few live contacts were found, for example because of a wrong API key or an
// incomplete listing. Such a plan would create existing contacts again. Pure.

import type { Listing } from '../../store/listings.ts';
import type { DecidedChange } from '../decision.ts';
import type { Overrides, Reading, Refusal, RefusalRule } from '../document.ts';
import type { RefusalArguments } from './catalogue.ts';
import { toTenths } from './counts.ts';

/** How an account was read, and the numbers that the reading is checked against. */
export interface CountedReading {
  /** Number of declared contacts. */
  readonly declared: number;
  readonly reading: Reading;
  /** Size of the account's last complete listing before this one; undefined if unknown, or if only some contacts are planned. */
  readonly lastListing?: Listing | undefined;
  /** True if all declared contacts were planned, without filters. */
  readonly isWhole: boolean;
}

/** Up to this many creates or previously listed contacts are never suspicious, because a small or new account may have them. */
const SUSPICIOUS_FROM = 20;

/** Default of `maxShrinkPercent`. The loss of more than half of an account's contacts is unusual enough to need a confirmation. */
const MAX_SHRINK_PERCENT = 50;

/** Returns a refusal for each check that the reading does not pass. */
export function refusalsOfReading(
  limits: Overrides,
  changes: readonly DecidedChange[],
  counted: CountedReading,
): readonly Refusal[] {
  return [
    ...tooFewLive(limits, counted),
    ...suspiciouslyEmpty(limits, changes, counted),
    ...suspiciouslyFew(limits, counted),
  ];
}

function tooFewLive(limits: Overrides, { reading }: CountedReading): readonly Refusal[] {
  const minimum = limits.minContacts;
  if (minimum === undefined || reading.known === undefined || reading.known >= minimum) return [];
  return [refusal('min-contacts', { listed: reading.known, limit: minimum })];
}

/**
 * Refuses a plan that creates every declared contact. The account may be new, but the API key may also be wrong, or the vendor may
 * have returned an empty listing by mistake. Does nothing if `minContacts` is set, because that states the expected number.
 */
function suspiciouslyEmpty(
  limits: Overrides,
  changes: readonly DecidedChange[],
  { declared, reading, isWhole }: CountedReading,
): readonly Refusal[] {
  const creates = changes.filter(({ action }) => action === 'create').length;
  const isEmpty = reading.known === 0 || (isWhole && reading.known === undefined);
  if (limits.minContacts !== undefined || creates <= SUSPICIOUS_FROM || creates < declared || !isEmpty) return [];
  return [refusal('suspiciously-empty', { declared, creates })];
}

/** Refuses a listing that is much smaller than the last one. Only `--max-shrink-percent` can change the limit. */
function suspiciouslyFew(
  { maxShrinkPercent = MAX_SHRINK_PERCENT }: Overrides,
  counted: CountedReading,
): readonly Refusal[] {
  const { reading, lastListing } = counted;
  if (reading.strategy !== 'list' || reading.known === undefined) return [];
  if (lastListing === undefined || lastListing.contacts <= SUSPICIOUS_FROM) return [];
  const shrunk = (100 * (lastListing.contacts - reading.known)) / lastListing.contacts;
  if (shrunk <= maxShrinkPercent) return [];
  const { contacts: before, listedAt } = lastListing;
  const percent = { percent: toTenths(shrunk), limit: maxShrinkPercent, allow: Math.ceil(shrunk) };
  return [refusal('suspiciously-few', { listed: reading.known, before, listedAt, ...percent })];
}

/** Returns a refusal by one rule. */
export function refusal<Rule extends RefusalRule>(rule: Rule, args: RefusalArguments[Rule]): Refusal {
  return { rule, args };
}
