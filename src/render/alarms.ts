// Alarms: what every format shows before the changes of an account, that is, refusals, what a person must approve, failed reads,
// and blocked parts of changes. The caller must neutralise their texts (neutralise.ts). Pure.

import { formatPath } from '../contact/difference.ts';
import type { BlockedDifference, PlannedAccount, PlannedChange, Refusal } from '../plan/document.ts';
import { refusalOfPosition } from '../plan/rules/record-state.ts';
import { isPartlyBlocked } from './danger.ts';
import { shownIn } from './fold.ts';
import { wordsOfFailure } from './words/failures.ts';
import { count, nameSome } from './words/numbers.ts';
import { wordsOfBlock, wordsOfRefusal } from './words/rules.ts';

/**
 * One alarm of an account, as text: a refusal, something that a person must approve, a failed read, or all blocked parts with the
 * same reason.
 */
export interface Alarm {
  readonly title: string;
  readonly message: string;
  /** What the user can do about it. */
  readonly advice: string;
}

const MAX_KEYS = 3;

/**
 * Returns an account's alarms: refusals first, then what a person must approve, then failed reads, then blocked parts.
 *
 * @param changes the changes of this account
 */
export function alarmsOf(
  { refusals, unattended = [], record, failures }: PlannedAccount,
  changes: readonly PlannedChange[],
): readonly Alarm[] {
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
    ...blockedParts(changes),
  ];
}

function alarmOf(title: string, refusal: Refusal): Alarm {
  const { message, unblock } = wordsOfRefusal(refusal);
  return { title: `${title}: ${refusal.rule}`, message, advice: unblock };
}

/**
 * Returns one alarm for each reason that blocks a part of some changes, however many contacts it concerns. The rest of each of
 * these changes is carried out.
 */
function blockedParts(changes: readonly PlannedChange[]): readonly Alarm[] {
  const alike = new Map<string, { readonly keys: string[]; readonly first: BlockedDifference; isSame: boolean }>();
  for (const { key, blocked } of changes.filter(isPartlyBlocked)) {
    for (const one of blocked) {
      const kind = JSON.stringify([one.rule, one.path, shownIn(one.args)]);
      const known = alike.get(kind);
      if (known === undefined) alike.set(kind, { keys: [key], first: one, isSame: true });
      else {
        known.keys.push(key);
        known.isSame &&= JSON.stringify(known.first.args) === JSON.stringify(one.args);
      }
    }
  }
  return [...alike.values()].map(({ keys, first, isSame }) => {
    const { message, unblock } = wordsOfBlock(first);
    const what = first.path.length === 0 ? '' : `${formatPath(first.path)} of `;
    const who = `${what}${count(keys.length, 'contact')}: ${nameSome(keys, MAX_KEYS)}`;
    return {
      title: `blocked in part: ${first.rule}, ${who}`,
      message: isSame ? message : `for example: ${message}`,
      advice: unblock,
    };
  });
}
