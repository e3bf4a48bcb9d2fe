// Every rule that a plan may name, as data: its id, what it is for, what it says, the ways out and the arguments that it takes.
// From here come the types of rule ids, the sentences (render/words/rules.ts), the enumerations of schemas/plan.schema.json and
// docs/guide/rules.md. docs/semantics.md gives the reasons.

import { CONSENT_RULES } from './catalogue/consent.ts';
import { type Entry, type RuleArguments, type Sentence, sentencesOf } from './catalogue/entry.ts';
import { IDENTITY_RULES } from './catalogue/identity.ts';
import { LIMIT_RULES } from './catalogue/limits.ts';
import { NAME_RULES } from './catalogue/names.ts';
import { HELD_REASONS, NOTICES } from './catalogue/notices.ts';

export { type Entry, type Sentence, sentencesOf };

/** By what a rule does: `blocks` a difference or a contact, `refuses` an account's part of the plan, `notes` something, `holds` a subscription. */
export const RULES = {
  blocks: { ...CONSENT_RULES, ...IDENTITY_RULES, ...NAME_RULES },
  refuses: LIMIT_RULES,
  notes: NOTICES,
  holds: HELD_REASONS,
} as const;

export type RuleKind = keyof typeof RULES;

/** Ids of the rules that block; the same in output, schemas and tests. */
export type RuleId = keyof typeof RULES.blocks;
export type RefusalRule = keyof typeof RULES.refuses;
export type NoticeRule = keyof typeof RULES.notes;
export type HeldReason = keyof typeof RULES.holds;

export type BlockArguments = RuleArguments<typeof RULES.blocks>;
export type RefusalArguments = RuleArguments<typeof RULES.refuses>;

/** In the order in which people read them. */
export const NOTICE_RULES = Object.keys(RULES.notes) as readonly NoticeRule[];

export function isNoticeRule(rule: string): rule is NoticeRule {
  return Object.hasOwn(RULES.notes, rule);
}

export function isHeldReason(rule: string): rule is HeldReason {
  return Object.hasOwn(RULES.holds, rule);
}
