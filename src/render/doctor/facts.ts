// The lines of `rollcall doctor` about unproven facts, that is, about behaviour that the vendor does not document. They cover the
// facts that declared values depend on, and those with a recorded result. Pure.

import type { FactState } from '../../plan/doctor/document.ts';
import { count } from '../words/numbers.ts';

/** One line of the output, with a label in its first column. `hint` is shown on a line of its own below it. */
export interface FactLine {
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
}

/** True if declared contacts depend on the fact, and no result is believed that says whether the fact holds at the account. */
export function isOpen({ contacts, found }: FactState): boolean {
  return contacts > 0 && found?.believed !== true;
}

/** Returns the lines about the unproven facts of one account. */
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
