// The summary of a plan, as phrases: a format may break lines only between phrases. Pure.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import { isPartlyBlocked, isWhollyBlocked } from './danger.ts';
import { countRemovals } from './difference-rows.ts';
import { neutralise } from './inert.ts';
import { count, formatNumber, formatSeconds } from './words/numbers.ts';

/** Whether nothing is to be done, nothing was refused and everything was read. */
export function isWithoutChanges(plan: Plan): boolean {
  return plan.complete && plan.changes.length === 0 && plan.accounts.every(({ refusals }) => refusals.length === 0);
}

/** Phrases of the summary, to be joined by spaces; inert. */
export function summaryPhrases(plan: Plan): readonly string[] {
  return isWithoutChanges(plan) ? withoutChanges(plan) : withChanges(plan);
}

function withoutChanges(plan: Plan): readonly string[] {
  const unchanged = sum(plan.accounts.map((account) => account.unchanged));
  const held = new Set(plan.accounts.flatMap((account) => account.held.map(({ key }) => key))).size;
  const equal = `${count(unchanged - held, 'contact is', 'contacts are')} as declared`;
  return ['No changes.', ...(held === 0 ? [`${equal}.`] : [`${equal},`, `${count(held, 'opt-out')} respected.`])];
}

function withChanges(plan: Plan): readonly string[] {
  const clauses = [countPhrases(plan), requestPhrases(plan), ...statePhrases(plan)].filter(({ length }) => length > 0);
  return ['Plan:', ...clauses.flatMap((clause, index) => [...(index === 0 ? [] : ['·']), ...withCommas(clause)])];
}

function countPhrases({ accounts, changes }: Plan): readonly string[] {
  const written = changes.filter(({ requests }) => requests.length > 0);
  const removals = sum(written.map(({ differences }) => countRemovals(differences)));
  const counted = (amount: number, what: string): readonly string[] =>
    amount === 0 ? [] : [`${formatNumber(amount)} ${what}`];
  return [
    ...counted(written.filter(({ action }) => action === 'delete').length, 'to delete'),
    ...counted(written.filter(({ action }) => action === 'create').length, 'to create'),
    ...counted(written.filter(({ action }) => action === 'update').length, 'to update'),
    ...counted(removals, removals === 1 ? 'value to remove' : 'values to remove'),
    ...counted(sum(accounts.map(({ unchanged }) => unchanged)), 'unchanged'),
    ...counted(changes.filter(isWhollyBlocked).length, 'blocked'),
    ...counted(changes.filter(isPartlyBlocked).length, 'blocked in part'),
  ];
}

/** Accounts are written in parallel, so the slowest one determines the time. */
function requestPhrases({ accounts, requests }: Plan): readonly string[] {
  if (requests.length === 0) return ['no requests'];
  const writing = accounts.filter((account) => account.requests > 0);
  const seconds = Math.max(...writing.map(({ estimatedSeconds }) => estimatedSeconds));
  return [count(requests.length, 'request'), `about ${formatSeconds(seconds)} at ${rateOf(writing)}`];
}

/** `400/min` if all accounts have the same rate. */
function rateOf(accounts: readonly PlannedAccount[]): string {
  const [rate = '', ...others] = new Set(accounts.map((account) => account.rate));
  return others.length === 0 ? neutralise(rate) : "the accounts' rates";
}

function statePhrases({ accounts }: Plan): readonly (readonly string[])[] {
  const incomplete = accounts.filter(({ complete }) => !complete).map(({ account }) => account);
  const refused = accounts.filter(({ refusals }) => refusals.length > 0).map(({ account }) => account);
  return [
    incomplete.length === 0 ? [] : [`incomplete: ${neutralise(incomplete.join(', '))}`],
    refused.length === 0 ? [] : [`refused: ${neutralise(refused.join(', '))}`],
  ];
}

function withCommas(phrases: readonly string[]): readonly string[] {
  return phrases.map((phrase, index) => (index === phrases.length - 1 ? phrase : `${phrase},`));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
