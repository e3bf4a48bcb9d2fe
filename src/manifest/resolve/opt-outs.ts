// Reads the setting `optOuts`: whether an opt-out at one account also ends subscriptions at other accounts of the same sender.
// Items go in, one per file that declares the setting; its value comes out, and every mistake in it.

import { personal } from '../../contact/argument.ts';
import { OPT_OUTS } from '../account-settings.ts';
import type { Configuration } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';

/** The result of reading the setting `optOuts`. */
export interface ReadOptOuts {
  /** The configuration's member `optOuts`; absent if the setting has its default, `respect`. */
  readonly declared: Pick<Configuration, 'optOuts'>;
  readonly problems: readonly Problem[];
}

/** Reads the setting `optOuts`. Only one file may declare it, so that no other file can take it back unnoticed. */
export function readOptOuts(items: readonly Item[]): ReadOptOuts {
  const [first, ...others] = items;
  if (first === undefined) return { declared: {}, problems: [] };
  const duplicates = others.map((other) =>
    problem(placeOf(other, [], 'key'), 'duplicate-opt-outs', {}, { other: placeOf(first, [], 'key') }),
  );
  const invalid = items.filter(({ value }) => !OPT_OUTS.some((known) => known === value)).map(invalidWord);
  return { declared: first.value === 'spread' ? { optOuts: 'spread' } : {}, problems: [...duplicates, ...invalid] };
}

function invalidWord(item: Item): Problem {
  const value = personal('value', String(item.value));
  return problem(placeOf(item, []), 'invalid-value', {
    what: 'choice',
    name: 'optOuts',
    value,
    allowed: [...OPT_OUTS],
  });
}
