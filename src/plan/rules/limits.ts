// Limits and expectations: reasons why an account's part of the plan is shown and not applied. Every message has the numbers.

import { MAX_CHANGED_PERCENT_FROM } from '../../manifest/account-settings.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type DecidedChange, isDelete } from '../decision.ts';
import type { Overrides, PlannedRequest, Refusal } from '../document.ts';
import { peopleOf, stopsBeingMailable } from '../people.ts';
import { type CountedReading, refusalsOfReading } from './reading-limits.ts';

export interface Counted extends CountedReading {
  readonly requests: readonly PlannedRequest[];
  /** Of the whole plan. */
  readonly requestsInAll: number;
  readonly estimatedSeconds: number;
  readonly overrides: Overrides;
}

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
  if (missing === 0) return [];
  const message = `${missing} declared contacts are not at the vendor, and the account says \`onMissing: error\``;
  return [
    { rule: 'missing-contact', message, unblock: 'correct their identifiers, or set `onMissing: create` or `skip`' },
  ];
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
  const message = `${changed} of ${declared} declared contacts would change (${percent.toFixed(1)} %), over the limit of ${limit} %`;
  return [
    {
      rule: 'max-changed-percent',
      message,
      unblock:
        'if all of them are meant, plan with `--max-changed-percent`, or raise `limits.maxChangedPercent` of the account',
    },
  ];
}

const MOST = {
  maxDeletes: { rule: 'max-deletes', what: 'contacts would be deleted' },
  maxUnsubscribes: { rule: 'max-unsubscribes', what: 'people would stop being mailable' },
  maxMinutes: { rule: 'max-minutes', what: 'minutes would go by' },
} as const;

/** Those of all accounts together, as the plan counts them; an account that sends none is not held up by the others. */
function tooManyRequests({ maxRequests }: Overrides, { requests, requestsInAll }: Counted): readonly Refusal[] {
  if (maxRequests === undefined || requestsInAll <= maxRequests || requests.length === 0) return [];
  const own = requests.length === requestsInAll ? '' : `, ${requests.length} of them at this account`;
  return [
    {
      rule: 'max-requests',
      message: `${requestsInAll} requests would be sent${own}, over the limit of ${maxRequests}`,
      unblock: `if this is meant, plan with \`--max-requests\` ${requestsInAll}`,
    },
  ];
}

/** Accounts run side by side, so that the slowest one is as slow as the plan. */
function tooMany(name: keyof typeof MOST, limits: Overrides, count: number): readonly Refusal[] {
  const limit = limits[name];
  if (limit === undefined || count <= limit) return [];
  const { rule, what } = MOST[name];
  const orDeclare =
    name === 'maxDeletes' || name === 'maxUnsubscribes' ? `, or raise \`limits.${name}\` of the account` : '';
  return [
    {
      rule,
      message: `${count} ${what}, over the limit of ${limit}`,
      unblock: `if this is meant, plan with \`--${rule}\` ${count}${orDeclare}`,
    },
  ];
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
    const most = expect[name];
    if (most === undefined || counts[name] <= most) return [];
    const message = `the plan has ${name}: ${counts[name]}, and the account expects at most ${most}`;
    return [{ rule: 'expect' as const, message, unblock: `if this is meant, raise \`expect.${name}\` of the account` }];
  });
}
