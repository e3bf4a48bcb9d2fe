// Rows by time, then id, kept in order while they come and go, so that no page request sorts anything.

export interface Position {
  readonly at: number;
  readonly id: string;
}

export class TimeOrder<Row> {
  readonly #positionOf: (row: Row) => Position;
  #rows: Row[] = [];
  #sorted = true;

  constructor(positionOf: (row: Row) => Position) {
    this.#positionOf = positionOf;
  }

  add(row: Row): void {
    const last = this.#rows.at(-1);
    if (last !== undefined && isBefore(this.#positionOf(row), this.#positionOf(last))) this.#sorted = false;
    this.#rows.push(row);
  }

  /** To be called before the row's position changes. */
  remove(row: Row): void {
    const index = firstNotBefore(this.rows(), this.#positionOf, this.#positionOf(row));
    if (this.#rows[index] === row) this.#rows.splice(index, 1);
  }

  /** Ascending. */
  rows(): readonly Row[] {
    if (!this.#sorted) this.#rows.sort((a, b) => (isBefore(this.#positionOf(a), this.#positionOf(b)) ? -1 : 1));
    this.#sorted = true;
    return this.#rows;
  }
}

export function isBefore(a: Position, b: Position): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

/** Index of the first row that does not stand before the position, in ascending rows. */
export function firstNotBefore<Row>(
  rows: readonly Row[],
  positionOf: (row: Row) => Position,
  position: Position,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && isBefore(positionOf(row), position)) low = middle + 1;
    else high = middle;
  }
  return low;
}
