// Compares the rows of sources with those of the base: who came, who is gone. Pure.

import type { LoadedSource } from '../../manifest/sources/source.ts';

/** A source, and how it differs from the base. */
export interface ComparedSource extends Omit<LoadedSource, 'keys'> {
  /** Absent if the base has no source of this name, or if there is no base. */
  readonly since?: {
    /** Number of rows in the base. */
    readonly rows: number;
    readonly come: number;
    readonly gone: number;
  };
}

/**
 * Compares sources.
 *
 * @param before the sources of the base, by account
 */
export function compareSources(
  today: readonly LoadedSource[],
  before: ReadonlyMap<string, readonly LoadedSource[]>,
): readonly ComparedSource[] {
  return today.map(({ keys, ...source }) => {
    const found = source.accounts
      .flatMap((account) => before.get(account) ?? [])
      .find(({ name }) => name === source.name);
    if (found === undefined) return source;
    const now = new Set(keys);
    const then = new Set(found.keys);
    const come = keys.filter((key) => !then.has(key)).length;
    const gone = found.keys.filter((key) => !now.has(key)).length;
    return { ...source, since: { rows: found.rows, come, gone } };
  });
}
