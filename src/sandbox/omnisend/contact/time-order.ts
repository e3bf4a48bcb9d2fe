// A list of rows sorted by time and id. The list is sorted when it is read, and only if a row was added out of order, so that
// most requests for a page need no sorting.

/** A position in the order. `at` is a time in milliseconds since the epoch; equal times are ordered by id. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** A list of rows in ascending order of their positions. */
export class TimeOrder<Row> {
  readonly #positionOf: (row: Row) => Position;
  #rows: Row[] = [];
  #sorted = true;

  constructor(positionOf: (row: Row) => Position) {
    this.#positionOf = positionOf;
  }

  /** Adds a row. */
  add(row: Row): void {
    const last = this.#rows.at(-1);
    if (last !== undefined && isBefore(this.#positionOf(row), this.#positionOf(last))) this.#sorted = false;
    this.#rows.push(row);
  }

  /** Removes a row. Must be called before the row's position changes, because it finds the row by its position. */
  remove(row: Row): void {
    const index = firstNotBefore(this.rows(), this.#positionOf, this.#positionOf(row));
    if (this.#rows[index] === row) this.#rows.splice(index, 1);
  }

  /** Returns the rows in ascending order. */
  rows(): readonly Row[] {
    if (!this.#sorted) this.#rows.sort((a, b) => (isBefore(this.#positionOf(a), this.#positionOf(b)) ? -1 : 1));
    this.#sorted = true;
    return this.#rows;
  }
}

/** Returns whether position `a` comes before position `b`. */
export function isBefore(a: Position, b: Position): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

/** Returns the index of the first row that is not before the position. It searches the sorted rows by bisection. */
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
