// The summary of a plan, as phrases: a format may break lines only between phrases. Pure.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import { refusalOfPosition } from '../plan/rules/record-state.ts';
import { alarmsOf } from './alarms.ts';
import { isPartlyBlocked, isWhollyBlocked } from './danger.ts';
import { countRemovals } from './difference-rows.ts';
import { neutralise } from './neutralise.ts';
import { count, formatNumber, formatSeconds } from './words/numbers.ts';
import { countHeld } from './words/rules.ts';

/** True if the plan has no changes, no refusals, nothing to approve and no failed reads. */
export function isWithoutChanges(plan: Plan): boolean {
  return (
    plan.complete && plan.changes.length === 0 && plan.accounts.every((account) => alarmsOf(account, []).length === 0)
  );
}

/** Returns the phrases of the summary, to be joined with spaces. They are neutralised. */
export function summaryPhrases(plan: Plan): readonly string[] {
  return isWithoutChanges(plan) ? withoutChanges(plan) : withChanges(plan);
}

function withoutChanges(plan: Plan): readonly string[] {
  const equal = sum(plan.accounts.map(({ unchanged, unchangedHeld = 0 }) => unchanged - unchangedHeld));
  const phrases = withCommas([`${count(equal, 'contact is', 'contacts are')} as declared`, ...heldPhrases(plan)]);
  return ['No changes.', ...phrases.map((phrase, index) => (index === phrases.length - 1 ? `${phrase}.` : phrase))];
}

/**
 * Returns one phrase for each reason to hold something (declared, but not written), counted over all accounts:
 * `37 opt-outs respected`.
 */
function heldPhrases({ accounts }: Plan): readonly string[] {
  return countHeld(accounts.flatMap(({ held }) => held)).map(({ phrase }) => phrase);
}

/**
 * Returns the phrases in the order of their importance: who becomes or stops being mailable and who is deleted, then what is not
 * done, then the rest.
 */
function withChanges(plan: Plan): readonly string[] {
  const clauses = [
    peoplePhrases(plan),
    [...openPhrases(plan), ...heldPhrases(plan)],
    countPhrases(plan),
    requestPhrases(plan),
    ...statePhrases(plan),
  ].filter(({ length }) => length > 0);
  return ['Plan:', ...clauses.flatMap((clause, index) => [...(index === 0 ? [] : ['·']), ...withCommas(clause)])];
}

function peoplePhrases({ accounts, changes }: Plan): readonly string[] {
  // Leave out incomplete and refused accounts: nothing is sent to them.
  const sent = accounts.filter((account) => account.complete && !isRefused(account));
  const becoming = sum(sent.map(({ people }) => people.becomeMailable - (people.repeated?.becomeMailable ?? 0)));
  const stopping = sum(sent.map(({ people }) => people.stopBeingMailable - (people.repeated?.stopBeingMailable ?? 0)));
  const deleted = changes.filter(({ action, requests }) => action === 'delete' && requests.length > 0);
  return [
    ...counted(becoming, becoming === 1 ? 'becomes mailable' : 'become mailable'),
    ...counted(stopping, stopping === 1 ? 'stops being mailable' : 'stop being mailable'),
    ...counted(deleted.length, 'to delete'),
  ];
}

/**
 * Returns phrases for changes that the plan does not carry out (blocked), and for those that an earlier apply did not carry out
 * (owed).
 */
function openPhrases({ changes }: Plan): readonly string[] {
  return [
    ...counted(changes.filter(isWhollyBlocked).length, 'blocked'),
    ...counted(changes.filter(isPartlyBlocked).length, 'blocked in part'),
    ...counted(changes.filter(({ owed }) => owed === true).length, 'owed'),
  ];
}

function countPhrases({ accounts, changes }: Plan): readonly string[] {
  const written = changes.filter(({ requests }) => requests.length > 0);
  const removals = sum(written.map((change) => (change.action === 'delete' ? 0 : countRemovals(change.differences))));
  return [
    ...counted(written.filter(({ action }) => action === 'create').length, 'to create'),
    ...counted(written.filter(({ action }) => action === 'update').length, 'to update'),
    ...counted(removals, removals === 1 ? 'value to remove' : 'values to remove'),
    ...counted(sum(accounts.map(({ unchanged }) => unchanged)), 'unchanged'),
  ];
}

function counted(amount: number, what: string): readonly string[] {
  return amount === 0 ? [] : [`${formatNumber(amount)} ${what}`];
}

/** Returns the number of requests and the estimated time: that of the slowest account, because accounts are written in parallel. */
function requestPhrases({ accounts, requests }: Plan): readonly string[] {
  if (requests.length === 0) return ['no requests'];
  const writing = accounts.filter((account) => account.requests > 0);
  const seconds = Math.max(...writing.map(({ estimatedSeconds }) => estimatedSeconds));
  return [count(requests.length, 'request'), `about ${formatSeconds(seconds)} at ${rateOf(writing)}`];
}

/** Returns the rate that all accounts share, such as `400/min`, or a phrase if their rates differ. */
function rateOf(accounts: readonly PlannedAccount[]): string {
  const [rate = '', ...others] = new Set(accounts.map((account) => account.rate));
  return others.length === 0 ? neutralise(rate) : "the accounts' rates";
}

function statePhrases({ accounts }: Plan): readonly (readonly string[])[] {
  const incomplete = accounts.filter(({ complete }) => !complete).map(({ account }) => account);
  const refused = accounts.filter(isRefused).map(({ account }) => account);
  return [
    incomplete.length === 0 ? [] : [`incomplete: ${neutralise(incomplete.join(', '))}`],
    refused.length === 0 ? [] : [`refused: ${neutralise(refused.join(', '))}`],
  ];
}

function isRefused({ refusals, record }: PlannedAccount): boolean {
  return refusals.length > 0 || refusalOfPosition(record) !== undefined;
}

function withCommas(phrases: readonly string[]): readonly string[] {
  return phrases.map((phrase, index) => (index === phrases.length - 1 ? phrase : `${phrase},`));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
