// How an apply ended for each contact, as far as the record of what was applied is concerned. Pure.

import type { AccountResult } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import type { Confirmation } from '../../base/record/next/applied.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { choosesContacts } from '../../manifest/recorded-filters.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import type { Plan, PlannedAccount, PlannedChange, RuleId } from '../../plan/document.ts';
import { desiredHashOf } from '../../plan/ids.ts';

/** A plan and how its apply ended. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly outcomes: Iterable<Outcome>;
  /** One row for every account in scope. */
  readonly accounts: readonly Pick<AccountResult, 'account' | 'status'>[];
  /** False if the plan was made from manifests other than the recorded ones. */
  readonly isSameManifests: boolean;
}

/**
 * Names of the accounts at which the apply started: they were read without failures, and nothing refused their part of the plan.
 */
export function startedAccounts({ accounts, plan }: Pick<AppliedPlan, 'accounts' | 'plan'>): readonly string[] {
  const planned = new Set(plan.accounts.filter(isReadWhole).map(({ account }) => account));
  return accounts
    .filter(({ account, status }) => planned.has(account) && status !== 'unread' && status !== 'refused')
    .map(({ account }) => account);
}

/**
 * Names of the accounts that the plan has read and for which there was nothing to decide: nothing is declared there, neither now
 * nor in the base. They have no row in the result.
 */
export function emptyAccounts({ accounts, plan }: Pick<AppliedPlan, 'accounts' | 'plan'>): readonly string[] {
  const rows = new Set(accounts.map(({ account }) => account));
  return plan.accounts
    .filter((planned) => isReadWhole(planned) && planned.refusals.length === 0 && !rows.has(planned.account))
    .map(({ account }) => account);
}

function isReadWhole({ failures }: PlannedAccount): boolean {
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

/**
 * Keys of the contacts of which an apply has shown that the vendor has them, although it may not have confirmed all of their
 * changes.
 */
export function shownBy(account: string, { plan, outcomes }: AppliedPlan): ReadonlySet<string> {
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  const shown = new Set<string>();
  for (const outcome of outcomes) {
    const change = changes.get(outcome.change);
    if (outcome.account === account && change !== undefined && isShown(outcome, change)) shown.add(outcome.key);
  }
  return shown;
}

function isShown(outcome: Outcome, change: PlannedChange): boolean {
  const { status, code, args } = outcome;
  const { action, requests } = change;
  // All of the change that the plan did not block was written and read back.
  if (status === 'blocked') return action !== 'delete' && requests.length > 0 && !isLeftByApply(outcome, change);
  if (status !== 'unconverged') return false;
  // The vendor had the contact of an update or a deletion when the plan was made. A created contact may not have appeared.
  return action !== 'create' || code !== 'not-shown' || (args !== undefined && 'what' in args && args.what === 'field');
}

/** Which contacts of the manifests were selected for the plan. */
export interface Selection {
  /** Keys of the contacts that differ from the plan's base; undefined without a base. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Patterns of contact keys that the manifests were loaded with; undefined: all contacts. */
  readonly patterns?: readonly string[] | undefined;
  /** Keys of contacts that were not planned, because invalid entries may be about them. */
  readonly leftOut?: ReadonlySet<string> | undefined;
  /** The account's contacts as the manifests that are recorded declare them. */
  readonly declared: readonly DesiredContact[];
}

/**
 * Returns a function from the key of a contact to how the apply ended for it. A contact without a change is `confirmed` if it was
 * planned and none of its removals was held back, otherwise `not sent`. A change that succeeded is `unconfirmed` if it carried out
 * another declaration than the recorded one.
 *
 * @param selection which contacts of the manifests the plan could contain
 */
export function endingsOf(
  account: string,
  { plan, outcomes, isSameManifests }: AppliedPlan,
  { changed, patterns, leftOut, declared }: Selection,
): (key: string) => Confirmation {
  const ended = new Map<string, Confirmation>();
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  const isRecorded = isSameManifests ? () => true : recordedAmong(declared);
  for (const outcome of outcomes) {
    const change = changes.get(outcome.change);
    if (outcome.account !== account || change === undefined) continue;
    const confirmation = confirmationOf(outcome, change);
    const isOther = confirmation === 'confirmed' && !isRecorded(change);
    ended.set(outcome.key, isOther ? 'unconfirmed' : confirmation);
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

/**
 * Returns a test for changes: true if these manifests still declare what the change was made from. False also where that depended
 * on an earlier declaration, which is not known here.
 */
function recordedAmong(declared: readonly DesiredContact[]): (change: PlannedChange) => boolean {
  const contacts = new Map(declared.map((desired) => [desired.key, desired]));
  return ({ action, key, desiredHash }) => {
    const desired = contacts.get(key);
    return desired === undefined ? action === 'delete' : desiredHashOf({ desired }) === desiredHash;
  };
}

/**
 * Returns a test for contact keys: true if the plan's filters chose the key. A saved plan does not contain the patterns of
 * --contacts-from; where they are unknown, no key is taken as chosen.
 */
function chosenBy({ filters }: Plan, patterns: readonly string[] | undefined): (key: string) => boolean {
  if (!choosesContacts(filters)) return () => true;
  if (filters.contactsFrom === undefined) return keyFilter(filters.contacts);
  return patterns === undefined ? () => false : keyFilter(patterns);
}

/** Returns how a change ended, as the record distinguishes it: confirmed, not sent, or sent without being confirmed. */
export function confirmationOf(outcome: Outcome, change: PlannedChange): Confirmation {
  const { status, code } = outcome;
  if (status === 'succeeded') return 'confirmed';
  if (change.requests.length === 0 || isLeftByApply(outcome, change)) return 'not sent';
  const isUnsent = status === 'stale' || status === 'skipped' || code === 'not-reached';
  return isUnsent ? 'not sent' : 'unconfirmed';
}

/**
 * True if apply itself blocked a change that the plan was to carry out, because it was rolled back after the plan was made. Nothing
 * was sent for it, unlike for a change of which the plan had blocked a part.
 */
export function isLeftByApply(
  { status, code }: Pick<Outcome, 'status' | 'code'>,
  { requests }: Pick<PlannedChange, 'requests'>,
): boolean {
  return status === 'blocked' && code === ROLLED_BACK && requests.length > 0;
}

const ROLLED_BACK: RuleId = 'rolled-back';

/**
 * Keys of contacts that are not deleted because they have opted out. Their removal stays in the record, so that every plan counts
 * it.
 */
function heldRemovals({ accounts }: Plan, account: string): ReadonlySet<string> {
  const { held = [] } = accounts.find((one) => one.account === account) ?? {};
  return new Set(held.filter(({ reason }) => reason === 'would-lose-opt-out').map(({ key }) => key));
}
