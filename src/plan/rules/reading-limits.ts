// A reading that came back suspiciously small: an empty page, a wrong key, half a listing. Planned from it, contacts that are
// there would be created again by the thousand, so that part of the plan is refused, with the numbers. Pure.

import type { Listing } from '../../store/listings.ts';
import type { DecidedChange } from '../decision.ts';
import type { Overrides, Reading, Refusal, RefusalRule } from '../document.ts';
import type { RefusalArguments } from './catalogue.ts';

export interface CountedReading {
  readonly declared: number;
  readonly reading: Reading;
  /** The account's last complete listing before this one, where it is remembered and may be compared. */
  readonly lastListing?: Listing | undefined;
  /** All declared contacts were planned, and not those only that a filter took. */
  readonly isWhole: boolean;
}

/** As many creates and no contact found: more than a first try with a new account. Fewer listed contacts may come and go. */
const SUSPICIOUS_FROM = 20;

/** Less than half of what was there: more than any clearing out that nobody would speak of. */
const MAX_SHRINK_PERCENT = 50;

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
 * Everything that is declared would be created: a new account, or a wrong key, or a listing that came back empty by a fault of
 * the vendor's. Who declares `minContacts` has said what to expect.
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

/** The account's own limits do not lift this: they were declared without knowing of it. */
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

export function refusal<Rule extends RefusalRule>(rule: Rule, args: RefusalArguments[Rule]): Refusal {
  return { rule, args };
}

/** A percentage as precise as people read it. */
export function toTenths(percent: number): number {
  return Math.round(percent * 10) / 10;
}
