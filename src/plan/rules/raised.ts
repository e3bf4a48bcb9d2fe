// Finds limits and safety settings that are less strict in the manifests than in the base. A plan names them among its first
// lines, so that a reviewer sees if the commit that makes a change also raises the limit that would have refused it. Pure.
//
//   setting                       allows more if
//   a maximum                     it is larger or gone, or replaces a stricter default
//   minContacts                   it is smaller or gone
//   expect                        a maximum is larger or gone, or `crossCheck` is switched off
//   onRemoved                     more happens to contacts that are no longer declared
//   onMissing                     missing contacts are created now, and were not before
//   resubscribe, behind           it is allowed now, and was not before
//   sender                        it is another one: opt-outs of the former sender's accounts no longer apply

import { ON_REMOVED } from '../../contact/contact.ts';
import type { Account, Expected, Limits, TotalLimits } from '../../manifest/configuration.ts';
import type { RaisedLimit } from '../document.ts';

/** The limits that are raised by a larger number; `minContacts` is raised by a smaller one. */
const MAXIMA = ['maxChangedPercent', 'maxDeletes', 'maxUnsubscribes'] as const satisfies readonly (keyof Limits)[];

const EXPECTED = [
  'becomesMailable',
  'stopsBeingMailable',
  'creates',
  'updates',
  'deletes',
  'requests',
] as const satisfies readonly Exclude<keyof Expected, 'crossCheck'>[];

/** Limits that have a default. Declaring one replaces the default, and removals then need no review (`unreviewed-removals`). */
const WITH_DEFAULT: readonly string[] = ['maxDeletes', 'maxUnsubscribes'];

/** The limits that apply at one account, in one revision of the manifests. */
export interface DeclaredLimits {
  readonly account: Account;
  /** The limits over all accounts together. */
  readonly totalLimits: TotalLimits;
}

/** Returns the limits that allow more than those of the base; none if the base does not declare the account. */
export function raisedLimits(now: DeclaredLimits, before: DeclaredLimits | undefined): readonly RaisedLimit[] {
  if (before === undefined) return [];
  return [
    ...raisedMaxima(now.account.limits, before.account.limits),
    ...loweredMinimum(now.account, before.account),
    ...moreExpected(now.account.expect, before.account.expect),
    ...moreAllowed(now.account, before.account),
    ...raisedMaxima(now.totalLimits, before.totalLimits).map((one) => ({ ...one, total: true }) as const),
  ];
}

/** Returns the maxima that allow more than those of the base. A maximum that is no longer declared is raised, too. */
function raisedMaxima(now: Limits, before: Limits): readonly RaisedLimit[] {
  return MAXIMA.filter((name) => isRaised(name, now[name], before[name])).map((name) =>
    raised(`limits.${name}`, before[name], now[name]),
  );
}

function moreExpected(now: Expected, before: Expected): readonly RaisedLimit[] {
  const maxima = EXPECTED.filter((name) => isRaised(name, now[name], before[name]));
  const isUnchecked = now.crossCheck === false && before.crossCheck !== false;
  return [
    ...maxima.map((name) => raised(`expect.${name}`, before[name], now[name])),
    ...(isUnchecked ? [raised('expect.crossCheck', before.crossCheck?.toString(), 'false')] : []),
  ];
}

function isRaised(name: string, now: number | undefined, before: number | undefined): boolean {
  if (before === undefined) return WITH_DEFAULT.includes(name) && now !== undefined && now > 0;
  return now === undefined || now > before;
}

function loweredMinimum(now: Account, before: Account): readonly RaisedLimit[] {
  const [is, was] = [now.limits.minContacts, before.limits.minContacts];
  // Declaring a minimum of zero allows more than declaring none: it says that the account is new and may be empty.
  const isLower = was === undefined ? is === 0 : is === undefined || is < was;
  return isLower ? [raised('limits.minContacts', was, is)] : [];
}

function moreAllowed(now: Account, before: Account): readonly RaisedLimit[] {
  const isMore = {
    onRemoved: ON_REMOVED.indexOf(now.onRemoved) > ON_REMOVED.indexOf(before.onRemoved),
    onMissing: now.onMissing === 'create' && before.onMissing !== 'create',
    resubscribe: now.resubscribe === 'with-consent' && before.resubscribe !== 'with-consent',
    behind: now.behind === 'allow' && before.behind !== 'allow',
    sender: now.sender !== before.sender,
  } as const satisfies Partial<Record<keyof Account, boolean>>;
  const names = ['onRemoved', 'onMissing', 'resubscribe', 'behind', 'sender'] as const;
  return names.filter((name) => isMore[name]).map((name) => raised(name, before[name], now[name]));
}

type Setting = string | number | undefined;

function raised(limit: string, before: Setting, after: Setting): RaisedLimit {
  return { limit, before: before ?? null, after: after ?? null };
}
