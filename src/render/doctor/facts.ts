// The lines about unproven facts: those that declared values rest on, and those that something was found of. Pure.

import type { FactState } from '../../plan/doctor/document.ts';
import { count } from '../words/numbers.ts';

/** One line: its label, its text, and a second, quieter one. */
export interface FactLine {
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
}

/** Whether contacts rest on the fact, and nothing that is believed settles it. */
export function isOpen({ contacts, found }: FactState): boolean {
  return contacts > 0 && found?.believed !== true;
}

/** The lines of an account. */
export function factLines(facts: readonly FactState[]): readonly FactLine[] {
  const shown = facts.filter(({ contacts, found }) => contacts > 0 || found !== undefined);
  if (shown.length === 0) {
    const text =
      facts.length === 0
        ? 'nothing about this vendor'
        : `${count(facts.length, 'fact')}, and no declared value rests on one`;
    return [{ label: 'unproven', text }];
  }
  const open = shown.filter(isOpen).length;
  const text =
    open === 0 ? 'nothing that declared values rest on' : `${count(open, 'fact')} that declared values rest on`;
  return [{ label: 'unproven', text }, ...shown.map(factLine)];
}

function factLine({ fact, sentence, contacts, found }: FactState): FactLine {
  return { label: '', text: `${fact}, ${count(contacts, 'contact')}: ${stateOf(found)}`, hint: sentence };
}

function stateOf(found: FactState['found']): string {
  if (found === undefined) return 'unproven';
  const result = { proved: 'proved here', ignored: 'ignored here', refused: 'refused here' }[found.result];
  return `${result} on ${found.date}${found.believed ? '' : ', not merged, so not believed'}`;
}
