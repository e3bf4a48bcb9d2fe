// Compares the rows of sources (files of data that declare contacts) with those of the base: which rows are new, and which are
// gone. Pure.

import type { LoadedSource } from '../../manifest/sources/source.ts';

/** A source, and how it differs from the base. */
export interface ComparedSource extends Omit<LoadedSource, 'keys'> {
  /** Absent if the base has no source of this name, or if there is no base. */
  readonly since?: {
    /** Number of rows in the base. */
    readonly rows: number;
    /** Number of rows that the base does not have. */
    readonly come: number;
    /** Number of rows that only the base has. */
    readonly gone: number;
  };
  /** Present if the source is a query, and the rows that it had in the base are not known. */
  readonly isUnknownBefore?: true;
}

/** Map from account name to the names of the sources of a base whose rows are not known. */
export type UnknownRows = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Compares today's sources with those of the same name in the base.
 *
 * @param before map from account name to the sources of the base
 * @param unknown map from account name to the names of the sources of the base whose rows are not known
 */
export function compareSources(
  today: readonly LoadedSource[],
  before: ReadonlyMap<string, readonly LoadedSource[]>,
  unknown: UnknownRows = new Map(),
): readonly ComparedSource[] {
  return today.map(({ keys, ...source }) => {
    const found = source.accounts
      .flatMap((account) => before.get(account) ?? [])
      .find(({ name }) => name === source.name);
    const isUnknown = source.accounts.some((account) => unknown.get(account)?.has(source.name));
    if (isUnknown) return { ...source, isUnknownBefore: true };
    if (found === undefined) return source;
    const now = new Set(keys);
    const then = new Set(found.keys);
    const come = keys.filter((key) => !then.has(key)).length;
    const gone = found.keys.filter((key) => !now.has(key)).length;
    return { ...source, since: { rows: found.rows, come, gone } };
  });
}
