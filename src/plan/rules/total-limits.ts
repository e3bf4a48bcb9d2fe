// Checks the limits over all accounts together: those of the manifests' top level, and the default ones on deletes and
// unsubscribes. Refuses only the accounts that take part in what exceeds a limit. Pure.

import { MAX_CHANGED_PERCENT_FROM } from '../../manifest/account-settings.ts';
import type { Limits, TotalLimits } from '../../manifest/configuration.ts';
import type { Overrides, Refusal } from '../document.ts';
import { type AccountCounts, type Counts, LOSSES, type Loss, largeShare, percentOf, toTenths } from './counts.ts';
import { refusal } from './reading-limits.ts';

/** One account of the plan, as far as limits over all accounts are concerned. */
export interface CountedAccount {
  readonly account: string;
  /** The limits that the account declares itself. */
  readonly limits: Limits;
  readonly counts: Counts;
}

/** An account with the counts that are compared: either those without suppressions, or those of all changes. */
interface Compared extends Omit<CountedAccount, 'counts'> {
  readonly counts: AccountCounts;
}

/** A refusal of one account. */
interface AccountRefusal {
  readonly account: string;
  readonly refusal: Refusal;
}

/**
 * Checks the limits over all accounts.
 *
 * @param limits the limits at the top level of the manifests
 * @param overrides the limits given on the command line
 * @returns refusals by account; accounts that are not refused are absent
 */
export function refusalsOfAll(
  accounts: readonly CountedAccount[],
  limits: TotalLimits,
  overrides: Overrides,
): ReadonlyMap<string, readonly Refusal[]> {
  const found = [
    ...ofEither(accounts, (compared) => tooManyChanged(compared, limits, overrides)),
    ...ofEither(accounts, (compared) => tooManyLost('deletes', compared, limits, overrides)),
    ...ofEither(accounts, (compared) => tooManyLost('unsubscribes', compared, limits, overrides)),
  ];
  const byAccount = new Map<string, readonly Refusal[]>();
  for (const { account, refusal } of found) byAccount.set(account, [...(byAccount.get(account) ?? []), refusal]);
  return byAccount;
}

/** Runs a check on the counts without suppressions and, if it finds nothing, on those of all changes. Returns what it finds. */
function ofEither(
  accounts: readonly CountedAccount[],
  check: (compared: readonly Compared[]) => readonly AccountRefusal[],
): readonly AccountRefusal[] {
  const found = check(accounts.map((account) => ({ ...account, counts: account.counts.declared })));
  return found.length > 0 ? found : check(accounts.map((account) => ({ ...account, counts: account.counts.all })));
}

function tooManyChanged(
  accounts: readonly Compared[],
  { maxChangedPercent }: TotalLimits,
  overrides: Overrides,
): readonly AccountRefusal[] {
  if (maxChangedPercent === undefined) return [];
  const limit = overrides.maxChangedPercent ?? maxChangedPercent;
  const changed = sum(accounts, 'changed');
  const contacts = sum(accounts, 'contacts');
  const percent = percentOf(changed, contacts);
  if (changed <= MAX_CHANGED_PERCENT_FROM || percent <= limit) return [];
  const shared = { why: 'all', changed, contacts, percent: toTenths(percent), limit } as const;
  return taking('changed', accounts, (own) => refusal('max-changed-percent', { ...shared, own }));
}

function tooManyLost(
  loss: Loss,
  accounts: readonly Compared[],
  limits: TotalLimits,
  overrides: Overrides,
): readonly AccountRefusal[] {
  const { limit: name, rule } = LOSSES[loss];
  const declared = limits[name];
  if (declared === undefined) return overrides[name] === undefined ? tooLargeShare(loss, accounts) : [];
  const limit = overrides[name] ?? declared;
  const amount = sum(accounts, loss);
  if (amount <= limit) return [];
  return taking(loss, accounts, (own) => refusal(rule, { why: 'all-limit', amount, own, limit }));
}

/** Checks the default limits: over the accounts that declare none, if at least two of them lose contacts. */
function tooLargeShare(loss: Loss, accounts: readonly Compared[]): readonly AccountRefusal[] {
  const { limit, rule, byDefault } = LOSSES[loss];
  const unlimited = accounts.filter(({ limits }) => limits[limit] === undefined);
  const share = largeShare(sum(unlimited, byDefault), sum(unlimited, 'contacts'));
  if (share === undefined || unlimited.filter(({ counts }) => counts[byDefault] > 0).length < 2) return [];
  return taking(byDefault, unlimited, (own) => refusal(rule, { why: 'all-share', ...share, own }));
}

function taking(
  what: keyof AccountCounts,
  accounts: readonly Compared[],
  refuse: (own: number) => Refusal,
): readonly AccountRefusal[] {
  return accounts
    .filter(({ counts }) => counts[what] > 0)
    .map(({ account, counts }) => ({ account, refusal: refuse(counts[what]) }));
}

function sum(accounts: readonly Compared[], what: keyof AccountCounts): number {
  return accounts.reduce((total, { counts }) => total + counts[what], 0);
}
