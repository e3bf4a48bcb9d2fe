import { closest, distance } from 'fastest-levenshtein';
import { type Personal, personal } from '../../contact/argument.ts';

/** The known name that was most likely meant, if one is near enough. */
export function suggestion(name: string, known: readonly string[]): { readonly suggestion?: string } {
  if (known.length === 0) return {};
  const folded = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const nearest = folded ?? closest(name, [...known]);
  // Two letters swapped are a distance of two.
  const most = nearest.length < 4 ? 1 : Math.max(2, Math.floor(nearest.length / 3));
  const isNear = folded !== undefined || distance(name, nearest) <= most;
  return isNear ? { suggestion: nearest } : {};
}

/** For a value of somebody's: what was meant tells as much as what was written. */
export function personalSuggestion(
  value: string,
  known: readonly string[],
): { readonly suggestion?: Personal<'value'> } {
  const meant = suggestion(value, known).suggestion;
  return meant === undefined ? {} : { suggestion: personal('value', meant) };
}
