// How an apply ended for each contact, as far as the record of what was applied is concerned. Pure.

import type { AccountResult } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import type { Confirmation } from '../../base/record/next.ts';
import { choosesContacts } from '../../manifest/recorded-filters.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import type { Plan, PlannedAccount, PlannedChange } from '../../plan/document.ts';

/** A plan and how its apply ended. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly outcomes: Iterable<Outcome>;
  /** One row for every account in scope. */
  readonly accounts: readonly Pick<AccountResult, 'account' | 'status'>[];
  /** False if the plan was made from other manifests than those that are recorded. */
  readonly isSameManifests: boolean;
}

/** Accounts at which the apply started: nothing kept it from sending what was planned. */
export function startedAccounts({ accounts, plan }: Pick<AppliedPlan, 'accounts' | 'plan'>): readonly string[] {
  const planned = new Set(plan.accounts.filter(isReadInPart).map(({ account }) => account));
  return accounts
    .filter(({ account, status }) => planned.has(account) && status !== 'unread' && status !== 'refused')
    .map(({ account }) => account);
}

function isReadInPart({ failures }: PlannedAccount): boolean {
  return failures.length === 0;
}

/** Keys of the contacts that an apply has deleted at an account; not of those that were gone already. */
export function deletedBy(account: string, { plan, outcomes }: AppliedPlan): ReadonlySet<string> {
  const deletes = new Set(plan.changes.filter(({ action }) => action === 'delete').map(({ id }) => id));
  const deleted = new Set<string>();
  for (const { change, account: at, key, status, code } of outcomes)
    if (at === account && deletes.has(change) && status === 'succeeded' && code !== 'already-done') deleted.add(key);
  return deleted;
}

/** Which contacts of the manifests were selected for the plan. */
export interface Selection {
  /** Keys of the contacts that differ from the plan's base; undefined without a base. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Patterns of contact keys that the manifests were loaded with; undefined: all contacts. */
  readonly patterns?: readonly string[] | undefined;
  /** Keys of contacts that were not planned, because invalid entries may be about them. */
  readonly leftOut?: ReadonlySet<string> | undefined;
}

/**
 * How the apply ended for the contact with a key.
 *
 * @param selection the contacts that could have been planned
 */
export function endingsOf(
  account: string,
  { plan, outcomes, isSameManifests }: AppliedPlan,
  { changed, patterns, leftOut }: Selection,
): (key: string) => Confirmation {
  const ended = new Map<string, Confirmation>();
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  for (const outcome of outcomes) {
    const change = changes.get(outcome.change);
    if (outcome.account === account && change !== undefined) ended.set(outcome.key, confirmationOf(outcome, change));
  }
  const held = heldRemovals(plan, account);
  const isChosen = chosenBy(plan, patterns);
  const wasPlanned = (key: string): boolean =>
    isSameManifests &&
    leftOut?.has(key) !== true &&
    isChosen(key) &&
    (!plan.filters.changed || changed?.has(key) === true);
  return (key) => ended.get(key) ?? (wasPlanned(key) && !held.has(key) ? 'confirmed' : 'not sent');
}

/** Whether the plan's filters chose a key. A saved plan does not hold the patterns of --contacts-from: then none counts as chosen. */
function chosenBy({ filters }: Plan, patterns: readonly string[] | undefined): (key: string) => boolean {
  if (!choosesContacts(filters)) return () => true;
  if (filters.contactsFrom === undefined) return keyFilter(filters.contacts);
  return patterns === undefined ? () => false : keyFilter(patterns);
}

/** How a change ended, for the record. */
export function confirmationOf({ status, code }: Outcome, { requests }: PlannedChange): Confirmation {
  if (status === 'succeeded') return 'confirmed';
  const isUnsent = status === 'stale' || status === 'skipped' || code === 'not-reached' || requests.length === 0;
  return isUnsent ? 'not sent' : 'unconfirmed';
}

/** Keys of contacts that are not deleted because they have opted out: their removal stays on record, so that every plan counts it. */
function heldRemovals({ accounts }: Plan, account: string): ReadonlySet<string> {
  const { held = [] } = accounts.find((one) => one.account === account) ?? {};
  return new Set(held.filter(({ reason }) => reason === 'would-lose-opt-out').map(({ key }) => key));
}
