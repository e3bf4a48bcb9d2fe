import { closest, distance } from 'fastest-levenshtein';

/** A hint if one of the known names is near enough to be what was meant. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const nearest = folded ?? closest(name, [...known]);
  // Two letters swapped are a distance of two.
  const most = nearest.length < 4 ? 1 : Math.max(2, Math.floor(nearest.length / 3));
  const near = folded !== undefined || distance(name, nearest) <= most;
  return near ? `Did you mean ${nearest}?` : undefined;
}
