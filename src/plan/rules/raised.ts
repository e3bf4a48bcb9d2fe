// Finds limits that the manifests raise, compared with the base: a plan names them among its first lines, because the same change
// may need them. Pure.

import { ON_REMOVED } from '../../contact/contact.ts';
import type { Account, Limits, TotalLimits } from '../../manifest/configuration.ts';
import type { RaisedLimit } from '../document.ts';

/** The limits that are raised by a larger number; `minContacts` is raised by a smaller one. */
const MAXIMA = ['maxChangedPercent', 'maxDeletes', 'maxUnsubscribes'] as const satisfies readonly (keyof Limits)[];

/** Limits that have a default: declaring one replaces it, and lifts the review that removals need otherwise. */
const WITH_DEFAULT: readonly string[] = ['maxDeletes', 'maxUnsubscribes'];

/** The limits that apply at one account, in one revision of the manifests. */
export interface DeclaredLimits {
  readonly account: Account;
  /** Those over all accounts. */
  readonly totalLimits: TotalLimits;
}

/** Returns the limits that allow more than those of the base; none if the base does not declare the account. */
export function raisedLimits(now: DeclaredLimits, before: DeclaredLimits | undefined): readonly RaisedLimit[] {
  if (before === undefined) return [];
  return [
    ...raisedMaxima(now.account.limits, before.account.limits),
    ...loweredMinimum(now.account, before.account),
    ...moreRemoved(now.account, before.account),
    ...raisedMaxima(now.totalLimits, before.totalLimits).map((one) => ({ ...one, total: true }) as const),
  ];
}

/** Returns the maxima that allow more than those of the base. A maximum that is no longer declared counts as raised. */
function raisedMaxima(now: Limits, before: Limits): readonly RaisedLimit[] {
  return MAXIMA.filter((name) => isRaised(name, now[name], before[name])).map((name) =>
    raised(`limits.${name}`, before[name], now[name]),
  );
}

function isRaised(name: string, now: number | undefined, before: number | undefined): boolean {
  if (before === undefined) return WITH_DEFAULT.includes(name) && now !== undefined && now > 0;
  return now === undefined || now > before;
}

function loweredMinimum(now: Account, before: Account): readonly RaisedLimit[] {
  const [is, was] = [now.limits.minContacts, before.limits.minContacts];
  // A minimum of zero says that the account is new, and so that it may well be empty.
  const isLower = was === undefined ? is === 0 : is === undefined || is < was;
  return isLower ? [raised('limits.minContacts', was, is)] : [];
}

function moreRemoved(now: Account, before: Account): readonly RaisedLimit[] {
  if (ON_REMOVED.indexOf(now.onRemoved) <= ON_REMOVED.indexOf(before.onRemoved)) return [];
  return [raised('onRemoved', before.onRemoved, now.onRemoved)];
}

type Setting = string | number | undefined;

function raised(limit: string, before: Setting, after: Setting): RaisedLimit {
  return { limit, before: before ?? null, after: after ?? null };
}
