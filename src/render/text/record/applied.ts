// Where the records of an apply were written, and what is owed, as lines for a terminal. Pure.

import type { RecordedResult } from '../../../apply/account-results.ts';
import { count } from '../../words/numbers.ts';

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

/** One line for each result, and one for each account that owes something; empty if there is nothing to say. */
export function renderRecorded(recorded: readonly Recorded[]): string {
  const lines = Object.entries(RESULTS).flatMap(([result, words]) => {
    const accounts = recorded.filter((one) => one.result === result).map(({ account }) => account);
    return words === undefined || accounts.length === 0 ? [] : [`${words}: ${accounts.join(', ')}.`];
  });
  const owing = recorded.filter(({ owed }) => owed > 0);
  const owed = owing.map(
    ({ account, owed: contacts }) => `${account}: ${count(contacts, 'contact')} owed; plan shows them.`,
  );
  return [...lines, ...owed].map((line) => `${line}\n`).join('');
}
