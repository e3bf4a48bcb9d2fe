// Checks limits and expectations. If one is exceeded, the account's part of the plan is shown but not applied. Pure.

import { MAX_CHANGED_PERCENT_FROM } from '../../manifest/account-settings.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type DecidedChange, isDelete } from '../decision.ts';
import type { Overrides, PlannedRequest, Refusal } from '../document.ts';
import { peopleOf, stopsBeingMailable } from '../people.ts';
import { type CountedReading, refusal, refusalsOfReading, toTenths } from './reading-limits.ts';

/** The numbers that are compared with the limits. */
export interface Counted extends CountedReading {
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
  return [
    ...missingContacts(changes),
    ...tooManyChanged(limits, changes, counted),
    ...refusalsOfReading(limits, changes, counted),
    ...tooMany('maxDeletes', limits, changes.filter(isDelete).length),
    ...tooMany('maxUnsubscribes', limits, changes.filter(stopsBeingMailable).length),
    ...tooManyRequests(limits, counted),
    ...tooMany('maxMinutes', limits, Math.ceil(counted.estimatedSeconds / 60)),
    ...unexpected(account, changes, counted),
  ];
}

function missingContacts(changes: readonly DecidedChange[]): readonly Refusal[] {
  const missing = changes.filter(({ blocked }) => blocked.some(({ rule }) => rule === 'missing-contact')).length;
  return missing === 0 ? [] : [refusal('missing-contact', { contacts: missing })];
}

function tooManyChanged(
  limits: Overrides,
  changes: readonly DecidedChange[],
  { declared }: Counted,
): readonly Refusal[] {
  const changed = changes.filter(
    (change) => isDelete(change) || (change.action === 'update' && change.differences.length > 0),
  ).length;
  const limit = limits.maxChangedPercent;
  const percent = declared === 0 ? 0 : (100 * changed) / declared;
  if (limit === undefined || changed <= MAX_CHANGED_PERCENT_FROM || percent <= limit) return [];
  return [refusal('max-changed-percent', { changed, declared, percent: toTenths(percent), limit })];
}

const RULE_OF = { maxDeletes: 'max-deletes', maxUnsubscribes: 'max-unsubscribes', maxMinutes: 'max-minutes' } as const;

/** Checks the number of requests of all accounts together. Refuses only accounts that have requests themselves. */
function tooManyRequests({ maxRequests }: Overrides, { requests, requestsInAll }: Counted): readonly Refusal[] {
  if (maxRequests === undefined || requestsInAll <= maxRequests || requests.length === 0) return [];
  return [refusal('max-requests', { amount: requestsInAll, own: requests.length, limit: maxRequests })];
}

/** Checks a limit that applies to each account separately. `maxMinutes` is one, because accounts are applied in parallel. */
function tooMany(name: keyof typeof RULE_OF, limits: Overrides, amount: number): readonly Refusal[] {
  const limit = limits[name];
  return limit === undefined || amount <= limit ? [] : [refusal(RULE_OF[name], { amount, limit })];
}

function unexpected({ expect }: Account, changes: readonly DecidedChange[], { requests }: Counted): readonly Refusal[] {
  const people = peopleOf(changes);
  const counts: Readonly<Record<keyof typeof expect, number>> = {
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
