// Counts what the changes of one account do, to compare the counts with its limits. Pure.

import { type DecidedChange, isDelete } from '../decision.ts';
import { stopsBeingMailable } from '../people.ts';

/** How many contacts an account has, and how many of them the plan changes, deletes and unsubscribes. */
export interface AccountCounts {
  /**
   * Number of contacts that percentages refer to: those declared now or in the base, whichever are more, whatever the filters of
   * the plan. In `Counts.all`, it is at least the number of contacts that the vendor is known to have.
   */
  readonly contacts: number;
  /** Number of existing contacts that are updated or deleted. */
  readonly changed: number;
  readonly deletes: number;
  /** Number of people who stop being mailable, also because they are deleted. */
  readonly unsubscribes: number;
  /** Number of people who stop being mailable and are not deleted. The default limits use it, to count a delete only once. */
  readonly unsubscribed: number;
}

/**
 * The limits that have a default, by the count that they limit. For each: the name of the limit, the rule that refuses a plan
 * beyond it, and the count that the default limit applies to.
 */
export const LOSSES = {
  deletes: { limit: 'maxDeletes', rule: 'max-deletes', byDefault: 'deletes' },
  unsubscribes: { limit: 'maxUnsubscribes', rule: 'max-unsubscribes', byDefault: 'unsubscribed' },
} as const;

/** A loss that is limited: deleted contacts, or people who stop being mailable. */
export type Loss = keyof typeof LOSSES;

/** Counts the changes of one account; `contacts` is the number that percentages refer to. */
function countChanges(changes: readonly DecidedChange[], contacts: number): AccountCounts {
  return {
    contacts,
    changed: changes.filter(changesExisting).length,
    deletes: changes.filter(isDelete).length,
    unsubscribes: changes.filter(stopsBeingMailable).length,
    unsubscribed: changes.filter(isUnsubscribed).length,
  };
}

/** The counts that limits are compared with. */
export interface Counts {
  /** Counts of the changes that are not caused by suppressions. Percentages refer to the declared contacts. */
  readonly declared: AccountCounts;
  /** Counts of all changes. Percentages refer to the declared contacts or to those that the vendor has, whichever are more. */
  readonly all: AccountCounts;
}

/**
 * Counts the changes of one account. Suppressions name people whether they are declared or not, so that what they cause is
 * compared with all contacts that the vendor has.
 *
 * @param contacts number of contacts that are declared now or in the base, whichever are more
 * @param known number of contacts that a complete listing counted
 */
export function countsOf(changes: readonly DecidedChange[], contacts: number, known = 0): Counts {
  const own = changes.filter(({ suppressed }) => suppressed === undefined);
  const declared = countChanges(own, contacts);
  const all = own.length === changes.length ? declared : countChanges(changes, Math.max(contacts, known));
  return { declared, all };
}

/** Runs a check on the counts without suppressions and, if it finds nothing, on those of all changes. Returns what it finds. */
export function firstFound<T>({ declared, all }: Counts, check: (counts: AccountCounts) => readonly T[]): readonly T[] {
  const found = check(declared);
  return found.length > 0 || all === declared ? found : check(all);
}

/** True for people who stop being mailable and are not deleted. */
export function isUnsubscribed(change: DecidedChange): boolean {
  return stopsBeingMailable(change) && !isDelete(change);
}

function changesExisting(change: DecidedChange): boolean {
  return isDelete(change) || (change.action === 'update' && change.differences.length > 0);
}

/** Returns `amount` as a percentage of `contacts`; 0 of no contacts is 0 %, anything else is 100 %. */
export function percentOf(amount: number, contacts: number): number {
  return contacts === 0 ? Math.min(amount, 1) * 100 : (100 * amount) / contacts;
}

/** Rounds a percentage to one decimal, for display. */
export function toTenths(percent: number): number {
  return Math.round(percent * 10) / 10;
}

/** Without a limit of its own, an account may lose up to this many contacts, whatever their share. */
const DEFAULT_COUNT = 10;
/** Without a limit of its own, an account may lose up to this share of its contacts. */
const DEFAULT_PERCENT = 30;

/** A share of contacts that is larger than the default limit allows. */
export interface LargeShare {
  readonly amount: number;
  readonly contacts: number;
  readonly percent: number;
  readonly limit: number;
}

/** Compares deletes or unsubscribes with the default limits; returns undefined if they are within one of them. */
export function largeShare(amount: number, contacts: number): LargeShare | undefined {
  const percent = percentOf(amount, contacts);
  if (amount <= DEFAULT_COUNT || percent <= DEFAULT_PERCENT) return undefined;
  return { amount, contacts, percent: toTenths(percent), limit: DEFAULT_PERCENT };
}
