// Finds which items a new list has in common with the old one, so that only the others are rewritten. Pure.

import { canonicalJson, type Json } from '../../contact/canonical.ts';
import type { ListItem } from './editor.ts';

/** Above this number of comparisons, items between the common beginning and the common end are all rewritten. */
const MAX_COMPARISONS = 1_000_000;

/** Aligns a new list with an old one by a longest common subsequence. */
export function alignItems(old: readonly Json[], next: readonly Json[]): readonly ListItem[] {
  const a = old.map(canonicalJson);
  const b = next.map(canonicalJson);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const inner = commonPairs(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return next.map((value, index) => {
    if (index < start) return { from: index, value };
    if (index >= b.length - end) return { from: index + a.length - b.length, value };
    const from = inner.get(index - start);
    return from === undefined ? { value } : { from: from + start, value };
  });
}

/** Maps the position in `b` of each common item to its position in `a`. Empty if the lists are too long to compare. */
function commonPairs(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  if (a.length * b.length > MAX_COMPARISONS) return pairs;
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      pairs.set(j, i);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
