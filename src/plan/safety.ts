// Limits and expectations: reasons why an account's part of the plan is shown and not applied. Every message has the numbers.

import type { Account } from '../manifest/configuration.ts';
import { type DecidedChange, isDelete } from './decision.ts';
import type { Overrides, PlannedRequest, Reading, Refusal } from './document.ts';
import { peopleOf, stopsBeingMailable } from './people.ts';

/** Below so many changes a percentage says nothing. */
const PERCENT_FROM = 20;

/** As many creates and no contact found: more than a first try with a new account. */
const SUSPICIOUS_FROM = 20;

export interface Counted {
  readonly declared: number;
  readonly reading: Reading;
  readonly requests: readonly PlannedRequest[];
  /** All declared contacts were planned, and not those only that a filter took. */
  readonly isWhole: boolean;
  readonly estimatedSeconds: number;
  readonly overrides: Overrides;
}

export function refusalsOf(account: Account, changes: readonly DecidedChange[], counted: Counted): readonly Refusal[] {
  const limits = { ...account.limits, ...counted.overrides };
  return [
    ...missingContacts(changes),
    ...tooManyChanged(limits, changes, counted),
    ...tooFewLive(limits, counted),
    ...suspiciouslyEmpty(limits, changes, counted),
    ...tooMany('maxDeletes', limits, changes.filter(isDelete).length),
    ...tooMany('maxUnsubscribes', limits, changes.filter(stopsBeingMailable).length),
    ...tooMany('maxRequests', limits, counted.requests.length),
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
  if (limit === undefined || changed <= PERCENT_FROM || percent <= limit) return [];
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

function tooFewLive(limits: Overrides, { reading }: Counted): readonly Refusal[] {
  const minimum = limits.minContacts;
  if (minimum === undefined || reading.known === undefined || reading.known >= minimum) return [];
  const message = `the vendor listed ${reading.known} contacts, fewer than the ${minimum} of \`limits.minContacts\``;
  return [
    {
      rule: 'min-contacts',
      message,
      unblock:
        'check that this is the right account; if it is, plan with `--min-contacts`, or lower `limits.minContacts` of the account',
    },
  ];
}

/**
 * Everything that is declared would be created: a new account, or a wrong key, or a listing that came back empty by a fault of
 * the vendor's. Who declares `minContacts` has said what to expect.
 */
function suspiciouslyEmpty(
  limits: Overrides,
  changes: readonly DecidedChange[],
  { declared, reading, isWhole }: Counted,
): readonly Refusal[] {
  const creates = changes.filter(({ action }) => action === 'create').length;
  const isEmpty = reading.known === 0 || (isWhole && reading.known === undefined);
  if (limits.minContacts !== undefined || creates <= SUSPICIOUS_FROM || creates < declared || !isEmpty) return [];
  const message = `not one of ${declared} declared contacts is at the vendor, and ${creates} would be created`;
  return [
    {
      rule: 'suspiciously-empty',
      message,
      unblock:
        'check that this is the right account; if it is new, plan with `--min-contacts` 0, or declare `limits.minContacts` of the account',
    },
  ];
}

const MOST = {
  maxDeletes: { rule: 'max-deletes', what: 'contacts would be deleted' },
  maxUnsubscribes: { rule: 'max-unsubscribes', what: 'people would stop being mailable' },
  maxRequests: { rule: 'max-requests', what: 'requests would be sent' },
  maxMinutes: { rule: 'max-minutes', what: 'minutes would go by' },
} as const;

/** Requests and minutes are limited when planning only. */
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
