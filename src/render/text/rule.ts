// Explains one rule of the catalogue as text: what it is for, what it says with example values, and the ways out. Pure.

import { RULES, type RuleKind, sentencesOf } from '../../plan/rules/catalogue.ts';
import { exampleOf } from '../words/rule-examples.ts';
import { wrap } from './lines.ts';
import type { Paint } from './paint.ts';

/** Map from the kind of a rule to what it does, in words that follow the rule's id in the title. */
const EFFECTS: Readonly<Record<RuleKind, string>> = {
  blocks: 'blocks a difference, or a whole contact: it is shown and not sent',
  refuses: 'refuses the plan: the account’s part of it is not applied',
  notes: 'is a notice: nothing is blocked',
  holds: 'holds what is declared: a person has decided otherwise, and nothing is sent',
};

/** Ids of all rules that can be explained, sorted. */
export function ruleNames(): readonly string[] {
  return [...new Set(Object.values(RULES).flatMap((rules) => Object.keys(rules)))].toSorted();
}

/** Lists all rules by what they do, with a line break at the end. */
export function renderRules({ paint, width }: { readonly paint: Paint; readonly width: number }): string {
  const lines = Object.entries(RULES).flatMap(([kind, rules]) => [
    ...wrap(`${paint('title', 'A rule')} ${EFFECTS[kind as RuleKind]}`, width, ''),
    ...wrap(Object.keys(rules).toSorted().join(' · '), width, '  ', '  '),
    '',
  ]);
  return `${lines.join('\n')}rollcall help RULE explains one.\n`;
}

/**
 * Explains a rule. If a rule and a notice have the same id, the text has a part for each.
 *
 * @returns text with a line break at its end; undefined if there is no such rule
 */
export function renderRule(
  id: string,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string | undefined {
  const parts = Object.entries(RULES).flatMap(([kind, rules]) => {
    const entry = Object.entries(rules).find(([name]) => name === id)?.[1];
    return entry === undefined ? [] : [{ effect: EFFECTS[kind as RuleKind], entry }];
  });
  if (parts.length === 0) return undefined;
  const lines = parts.flatMap(({ effect, entry }) => [
    ...wrap(`${paint('title', id)} ${effect}`, width, ''),
    '',
    ...wrap(entry.means, width, '  ', '  '),
    '',
    ...[...sentencesOf(entry)].flatMap(([why, { sentence, wayOut }]) => [
      ...wrap(`• ${exampleOf(id, why, sentence)}`, width, '    ', '  '),
      ...(wayOut === '' ? [] : wrap(`→ ${exampleOf(id, why, wayOut)}`, width, '      ', '    ')),
    ]),
    '',
  ]);
  return `${lines.join('\n')}The values are examples. All rules: rollcall help rules\n`;
}
