// Collects the rows of a query as lines of JSON, with only the columns that are wanted, up to a size.

import { type QueryLimits, tooMuch } from './query-error.ts';

/** Collects rows. */
export interface LineCollector {
  /**
   * Adds a row.
   *
   * @param cells texts of all columns, in the order of the titles
   * @throws QueryError `too-much`
   */
  add(cells: readonly (string | null)[]): void;
  /** The lines so far. */
  readonly lines: readonly string[];
}

/** Creates a collector. */
export function lineCollector(
  titles: readonly string[],
  wanted: readonly string[],
  limits: QueryLimits,
): LineCollector {
  const kept = wanted.flatMap((name) => {
    const index = titles.indexOf(name);
    return index === -1 ? [] : [{ index, member: `${JSON.stringify(name)}:` }];
  });
  const lines: string[] = [];
  let bytes = 0;
  return {
    lines,
    add(cells) {
      const line = `{${kept.map(({ index, member }) => member + JSON.stringify(cells[index] ?? null)).join(',')}}`;
      // Each line ends with a line break.
      bytes += Buffer.byteLength(line) + 1;
      if (bytes > limits.bytes) throw tooMuch(limits);
      lines.push(line);
    },
  };
}
