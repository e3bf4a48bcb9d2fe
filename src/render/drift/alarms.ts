// Alarms of drift: why an account could not be compared, or only in part. Every format shows them first. The caller must
// neutralise the texts (neutralise.ts). Pure.

import type { DriftAccount } from '../../plan/drift/document.ts';
import type { Alarm } from '../alarms.ts';
import { wordsOfFailure } from '../words/failures.ts';
import { count, nameSome } from '../words/numbers.ts';
import { wordsOfRefusal } from '../words/rules.ts';

const MAX_KEYS = 3;

/** Returns the alarms of one account: its refusals, then its failed reads. */
export function alarmsOfDrift({ refusals, failures }: DriftAccount): readonly Alarm[] {
  return [
    ...refusals.map((refusal) => {
      const { message, unblock } = wordsOfRefusal(refusal);
      return { title: `not compared: ${refusal.rule}`, message, advice: unblock };
    }),
    ...failures.map((failure) => {
      const { keys } = failure;
      const { message, hint } = wordsOfFailure(failure) ?? { message: failure.code, hint: '' };
      const what = keys === undefined ? 'the account' : `${count(keys.length, 'contact')}: ${nameSome(keys, MAX_KEYS)}`;
      return { title: `could not read ${what}`, message, advice: hint };
    }),
  ];
}
