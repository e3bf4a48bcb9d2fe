// The catalogue of all rules that a plan can name: id, meaning, sentences, advice on what to do (`wayOut`) and arguments. The
// types of rule ids, the sentences (render/words/rules.ts), the enumerations of schemas/plan.schema.json and docs/guide/rules.md
// are derived from it. docs/semantics.md gives the reasons for the rules.

import { CONSENT_RULES } from './catalogue/consent.ts';
import { type Entry, type RuleArguments, type Sentence, sentencesOf } from './catalogue/entry.ts';
import { HELD_REASONS } from './catalogue/held.ts';
import { IDENTITY_RULES } from './catalogue/identity.ts';
import { LIMIT_RULES } from './catalogue/limits.ts';
import { NAME_RULES } from './catalogue/names.ts';
import { NOTICES } from './catalogue/notices.ts';
import { RECORD_RULES } from './catalogue/records.ts';
import { ROLLBACK_RULES } from './catalogue/rollback.ts';

export { type Entry, type Sentence, sentencesOf };

/**
 * The rules by their effect. A rule `blocks` a difference or a contact, `refuses` to apply an account's part of the plan, `notes`
 * a fact about a contact, or `holds` what is declared: it is not written because of a person's choice, and later plans do not
 * count it as unfinished.
 */
export const RULES = {
  blocks: { ...CONSENT_RULES, ...IDENTITY_RULES, ...NAME_RULES, ...ROLLBACK_RULES },
  refuses: { ...LIMIT_RULES, ...RECORD_RULES },
  notes: NOTICES,
  holds: HELD_REASONS,
} as const;

/** The kind of effect that a rule has. */
export type RuleKind = keyof typeof RULES;

/** Ids of the rules that block a difference or a contact. */
export type RuleId = keyof typeof RULES.blocks;
/** Ids of the rules that refuse an account's part of the plan. */
export type RefusalRule = keyof typeof RULES.refuses;
/** Ids of the notices. */
export type NoticeRule = keyof typeof RULES.notes;
/** Reasons why something that is declared is held. */
export type HeldReason = keyof typeof RULES.holds;

/** The arguments of each rule that blocks, by rule id. */
export type BlockArguments = RuleArguments<typeof RULES.blocks>;
/** The arguments of each rule that refuses, by rule id. */
export type RefusalArguments = RuleArguments<typeof RULES.refuses>;

/** Reasons to hold something, in the order in which they are counted. */
export const HELD_REASON_NAMES = Object.keys(RULES.holds) as readonly HeldReason[];

/** Ids of the notices, in the order in which they are shown. */
export const NOTICE_RULES = Object.keys(RULES.notes) as readonly NoticeRule[];

/** True if the id is that of a notice. */
export function isNoticeRule(rule: string): rule is NoticeRule {
  return Object.hasOwn(RULES.notes, rule);
}

/** True if the id is that of a reason why something is held. */
export function isHeldReason(rule: string): rule is HeldReason {
  return Object.hasOwn(RULES.holds, rule);
}
