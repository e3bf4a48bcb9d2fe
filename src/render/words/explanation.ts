// Sentences of an explanation, which state why a field is not written as declared. Pure.

import type { ExplainedField, Explanation } from '../../plan/explain/explain.ts';
import { isHeldReason, isNoticeRule } from '../../plan/rules/catalogue.ts';
import { type RuleWords, sentenceOfHeld, sentenceOfNotice, wordsOfBlock } from './rules.ts';

/** Returns the sentence of the rule that prevented the write of a field; undefined if no rule did. */
export function wordsOfField({ rule, args = {} }: Pick<ExplainedField, 'rule' | 'args'>): RuleWords | undefined {
  if (rule === undefined) return undefined;
  if (isHeldReason(rule)) return { message: sentenceOfHeld({ reason: rule, args }), unblock: '' };
  if (isNoticeRule(rule)) return { message: sentenceOfNotice(rule), unblock: '' };
  return wordsOfBlock({ rule, args });
}

/** Returns the explanation for JSON output: every block, notice and field also gets the sentence of its rule. */
export function withWords<T extends Explanation>(explanation: T): T {
  return {
    ...explanation,
    blocked: explanation.blocked.map((one) => ({ ...one, ...wordsOfBlock(one) })),
    notices: explanation.notices.map((one) => ({ ...one, message: sentenceOfNotice(one.rule) })),
    fields: explanation.fields.map((field) => ({ ...field, ...wordsOfField(field) })),
  };
}
