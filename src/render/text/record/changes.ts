// Texts of the commands that change records (what was last applied to an account): what they are about to do, and what they did.
// Pure.

import { neutralise } from '../../neutralise.ts';
import { count, formatInstant, joinAnd } from '../../words/numbers.ts';

/** A record that `record drop` deletes. */
export interface DroppedRow {
  readonly name: string;
  readonly account?: string;
  readonly origin?: string;
  readonly directory?: string;
  readonly at?: string;
}

/** Returns the records that are about to be deleted, and the consequences. */
export function renderDropping(records: readonly DroppedRow[]): string {
  return lines([
    'These records of what was applied are to be forgotten:',
    ...records.map((record) => `  ${described(record)}`),
    'The vendors’ contacts stay as they are. The next plan there is a first run: nothing counts as removed.',
  ]);
}

/**
 * Returns the records that were deleted.
 *
 * @param isOnlyHere true if only this clone's copies were deleted, not those at the remote
 */
export function renderDropped(records: readonly DroppedRow[], isOnlyHere: boolean): string {
  if (records.length === 0) return lines(['There is nothing to forget: the account of every record is declared.']);
  return lines([
    ...records.map((record) => `Forgotten: ${described(record)}.`),
    'The next plan there is a first run: nothing counts as removed.',
    isOnlyHere
      ? 'The remote still has what was pushed: the next plan that asks it fetches that again.'
      : 'A clone that has fetched a record keeps it until it is dropped there, too.',
  ]);
}

function described({ name, account, origin, directory, at }: DroppedRow): string {
  const what = account === undefined ? name : `${name}, of ${account}`;
  const where = origin === undefined ? '' : ` at ${origin}`;
  const from = directory === undefined ? '' : `, from ${directory === '' ? '.' : directory}`;
  return `${what}${where}${from}${at === undefined ? '' : `, last applied ${formatInstant(at)}`}`;
}

/** A record that `record move` wrote. `revision`: the commit that it names now; `owed`: the number of contacts that are owed. */
export interface MovedRow {
  readonly name: string;
  readonly account: string;
  readonly revision: string;
  readonly owed: number;
  readonly result: 'pushed' | 'here' | 'not-pushed' | 'unchanged';
}

const RESULTS: Readonly<Record<MovedRow['result'], string>> = {
  pushed: ', and was pushed',
  here: '',
  'not-pushed': ', in this clone only, because the remote’s default branch lacks a commit that it names',
  unchanged: ' already; nothing was changed',
};

/** Returns what the account's record names now, where it was written, and how many contacts are owed. */
export function renderMoved({ name, account, revision, owed, result }: MovedRow): string {
  const what = revision.startsWith('local:') ? 'manifests that are in no commit' : `commit ${revision.slice(0, 10)}`;
  return lines([
    `The record of ${account} (${name}) names ${what}${RESULTS[result]}.`,
    ...(owed === 0 ? [] : [`${account}: ${count(owed, 'contact')} owed; plan shows them.`]),
  ]);
}

/**
 * An account at which `record forget-owed` drops what is owed (what an earlier apply did not carry out or confirm). `contacts`:
 * number of contacts for which something is dropped; `owed`: number of contacts that are still owed afterwards.
 */
export interface ForgottenRow {
  readonly account: string;
  readonly contacts: number;
  readonly owed: number;
}

/**
 * Returns what is about to be dropped, so that no plan shows it any more.
 *
 * @param fields names of fields; undefined: everything that is owed
 */
export function renderForgetting(accounts: readonly ForgottenRow[], fields: readonly string[] | undefined): string {
  const what = fields === undefined ? 'everything that is owed' : joinAnd(fields);
  return lines([
    ...accounts.map(({ account, contacts }) => `${account}: ${what} of ${count(contacts, 'contact')} is to be let go.`),
    'The vendor’s values stay as they are, and no plan removes them.',
  ]);
}

/** Returns for how many contacts something was dropped, and how many are still owed. */
export function renderForgotten(accounts: readonly ForgottenRow[]): string {
  if (accounts.length === 0) return lines(['Nothing that is owed matches.']);
  return lines(
    accounts.map(({ account, contacts, owed }) => {
      const left = owed === 0 ? 'nothing is owed any more' : `${count(owed, 'contact')} still owed`;
      return `${account}: let go of what was owed of ${count(contacts, 'contact')}; ${left}.`;
    }),
  );
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${neutralise(text)}\n`).join('');
}
