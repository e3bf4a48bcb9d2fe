// Alarms: refusals and failed reads, which every format shows before the changes of an account. The caller must neutralise their
// texts (inert.ts). Pure.

import type { PlannedAccount, Refusal } from '../plan/document.ts';
import { refusalOfPosition } from '../plan/rules/record-state.ts';
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

/** Returns an account's alarms: refusals first, then what a person must approve, then failed reads. */
export function alarmsOf({ refusals, unattended = [], record, failures }: PlannedAccount): readonly Alarm[] {
  const position = refusalOfPosition(record);
  return [
    ...[...refusals, ...(position === undefined ? [] : [position])].map((one) => alarmOf('refused', one)),
    ...unattended.map((one) => alarmOf('to approve', one)),
    ...failures.map((failure) => {
      const { keys } = failure;
      const { message, hint } = wordsOfFailure(failure) ?? { message: failure.code, hint: '' };
      const what = keys === undefined ? 'the account' : `${count(keys.length, 'contact')}: ${nameSome(keys, MAX_KEYS)}`;
      return { title: `could not read ${what}`, message, advice: hint };
    }),
  ];
}

function alarmOf(title: string, refusal: Refusal): Alarm {
  const { message, unblock } = wordsOfRefusal(refusal);
  return { title: `${title}: ${refusal.rule}`, message, advice: unblock };
}
