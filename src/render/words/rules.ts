// What a rule says of a contact, a difference or an account, from the rule catalogue and the arguments that the plan holds.

import type { Arguments } from '../../contact/argument.ts';
import type { BlockedDifference, HeldReason, NoticeRule, Refusal } from '../../plan/document.ts';
import { type Entry, RULES, type RuleKind, type Sentence, sentencesOf } from '../../plan/rules/catalogue.ts';
import { fill } from './text-of.ts';

export interface RuleWords {
  readonly message: string;
  /** What to do; empty where nothing is to be done. */
  readonly unblock: string;
}

export function wordsOfBlock({ rule, args }: Pick<BlockedDifference, 'rule' | 'args'>): RuleWords {
  return wordsOf('blocks', rule, args);
}

export function wordsOfRefusal({ rule, args }: Pick<Refusal, 'rule' | 'args'>): RuleWords {
  return wordsOf('refuses', rule, args);
}

/** `the vendor has the new email; remove previously`. */
export function sentenceOfNotice(rule: NoticeRule): string {
  return inOneSentence(wordsOf('notes', rule, {}));
}

export function sentenceOfHeld(reason: HeldReason): string {
  return inOneSentence(wordsOf('holds', reason, {}));
}

function inOneSentence({ message, unblock }: RuleWords): string {
  return unblock === '' ? message : `${message}; ${unblock}`;
}

function wordsOf(kind: RuleKind, rule: string, args: Arguments): RuleWords {
  const entries: Readonly<Record<string, Entry>> = RULES[kind];
  const entry = Object.hasOwn(entries, rule) ? entries[rule] : undefined;
  const said = entry && sentenceFor(entry, args);
  // Of a rule that this version does not know, its name is all there is to say.
  if (said === undefined) return { message: rule, unblock: '' };
  return { message: fill(said.sentence, args), unblock: fill(said.wayOut, args) };
}

function sentenceFor(entry: Entry, { why = '' }: Arguments): Sentence | undefined {
  return sentencesOf(entry).get(typeof why === 'string' ? why : '');
}
