// Composes the sentences of rules: templates from the rule catalogue, filled with the arguments from the plan. Pure.

import type { Arguments } from '../../contact/argument.ts';
import type { BlockedDifference, Held, HeldReason, NoticeRule, Refusal } from '../../plan/document.ts';
import {
  type Entry,
  HELD_REASON_NAMES,
  RULES,
  type RuleKind,
  type Sentence,
  sentencesOf,
} from '../../plan/rules/catalogue.ts';
import { fill } from './text-of.ts';

/** The sentence of a rule, and advice. */
export interface RuleWords {
  readonly message: string;
  /** What to do; empty if nothing needs to be done. */
  readonly unblock: string;
}

/** Returns the sentence that states why a difference or a contact is blocked. */
export function wordsOfBlock({ rule, args }: Pick<BlockedDifference, 'rule' | 'args'>): RuleWords {
  return wordsOf('blocks', rule, args);
}

/** Returns the sentence that states why an account's part of the plan is refused. */
export function wordsOfRefusal({ rule, args }: Pick<Refusal, 'rule' | 'args'>): RuleWords {
  return wordsOf('refuses', rule, args);
}

/** Returns a notice in one sentence: `the vendor has the new email; remove previously`. */
export function sentenceOfNotice(rule: NoticeRule): string {
  return inOneSentence(wordsOf('notes', rule, {}));
}

/** Returns one sentence that states why something that is declared is held, that is, not written. */
export function sentenceOfHeld({ reason, args = {} }: Pick<Held, 'reason' | 'args'>): string {
  return inOneSentence(wordsOf('holds', reason, args));
}

/** The contacts for which something is held (declared, but not written) for one reason. */
export interface HeldCount {
  readonly reason: HeldReason;
  /** `3 opt-outs respected`. */
  readonly phrase: string;
  /** Keys of these contacts, each once. */
  readonly keys: readonly string[];
}

/** Groups the contacts for which something is held by reason, in the order of the catalogue. */
export function countHeld(held: Iterable<Pick<Held, 'reason' | 'key'>>): readonly HeldCount[] {
  const byReason = new Map<HeldReason, Set<string>>();
  for (const { reason, key } of held) {
    const keys = byReason.get(reason) ?? new Set();
    byReason.set(reason, keys.add(key));
  }
  return HELD_REASON_NAMES.flatMap((reason) => {
    const keys = [...(byReason.get(reason) ?? [])];
    return keys.length === 0
      ? []
      : [{ reason, keys, phrase: fill(RULES.holds[reason].counts, { amount: keys.length }) }];
  });
}

function inOneSentence({ message, unblock }: RuleWords): string {
  return unblock === '' ? message : `${message}; ${unblock}`;
}

function wordsOf(kind: RuleKind, rule: string, args: Arguments): RuleWords {
  const entries: Readonly<Record<string, Entry>> = RULES[kind];
  const entry = Object.hasOwn(entries, rule) ? entries[rule] : undefined;
  const said = entry && sentenceFor(entry, args);
  // If this version does not know the rule, use its id as the message.
  if (said === undefined) return { message: rule, unblock: '' };
  return { message: fill(said.sentence, args), unblock: fill(said.wayOut, args) };
}

function sentenceFor(entry: Entry, { why = '' }: Arguments): Sentence | undefined {
  return sentencesOf(entry).get(typeof why === 'string' ? why : '');
}
