// Finds the cell of a field in a row of a data file. Only diagnostics need it, so rows keep no positions of cells; the row is
// read again.

import { isMap, isScalar } from 'yaml';
import { rowsFrom } from '../read/delimited.ts';
import type { ManifestFile, Range, RowLayout } from '../read/source.ts';
import type { Item, Path } from './item.ts';
import { readJsonSyntax } from './json/json-syntax.ts';
import { keyText, rangeOf } from './yaml/values.ts';

/** Creates a function that returns the range of a cell; undefined if the row has none for the path. */
export function locatorOfRows(file: ManifestFile, layout: RowLayout): (item: Item, path: Path) => Range | undefined {
  return (item, path) => {
    const column = columnOf(layout, path);
    if (column === undefined) return undefined;
    const start = (file.lineStarts[item.line - 1] ?? 0) + item.column - 1;
    const { delimiter } = layout;
    return delimiter === undefined
      ? memberIn(file, item, start, column.column)
      : cellIn(file.text, start, delimiter, column.index);
  };
}

/** Returns the column of the field at a path, or of the nearest field above or below the path. */
function columnOf({ columns }: RowLayout, path: Path) {
  for (let length = path.length; length > 0; length -= 1) {
    const found = columns.get(path.slice(0, length).join('\0'));
    if (found !== undefined) return found;
  }
  const prefix = `${path.join('\0')}\0`;
  return path.length === 0 ? undefined : [...columns].find(([field]) => field.startsWith(prefix))?.[1];
}

function cellIn(text: string, start: number, delimiter: string, index: number): Range | undefined {
  // As in sources/rows, where a carriage return alone is a part of its cell.
  const { value } = rowsFrom(text, start, delimiter, false).next();
  const cell = value?.cells[index];
  if (cell === undefined) return undefined;
  return { start: cell.start, end: cell.start + Math.max(cell.text.length, 1) };
}

function memberIn(file: ManifestFile, item: Item, start: number, column: string): Range | undefined {
  const end = item.end ?? file.lineStarts[item.line] ?? file.text.length;
  const syntax = readJsonSyntax(file.text.slice(start, end), () => undefined);
  if (!syntax.ok || !isMap(syntax.root)) return undefined;
  const pair = syntax.root.items.find(({ key }) => keyText(key) === column);
  if (pair === undefined) return undefined;
  const range = rangeOf(pair.value);
  const width = isScalar(pair.value) ? range.end - range.start : 1;
  return { start: start + range.start, end: start + range.start + width };
}
