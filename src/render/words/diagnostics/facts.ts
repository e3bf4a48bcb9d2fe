// Sentences for mistakes in the facts that manifests record about accounts.

import type { FactMistakes } from '../../../manifest/facts/mistakes.ts';
import { count } from '../numbers.ts';
import type { Sentences } from '../say.ts';
import { words } from './parts.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const FACT_MISTAKES: Sentences<FactMistakes> = {
  'unknown-fact': ({ fact, label }) =>
    words(
      `${fact} is not among the unproven facts of ${label}, so it says nothing`,
      '`rollcall doctor --json` lists them; remove it, or use the version of rollcall that wrote it',
    ),
  'duplicate-fact': ({ fact, other }) => words(`${fact} is also declared at ${other}`, 'Keep one of the two'),
  'facts-not-merged': ({ account, facts }) =>
    words(
      `${count(facts, 'fact')} of ${account} ${facts === 1 ? 'is' : 'are'} not on the default branch, as far as is known, and not believed`,
      'They count once they are merged',
    ),
};
