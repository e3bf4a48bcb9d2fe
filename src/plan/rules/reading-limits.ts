// Refuses an account's part of the plan if its reading is suspiciously small: an empty page, a wrong key, half a listing. From
// such a reading, thousands of existing contacts would be created again. Pure.

import type { Listing } from '../../store/listings.ts';
import type { DecidedChange } from '../decision.ts';
import type { Overrides, Reading, Refusal, RefusalRule } from '../document.ts';
import type { RefusalArguments } from './catalogue.ts';

/** A reading with the numbers that it is checked against. */
export interface CountedReading {
  /** Number of declared contacts. */
  readonly declared: number;
  readonly reading: Reading;
  /** The account's last complete listing before this one, if known and comparable. */
  readonly lastListing?: Listing | undefined;
  /** True if all declared contacts were planned, without filters. */
  readonly isWhole: boolean;
}

/** Creates, or previously listed contacts, above which a small reading is suspicious. Fewer are normal in a small or new account. */
const SUSPICIOUS_FROM = 20;

/** Default of `maxShrinkPercent`: deleting more than half of an account's contacts is unusual enough to need a confirmation. */
const MAX_SHRINK_PERCENT = 50;

/** Refusals because of the reading. */
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
 * Refuses to create everything that is declared: it may be a new account, but also a wrong key, or a listing that is empty because
 * of a fault of the vendor. Not checked with `minContacts`, which states what to expect.
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

/** Refuses a listing that shrank too much. No declared limit prevents this check, because those were set without knowing of the loss. */
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

/** A refusal by one rule. */
export function refusal<Rule extends RefusalRule>(rule: Rule, args: RefusalArguments[Rule]): Refusal {
  return { rule, args };
}

/** Rounds a percentage to one decimal, for display. */
export function toTenths(percent: number): number {
  return Math.round(percent * 10) / 10;
}
