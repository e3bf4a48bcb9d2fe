import { closest, distance } from 'fastest-levenshtein';
import { type Personal, personal } from '../../contact/argument.ts';

/** Returns the known name that is most similar to an unknown one, if it is similar enough to be a typo. */
export function suggestion(name: string, known: readonly string[]): { readonly suggestion?: string } {
  if (known.length === 0) return {};
  const folded = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const nearest = folded ?? closest(name, [...known]);
  // Two swapped letters count as a distance of two.
  const most = nearest.length < 4 ? 1 : Math.max(2, Math.floor(nearest.length / 3));
  const isNear = folded !== undefined || distance(name, nearest) <= most;
  return isNear ? { suggestion: nearest } : {};
}

/** Like `suggestion` for a personal value. The result is personal as well, because it reveals as much as the value. */
export function personalSuggestion(
  value: string,
  known: readonly string[],
): { readonly suggestion?: Personal<'value'> } {
  const meant = suggestion(value, known).suggestion;
  return meant === undefined ? {} : { suggestion: personal('value', meant) };
}

/**
 * Returns the known values that differ from a value in few letters, each once, the most similar first.
 *
 * @param most maximum number of letters that are added, left out or changed
 */
export function nearest(value: string, known: Iterable<string>, most: number): readonly string[] {
  const distances = new Map<string, number>();
  for (const candidate of known) {
    // A difference in length is a lower bound, which saves most comparisons.
    if (Math.abs(candidate.length - value.length) > most) continue;
    const far = distance(value, candidate);
    if (far <= most) distances.set(candidate, far);
  }
  return [...distances].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).map(([candidate]) => candidate);
}
