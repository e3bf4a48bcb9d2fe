// Checks limits and expectations. If one is exceeded, the account's part of the plan is shown but not applied. Pure.

import { MAX_CHANGED_PERCENT_FROM } from '../../manifest/account-settings.ts';
import type { Account, Expectations } from '../../manifest/configuration.ts';
import { type DecidedChange, isDelete } from '../decision.ts';
import type { Overrides, PlannedRequest, Refusal } from '../document.ts';
import { peopleOf } from '../people.ts';
import {
  type AccountCounts,
  countsOf,
  firstFound,
  LOSSES,
  type Loss,
  largeShare,
  percentOf,
  toTenths,
} from './counts.ts';
import { type CountedReading, refusal, refusalsOfReading } from './reading-limits.ts';

/** The numbers that are compared with the limits. */
export interface Counted extends CountedReading {
  /** Number of contacts of the account that percentages refer to (see AccountCounts). */
  readonly contacts: number;
  /** The requests of the account. */
  readonly requests: readonly PlannedRequest[];
  /** Number of requests in the whole plan. */
  readonly requestsInAll: number;
  readonly estimatedSeconds: number;
  readonly overrides: Overrides;
}

/** Returns one refusal for each limit and each expectation that the account's part of the plan exceeds. */
export function refusalsOf(account: Account, changes: readonly DecidedChange[], counted: Counted): readonly Refusal[] {
  const limits = { ...account.limits, ...counted.overrides };
  const counts = countsOf(changes, counted.contacts, counted.reading.known);
  return [
    ...missingContacts(changes),
    ...firstFound(counts, (some) => tooManyChanged(limits, some)),
    ...refusalsOfReading(limits, changes, counted),
    ...firstFound(counts, (some) => tooManyLost('deletes', limits, some)),
    ...firstFound(counts, (some) => tooManyLost('unsubscribes', limits, some)),
    ...tooManyRequests(limits, counted),
    ...tooLong(limits, Math.ceil(counted.estimatedSeconds / 60)),
    ...unexpected(account, changes, counted),
  ];
}

function missingContacts(changes: readonly DecidedChange[]): readonly Refusal[] {
  const missing = changes.filter(({ blocked }) => blocked.some(({ rule }) => rule === 'missing-contact')).length;
  return missing === 0 ? [] : [refusal('missing-contact', { contacts: missing })];
}

function tooManyChanged({ maxChangedPercent: limit }: Overrides, counts: AccountCounts): readonly Refusal[] {
  const { changed, contacts } = counts;
  const percent = percentOf(changed, contacts);
  if (limit === undefined || changed <= MAX_CHANGED_PERCENT_FROM || percent <= limit) return [];
  return [refusal('max-changed-percent', { why: 'account', changed, contacts, percent: toTenths(percent), limit })];
}

/** Checks deletes or unsubscribes: against the account's limit, otherwise against the default ones. */
function tooManyLost(loss: Loss, limits: Overrides, counts: AccountCounts): readonly Refusal[] {
  const { limit: name, rule, byDefault } = LOSSES[loss];
  const amount = counts[loss];
  const limit = limits[name];
  if (limit !== undefined) return amount <= limit ? [] : [refusal(rule, { why: 'limit', amount, limit })];
  const share = largeShare(counts[byDefault], counts.contacts);
  return share === undefined ? [] : [refusal(rule, { why: 'share', ...share })];
}

/** Checks the number of requests of all accounts together. Refuses only accounts that have requests themselves. */
function tooManyRequests({ maxRequests }: Overrides, { requests, requestsInAll }: Counted): readonly Refusal[] {
  if (maxRequests === undefined || requestsInAll <= maxRequests || requests.length === 0) return [];
  return [refusal('max-requests', { amount: requestsInAll, own: requests.length, limit: maxRequests })];
}

/** Checks the duration of each account separately, because accounts are applied in parallel. */
function tooLong({ maxMinutes: limit }: Overrides, amount: number): readonly Refusal[] {
  return limit === undefined || amount <= limit ? [] : [refusal('max-minutes', { amount, limit })];
}

function unexpected({ expect }: Account, changes: readonly DecidedChange[], { requests }: Counted): readonly Refusal[] {
  const people = peopleOf(changes);
  const counts: Readonly<Record<keyof Expectations, number>> = {
    becomesMailable: people.becomeMailable,
    stopsBeingMailable: people.stopBeingMailable,
    creates: changes.filter(({ action, differences }) => action === 'create' && differences.length > 0).length,
    updates: changes.filter(({ action, differences }) => action === 'update' && differences.length > 0).length,
    deletes: changes.filter(isDelete).length,
    requests: requests.length,
  };
  return (Object.keys(counts) as (keyof typeof counts)[]).flatMap((name) => {
    const limit = expect[name];
    const amount = counts[name];
    return limit === undefined || amount <= limit ? [] : [refusal('expect', { name, amount, limit })];
  });
}
