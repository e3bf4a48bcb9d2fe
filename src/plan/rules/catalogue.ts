// Every rule of a plan, as data: its id, its meaning, its sentences with their arguments, and the ways out. The types of rule
// ids, the sentences in output (render/words/rules.ts), the enumerations of schemas/plan.schema.json and docs/guide/rules.md are
// generated from it. docs/semantics.md gives the reasons.

import { CONSENT_RULES } from './catalogue/consent.ts';
import { type Entry, type RuleArguments, type Sentence, sentencesOf } from './catalogue/entry.ts';
import { IDENTITY_RULES } from './catalogue/identity.ts';
import { LIMIT_RULES } from './catalogue/limits.ts';
import { NAME_RULES } from './catalogue/names.ts';
import { HELD_REASONS, NOTICES } from './catalogue/notices.ts';

export { type Entry, type Sentence, sentencesOf };

/**
 * All rules, by what they do: `blocks` a difference or a contact, `refuses` an account's part of the plan, `notes` a fact about a
 * contact, `holds` a subscription.
 */
export const RULES = {
  blocks: { ...CONSENT_RULES, ...IDENTITY_RULES, ...NAME_RULES },
  refuses: LIMIT_RULES,
  notes: NOTICES,
  holds: HELD_REASONS,
} as const;

/** Kind of a rule, by its effect. */
export type RuleKind = keyof typeof RULES;

/** Id of a rule that blocks; the same in output, schemas and tests. */
export type RuleId = keyof typeof RULES.blocks;
/** Id of a limit or expectation that refuses an account's part of the plan. */
export type RefusalRule = keyof typeof RULES.refuses;
/** Id of a notice. */
export type NoticeRule = keyof typeof RULES.notes;
/** Why a subscription is held. */
export type HeldReason = keyof typeof RULES.holds;

/** Arguments of each blocking rule. */
export type BlockArguments = RuleArguments<typeof RULES.blocks>;
/** Arguments of each limit or expectation. */
export type RefusalArguments = RuleArguments<typeof RULES.refuses>;

/** Ids of all notices, in display order. */
export const NOTICE_RULES = Object.keys(RULES.notes) as readonly NoticeRule[];

/** True for the id of a notice. */
export function isNoticeRule(rule: string): rule is NoticeRule {
  return Object.hasOwn(RULES.notes, rule);
}

/** True for a reason why a subscription is held. */
export function isHeldReason(rule: string): rule is HeldReason {
  return Object.hasOwn(RULES.holds, rule);
}
