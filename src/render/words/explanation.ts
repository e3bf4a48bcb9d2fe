// Sentences of an explanation: why a field is not written as declared, and the whole explanation with its sentences, for JSON.

import type { ExplainedField, Explanation } from '../../plan/explain/explain.ts';
import { isHeldReason, isNoticeRule } from '../../plan/rules/catalogue.ts';
import { type RuleWords, sentenceOfHeld, sentenceOfNotice, wordsOfBlock } from './rules.ts';

/** @returns the sentence of the rule that prevented a write; undefined if none did */
export function wordsOfField({ rule, args = {} }: Pick<ExplainedField, 'rule' | 'args'>): RuleWords | undefined {
  if (rule === undefined) return undefined;
  if (isHeldReason(rule)) return { message: sentenceOfHeld(rule), unblock: '' };
  if (isNoticeRule(rule)) return { message: sentenceOfNotice(rule), unblock: '' };
  return wordsOfBlock({ rule, args });
}

/** The explanation with the sentence of every rule added. */
export function withWords<T extends Explanation>(explanation: T): T {
  return {
    ...explanation,
    blocked: explanation.blocked.map((one) => ({ ...one, ...wordsOfBlock(one) })),
    notices: explanation.notices.map((one) => ({ ...one, message: sentenceOfNotice(one.rule) })),
    fields: explanation.fields.map((field) => ({ ...field, ...wordsOfField(field) })),
  };
}
