// Turns the rows of one source into entries like those under `contacts`. Enters: the declaration and the rows, one by one.
// Leaves: an item for each row that `where` takes, and every mistake, with the place of its cell. Pure.

import { personal } from '../../contact/argument.ts';
import type { Json } from '../../contact/canonical.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { diagnosticAt, type ManifestFile } from '../read/source.ts';
import type { Item } from '../syntax/item.ts';
import type { SourceDeclaration } from './declaration.ts';
import { type CellOf, entryOf, textOf } from './row-entry.ts';
import type { Row, RowReader } from './rows/row.ts';
import { checkMembers, checkTitles, ignoredColumns, positionsOf } from './titles.ts';

/** A mistake in one row. */
export interface RowMistake {
  readonly item: Item;
  readonly found: Problem | Diagnostic;
}

/** The entries of a source, and the mistakes in its rows and in how the manifest maps them. */
export interface SourceEntries {
  /** The data file, with the layout of its rows. */
  readonly file: ManifestFile;
  /** One item per row that `where` takes, without rows that are wrong as a whole, such as those with too few cells. */
  readonly items: readonly Item[];
  readonly mistakes: readonly RowMistake[];
  /** Mistakes that concern the source as a whole. */
  readonly problems: readonly Problem[];
  readonly diagnostics: readonly Diagnostic[];
  /** Number of rows that `where` takes, and of rows that are wrong as a whole, so that `where` cannot be evaluated for them. */
  readonly rows: number;
  /** The different keys of the rows, each made of the texts in the source's `key` columns. */
  readonly keys: ReadonlySet<string>;
  /** Titles of columns that are not read. */
  readonly ignored: readonly string[];
}

/** Maximum number of mistakes of one source that are listed if an invalid row stops everything. */
const MAX_MISTAKES = 1000;

/** Collects the entries of one source: a receiver of rows, and `result` for what it has collected. */
export interface EntryCollector extends RowReader {
  result(): SourceEntries;
}

interface Collected {
  readonly declaration: SourceDeclaration;
  readonly file: ManifestFile;
  readonly items: Item[];
  readonly mistakes: RowMistake[];
  readonly problems: Problem[];
  readonly diagnostics: Diagnostic[];
  /** Map from the key of a row to the first item that has it. */
  readonly byKey: Map<string, Item>;
  /** Names of declared columns that at least one JSON object has as members. */
  readonly seen: Set<string>;
  indices: ReadonlyMap<string, number>;
  ignored: readonly string[];
  rows: number;
}

/**
 * Creates a collector.
 *
 * @param text the data file, without the layout of its rows
 * @param accounts names of the accounts of every row; undefined: those of the manifest's defaults
 */
export function entryCollector(
  declaration: SourceDeclaration,
  text: ManifestFile,
  accounts: readonly string[] | undefined,
): EntryCollector {
  const collected: Collected = {
    declaration,
    file: withLayout(text, declaration, new Map()),
    items: [],
    mistakes: [],
    problems: [],
    diagnostics: [],
    byKey: new Map(),
    seen: new Set(),
    indices: new Map(),
    ignored: [],
    rows: 0,
  };
  return {
    titles: (titles) => addTitles(titles, collected),
    row: (row) => addRow(row, accounts, collected),
    badRow(row, range, what) {
      collected.rows += 1;
      const item = itemOf(row, {}, true, collected);
      const problemHere: Problem = { ...what, place: placeOf(item, []) };
      return addMistake(item, range === undefined ? problemHere : diagnosticAt(item.file, range, what), collected);
    },
    fatal(range, what) {
      collected.diagnostics.push(diagnosticAt(collected.file, range, what));
    },
    result: () => resultOf(collected),
  };
}

/**
 * Returns the file with the layout of its rows, by which diagnostics find the value of a field. All items of the file share the
 * map `places`, which addTitles completes.
 */
function withLayout(
  text: ManifestFile,
  { format, delimiter, columns }: SourceDeclaration,
  places: Map<string, { readonly index: number; readonly column: string }>,
): ManifestFile {
  for (const { path, column } of columns) places.set(path.join('\0'), { index: 0, column });
  return {
    ...{ name: text.name, format: text.format, hash: text.hash },
    get text() {
      return text.text;
    },
    get lineStarts() {
      return text.lineStarts;
    },
    rows: { columns: places, ...(format === 'delimited' ? { delimiter } : {}) },
  };
}

function addTitles(titles: readonly string[], collected: Collected): boolean {
  const { declaration, file, problems } = collected;
  collected.indices = positionsOf(titles);
  const places = file.rows?.columns as Map<string, { readonly index: number; readonly column: string }>;
  for (const { path, column } of declaration.columns)
    places.set(path.join('\0'), { index: collected.indices.get(column) ?? 0, column });
  collected.ignored = ignoredColumns(declaration, titles);
  append(problems, checkTitles(declaration, titles));
  return !problems.some(({ severity }) => severity !== 'warning');
}

function addRow(row: Row, accounts: readonly string[] | undefined, collected: Collected): boolean {
  const { columns, where, format } = collected.declaration;
  const cellOf = cellsOf(row, collected);
  if (!where.every(([column, texts]) => texts.has(textOf(cellOf(column))))) return true;
  collected.rows += 1;
  const { value, found } = entryOf(cellOf, columns, accounts, ORIGINS[format]);
  const item = itemOf(row, value, found.length > 0, collected);
  collected.items.push(item);
  const wrong = [
    ...found.map(([{ path }, what]): RowMistake => ({ item, found: { ...what, place: placeOf(item, path) } })),
    ...checkKey(cellOf, item, collected),
  ];
  return wrong.map((one) => addMistake(one.item, one.found, collected)).every(Boolean);
}

const ORIGINS = {
  delimited: 'table',
  lines: 'objects',
  list: 'objects',
  parquet: 'typed',
  query: 'typed',
} as const;

function cellsOf({ cells }: Row, { indices, seen }: Collected): CellOf {
  if (Array.isArray(cells)) return (column) => (cells as readonly string[])[indices.get(column) ?? -1];
  const members = cells as Readonly<Record<string, Json>>;
  return (column) => {
    if (!Object.hasOwn(members, column)) return undefined;
    seen.add(column);
    return members[column];
  };
}

function itemOf(
  { line, column, end }: Omit<Row, 'cells'>,
  value: Json,
  partiallyParsed: boolean,
  { file, rows }: Collected,
): Item {
  const path = ['contacts', rows - 1];
  return { file, path, value, line, column, partiallyParsed, ...(end === undefined ? {} : { end }) };
}

/**
 * Checks that the row has a key, and that no other row has the same. Of two rows with the same key, neither is better than the
 * other, so both are reported if invalid rows are skipped.
 */
function checkKey(cellOf: CellOf, item: Item, { declaration, byKey }: Collected): readonly RowMistake[] {
  const { key, columns, written } = declaration;
  const texts = key.map((column) => textOf(cellOf(column)));
  const path = columns.find(({ column }) => column === key[0])?.path ?? [];
  const name = personal('name', key.join(', '));
  if (texts.every((text) => text.trim() === ''))
    return [{ item, found: problem(placeOf(item, path), 'row-without-key', { name }) }];
  const text = texts.join('\0');
  const other = byKey.get(text);
  if (other === undefined) byKey.set(text, item);
  if (other === undefined) return [];
  const here = placeOf(item, path);
  const there = placeOf(other, path);
  const found = problem(here, 'duplicate-row', { name }, { other: there });
  if (written.invalid !== 'skip') return [{ item, found }];
  return [
    { item, found },
    { item: other, found: { ...found, place: there, other: here } },
  ];
}

/** Adds a mistake. @returns false if so many mistakes were found that reading on tells nothing new */
function addMistake(item: Item, found: Problem | Diagnostic, { mistakes, declaration }: Collected): boolean {
  mistakes.push({ item, found });
  return mistakes.length < MAX_MISTAKES || declaration.written.invalid === 'skip';
}

function resultOf(collected: Collected): SourceEntries {
  const { declaration, items, mistakes, problems, seen, byKey, file, diagnostics, rows, ignored } = collected;
  if (ORIGINS[declaration.format] === 'objects' && items.length > 0) append(problems, checkMembers(declaration, seen));
  if (mistakes.length >= MAX_MISTAKES && declaration.written.invalid !== 'skip') {
    const more: Mistake = mistake('more-mistakes', { listed: MAX_MISTAKES });
    problems.push({ ...more, place: placeOf(declaration.item, ['from']) });
  }
  return { file, items, mistakes, problems, diagnostics, rows, ignored, keys: new Set(byKey.keys()) };
}
