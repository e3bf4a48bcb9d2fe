// Alarms: refusals and failed reads, which every format shows before the changes of an account. The caller must neutralise their
// texts (inert.ts). Pure.

import type { PlannedAccount } from '../plan/document.ts';
import { wordsOfFailure } from './words/failures.ts';
import { count, nameSome } from './words/numbers.ts';
import { wordsOfRefusal } from './words/rules.ts';

/** One refusal or failed read of an account, as text. */
export interface Alarm {
  readonly title: string;
  readonly message: string;
  /** What the user can do about it. */
  readonly advice: string;
}

const MAX_KEYS = 3;

/** Returns an account's alarms: refusals first, then failed reads. */
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
