// Limits over all accounts: items go in, one per file that declares them; the limits come out, and every mistake in them.

import type { TotalLimits } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';

/** The result of reading the limits over all accounts. */
export interface ReadLimits {
  /** The configuration's member `limits`; absent if no file declares limits over all accounts. */
  readonly declared: { readonly limits?: TotalLimits };
  readonly problems: readonly Problem[];
}

/** Reads the limits over all accounts. Only one file may declare them, so that no other file can raise them unnoticed. */
export function readTotalLimits(items: readonly Item[]): ReadLimits {
  const [first, ...others] = items;
  if (first === undefined) return { declared: {}, problems: [] };
  const { item, problems } = validateItem(first);
  const duplicates = others.map((other) =>
    problem(placeOf(other, [], 'key'), 'duplicate-limits', {}, { other: placeOf(first, [], 'key') }),
  );
  const declared = item === undefined ? {} : { limits: item.value as TotalLimits };
  return { declared, problems: [...problems, ...duplicates] };
}
