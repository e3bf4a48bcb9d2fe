// Turns the values of one column in one group of rows of a Parquet file into cells, one for each row. Pure.

import type { Json } from '../../../contact/canonical.ts';
import type { Element } from './footer.ts';
import { levelsOfPath } from './levels.ts';
import type { ColumnValues } from './pages.ts';
import { damaged } from './refused.ts';
import { type TextOf, textsOf } from './texts.ts';

/**
 * Returns the function for the values of a column.
 *
 * @param leaves the columns of values that the column consists of
 * @returns undefined if its cells are neither texts nor lists of texts
 */
export function columnText(leaves: readonly (readonly Element[])[]): TextOf | undefined {
  const [path] = leaves;
  const leaf = path?.at(-1);
  if (leaves.length !== 1 || path === undefined || leaf === undefined) return undefined;
  const { maxRepetition } = levelsOfPath(path);
  const isPlain = path.length === 1 || (maxRepetition === 1 && isList(path));
  return isPlain && maxRepetition <= 1 ? textsOf(leaf) : undefined;
}

const LIST = 3;

/** Returns whether a column of values is a list: a group that says so, with one repeated element. */
function isList([top, second, ...rest]: readonly Element[]): boolean {
  const saysSo = top?.convertedType === LIST || top?.logicalType.field_3 !== undefined;
  return saysSo && second?.repetition === 'repeated' && rest.length <= 1;
}

/** Returns the cells of a column, one for each row. @throws ParquetError `damaged` if there are more or fewer than rows */
export function cellsOfColumn(
  { definitions, repetitions, values }: ColumnValues,
  path: readonly Element[],
  rows: number,
): readonly Json[] {
  const { maxDefinition, member } = levelsOfPath(path);
  const cells: Json[] = [];
  let next = 0;
  for (const [index, definition] of definitions.entries()) {
    const cell = definition === maxDefinition ? present(values[next++]) : null;
    if (member === 0) cells.push(cell);
    else if (repetitions[index] === 0) cells.push(definition >= member ? [cell] : emptyOf(definition, member));
    else addMember(cells.at(-1), cell);
  }
  if (cells.length !== rows || next !== values.length) throw damaged();
  return cells;
}

function present(value: Json | undefined): Json {
  if (value === undefined) throw damaged();
  return value;
}

/** Returns the cell of a row whose list has no members: an empty list, or nothing if there is no list. */
function emptyOf(definition: number, member: number): Json {
  return definition === member - 1 ? [] : null;
}

function addMember(list: Json | undefined, cell: Json): void {
  if (!Array.isArray(list)) throw damaged();
  list.push(cell);
}
