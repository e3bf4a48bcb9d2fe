// Says where the record of an apply (what was applied, for the next plan to compare with) was written, and what is still owed, as
// lines for a terminal. Pure.

import type { RecordedResult } from '../../../apply/account-results.ts';
import { count, SHORT_ID } from '../../words/numbers.ts';

/** What happened to the record of one account. */
interface Recorded extends RecordedResult {
  readonly account: string;
}

const RESULTS: Readonly<Record<Recorded['result'], string | undefined>> = {
  pushed: 'Recorded as applied, and pushed',
  here: 'Recorded as applied',
  'not-pushed': 'Recorded as applied in this clone only, because the commit is not on the remote’s default branch',
  unchanged: undefined,
  refused: 'Not recorded, because the record that is there must not be overwritten',
};

const ROLLED_BACK: Readonly<Record<Recorded['result'], string | undefined>> = {
  pushed: 'Recorded as rolled back, and pushed',
  here: 'Recorded as rolled back',
  'not-pushed': 'Recorded as rolled back in this clone only, because a commit is not on the remote’s default branch',
  unchanged: undefined,
  refused: RESULTS.refused,
};

/**
 * Returns lines that say where a rollback was recorded, and how to change the manifests back.
 *
 * @param commit the commit that was rolled back; undefined if there is not exactly one; `none` for a rollback of a rollback
 */
export function renderRolledBack(recorded: readonly Recorded[], commit: string | undefined): string {
  const way = commit === undefined ? 'change them back' : `git revert ${commit.slice(0, SHORT_ID)}`;
  const next = `The manifests still declare what was rolled back; no plan applies it again until that changes: ${way}`;
  const lines = [...linesOf(recorded, ROLLED_BACK), ...(commit === 'none' ? [] : [next])];
  return recorded.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/**
 * Returns one line for each kind of result, and one for each account at which contacts are owed (an earlier apply did not carry
 * out or confirm what was declared for them); empty if there is nothing to say.
 */
export function renderRecorded(recorded: readonly Recorded[]): string {
  const lines = linesOf(recorded, RESULTS);
  const owing = recorded.filter(({ owed }) => owed > 0);
  const owed = owing.map(
    ({ account, owed: contacts }) => `${account}: ${count(contacts, 'contact')} owed; plan shows them.`,
  );
  return [...lines, ...owed].map((line) => `${line}\n`).join('');
}

function linesOf(recorded: readonly Recorded[], said: typeof RESULTS): readonly string[] {
  return Object.entries(said).flatMap(([result, words]) => {
    const accounts = recorded.filter((one) => one.result === result).map(({ account }) => account);
    return words === undefined || accounts.length === 0 ? [] : [`${words}: ${accounts.join(', ')}.`];
  });
}
