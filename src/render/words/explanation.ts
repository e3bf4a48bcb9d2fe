// What an explanation says of one field that is not written as declared, and the explanation with its sentences, for JSON.

import type { ExplainedField, Explanation } from '../../plan/explain/explain.ts';
import { isHeldReason, isNoticeRule } from '../../plan/rules/catalogue.ts';
import { type RuleWords, sentenceOfHeld, sentenceOfNotice, wordsOfBlock } from './rules.ts';

/** Undefined where no rule decided against a write. */
export function wordsOfField({ rule, args = {} }: Pick<ExplainedField, 'rule' | 'args'>): RuleWords | undefined {
  if (rule === undefined) return undefined;
  if (isHeldReason(rule)) return { message: sentenceOfHeld(rule), unblock: '' };
  if (isNoticeRule(rule)) return { message: sentenceOfNotice(rule), unblock: '' };
  return wordsOfBlock({ rule, args });
}

/** @returns the same explanation, every rule with what it says */
export function withWords<T extends Explanation>(explanation: T): T {
  return {
    ...explanation,
    blocked: explanation.blocked.map((one) => ({ ...one, ...wordsOfBlock(one) })),
    notices: explanation.notices.map((one) => ({ ...one, message: sentenceOfNotice(one.rule) })),
    fields: explanation.fields.map((field) => ({ ...field, ...wordsOfField(field) })),
  };
}
