// Refuses an account's part of the plan if suspiciously few live contacts were found, for example because of a wrong API key or
// an incomplete listing. Such a plan would create existing contacts again. Pure.

import type { RecordState } from '../../base/record/state.ts';
import type { Listing } from '../../store/listings.ts';
import type { DecidedChange } from '../decision.ts';
import type { Overrides, Reading, Refusal, RefusalRule } from '../document.ts';
import type { RefusalArguments } from './catalogue.ts';
import { toTenths } from './counts.ts';

/** How an account was read, and the numbers that the reading is checked against. */
export interface CountedReading {
  /** Base URL, or `sandbox:<account>`. */
  readonly origin: string;
  /** What is recorded about earlier applies; undefined if it is not known. */
  readonly record: RecordState | undefined;
  /** Number of contacts that the base declares; undefined without a base. */
  readonly declaredBefore: number | undefined;
  /** Number of declared contacts. */
  readonly declared: number;
  readonly reading: Reading;
  /** Declared contacts that the vendor does not have and that are not created; absent: none. */
  readonly absent?: Absent;
  /** Size of the account's last complete listing before this one; undefined if unknown, or if only some contacts are planned. */
  readonly lastListing?: Listing | undefined;
  /** True if all declared contacts were planned, without filters. */
  readonly isWhole: boolean;
}

/** Numbers of declared contacts that the vendor does not have and that are not created. */
export interface Absent {
  /** Their creation is held. */
  readonly held: number;
  /** The manifests say `onMissing: skip`, so that it is usual for them to be missing. */
  readonly skipped: number;
}

/** Up to this many creates or previously listed contacts are never suspicious, because a small or new account may have them. */
const SUSPICIOUS_FROM = 20;

/**
 * Default of `maxShrinkPercent`. The loss of more than half of an account's contacts is unusual enough to need a confirmation.
 */
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
 * Refuses a plan that creates every declared contact although the vendor should have some of them: the API key may be wrong, or
 * the vendor may have returned an empty listing by mistake. Does nothing on a sandbox, if `minContacts` is zero (the account is
 * new), or if another `minContacts` is checked against a complete listing instead. A first run is not refused here: a person may
 * approve it (unattended.ts).
 */
function suspiciouslyEmpty(
  limits: Overrides,
  changes: readonly DecidedChange[],
  counted: CountedReading,
): readonly Refusal[] {
  const { declared, origin, reading, absent } = counted;
  const creates = nobodyFound(changes, declared, absent);
  if (creates === undefined || isSandbox(origin)) return [];
  if (limits.minContacts === 0 || (limits.minContacts !== undefined && reading.known !== undefined)) return [];
  if (!isExpectedToBeKnown(changes, counted)) return [];
  return [refusal('suspiciously-empty', { declared, creates })];
}

/**
 * Returns the number of creates if the vendor has none of the declared contacts; otherwise undefined. Also undefined if at most
 * SUSPICIOUS_FROM contacts are missing that are usually there.
 */
export function nobodyFound(
  changes: readonly DecidedChange[],
  declared: number,
  { held, skipped }: Absent = { held: 0, skipped: 0 },
): number | undefined {
  const creates = changes.filter(({ action }) => action === 'create').length;
  const missing = creates + held;
  return missing <= SUSPICIOUS_FROM || missing + skipped < declared ? undefined : creates;
}

/** True if the origin of an account is a sandbox, where nothing can go wrong. */
export function isSandbox(origin: string): boolean {
  return origin.startsWith('sandbox:');
}

/**
 * True if the vendor should have some of the declared contacts: they were applied before, or they declare the vendor's own id. If
 * it is not known whether there is a record, they are assumed to have been applied.
 */
function isExpectedToBeKnown(
  changes: readonly DecidedChange[],
  { record, declaredBefore, reading, isWhole }: CountedReading,
): boolean {
  if (changes.some(({ action, desired }) => action === 'create' && desired.identifiers.id !== undefined)) return true;
  // A filter may have selected only new people.
  const isEmpty = reading.known === 0 || (isWhole && (reading.known === undefined || record !== undefined));
  if (record === undefined) return isEmpty;
  return isEmpty && record.state === 'applied' && declaredBefore !== 0;
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
