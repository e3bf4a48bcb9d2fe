// What must be seen before an account's changes: refusals, and reads that failed; the same in every format. Not yet inert.

import type { PlannedAccount } from '../plan/document.ts';
import { wordsOfFailure } from './words/failures.ts';
import { count, nameSome } from './words/numbers.ts';
import { wordsOfRefusal } from './words/rules.ts';

export interface Alarm {
  readonly title: string;
  readonly message: string;
  /** What to do. */
  readonly advice: string;
}

const MAX_KEYS = 3;

export function alarmsOf({ refusals, failures }: PlannedAccount): readonly Alarm[] {
  return [
    ...refusals.map((refusal) => {
      const { message, unblock } = wordsOfRefusal(refusal);
      return { title: `refused: ${refusal.rule}`, message, advice: unblock };
    }),
    ...failures.map((failure) => {
      const { keys } = failure;
      const { message, hint } = wordsOfFailure(failure) ?? { message: failure.code, hint: '' };
      const what = keys === undefined ? 'the account' : `${count(keys.length, 'contact')}: ${nameSome(keys, MAX_KEYS)}`;
      return { title: `could not read ${what}`, message, advice: hint };
    }),
  ];
}
