// Limits and expectations: reasons why an account's part of the plan is shown and not applied. Every message has the numbers.

import type { Account } from '../manifest/configuration.ts';
import { type DecidedChange, isDelete } from './decision.ts';
import type { PlannedRequest, Reading, Refusal } from './document.ts';
import { peopleOf, stopsBeingMailable } from './people.ts';

/** Below so many changes a percentage says nothing. */
const PERCENT_FROM = 20;

export interface Counted {
  readonly declared: number;
  readonly reading: Reading;
  readonly requests: readonly PlannedRequest[];
}

export function refusalsOf(account: Account, changes: readonly DecidedChange[], counted: Counted): readonly Refusal[] {
  return [
    ...missingContacts(changes),
    ...tooManyChanged(account, changes, counted),
    ...tooFewLive(account, counted),
    ...tooMany('max-deletes', account.limits.maxDeletes, changes.filter(isDelete).length, 'contacts would be deleted'),
    ...tooMany(
      'max-unsubscribes',
      account.limits.maxUnsubscribes,
      changes.filter(stopsBeingMailable).length,
      'people would stop being mailable',
    ),
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
  { limits }: Account,
  changes: readonly DecidedChange[],
  { declared }: Counted,
): readonly Refusal[] {
  const changed = changes.filter(
    (change) => isDelete(change) || (change.action === 'update' && change.differences.length > 0),
  ).length;
  const limit = limits.maxChangedPercent;
  const percent = declared === 0 ? 0 : (100 * changed) / declared;
  if (limit === undefined || changed <= PERCENT_FROM || percent <= limit) return [];
  const message = `${changed} of ${declared} declared contacts would change (${percent.toFixed(1)} %), over the limit of ${limit} %`;
  return [
    {
      rule: 'max-changed-percent',
      message,
      unblock: 'raise `limits.maxChangedPercent` of the account, or plan a part of the contacts',
    },
  ];
}

function tooFewLive({ limits }: Account, { reading }: Counted): readonly Refusal[] {
  const minimum = limits.minContacts;
  if (minimum === undefined || reading.known === undefined || reading.known >= minimum) return [];
  const message = `the vendor listed ${reading.known} contacts, fewer than the ${minimum} of \`limits.minContacts\``;
  return [
    {
      rule: 'min-contacts',
      message,
      unblock: 'check that this is the right account; if it is, lower `limits.minContacts`',
    },
  ];
}

function tooMany(
  rule: 'max-deletes' | 'max-unsubscribes',
  limit: number | undefined,
  count: number,
  what: string,
): readonly Refusal[] {
  if (limit === undefined || count <= limit) return [];
  const name = rule === 'max-deletes' ? 'maxDeletes' : 'maxUnsubscribes';
  return [
    {
      rule,
      message: `${count} ${what}, over the limit of ${limit}`,
      unblock: `raise \`limits.${name}\` of the account`,
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
