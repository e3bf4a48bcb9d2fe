// Finds the texts in a file that name people, whatever the file's format. Enters: a file that a suppression refers to. Leaves: the texts
// with their positions, and every mistake that may hide somebody. A person who is overlooked here would be mailed. Pure.

import { extname } from 'node:path';
import type { Json } from '../../contact/canonical.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import { append } from '../problem.ts';
import { isTable, type Row, rowsOf } from '../read/delimited.ts';
import type { ManifestFile, Range } from '../read/source.ts';
import { readLines } from '../sources/rows/objects.ts';
import { NAMED_BY, type NamedBy } from './person.ts';
import type { SuppressionFile } from './suppression.ts';

/** A text in a file that names a person. */
export interface Named {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** What the title of the column says that the text is; undefined: the text itself shows it. */
  readonly kind?: NamedBy;
}

/** A part of a file that may name somebody, and cannot be read. */
interface Unread {
  readonly range: Range;
  readonly mistake: Mistake;
}

/** Finds all of them, in their order; a diagnostic if the whole file names nobody. */
export async function namedIn(
  source: ManifestFile,
  { column, from }: Pick<SuppressionFile, 'column' | 'from'>,
): Promise<readonly (Named | Unread)[] | Diagnostic> {
  const kind = extname(from).toLowerCase();
  if (kind === '.ndjson' || kind === '.jsonl') return namedInLines(source, column);
  const isList =
    column === undefined && !isTable(source.text.split('\n', 1)[0] ?? '') && kind !== '.csv' && kind !== '.tsv';
  return isList ? namedInList(source) : namedInTable(source, column);
}

/** The lines that are neither blank nor comments, trimmed. */
function namedInList({ text, lineStarts }: ManifestFile): readonly Named[] {
  return lineStarts.flatMap((start, index) => {
    const line = text.slice(start, lineStarts[index + 1] ?? text.length);
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') ? [] : [{ text: trimmed, start: start + line.indexOf(trimmed) }];
  });
}

/** A column of a table that names people. */
interface Column {
  readonly index: number;
  readonly kind: NamedBy | undefined;
}

/** Every column that is named email, phone or digest, or the one that is asked for. */
function namedInTable(source: ManifestFile, column: string | undefined): readonly (Named | Unread)[] | Diagnostic {
  const [titles, ...rows] = rowsOf(source.text);
  const columns = (titles?.cells ?? []).flatMap((title, index): readonly Column[] => {
    const kind = wantedAs(title.text, column);
    return kind === undefined ? [] : [{ index, kind: kind === 'any' ? undefined : kind }];
  });
  if (titles === undefined || columns.length === 0) {
    const why = { why: 'column', columns: column === undefined ? NAMED_BY : [column] } as const;
    return ofWholeFile(source.name, mistake('suppression-file', why));
  }
  return [...unreadIn(titles, [], titles.cells.length), ...rows.flatMap((row) => namedInRow(row, columns, titles))];
}

function namedInRow(row: Row, columns: readonly Column[], titles: Row): readonly (Named | Unread)[] {
  const named = columns.flatMap(({ index, kind }): readonly Named[] => {
    const cell = row.cells[index];
    const text = cell?.text.trim() ?? '';
    if (cell === undefined || text === '') return [];
    return [{ text, start: cell.start + cell.text.indexOf(text), ...(kind === undefined ? {} : { kind }) }];
  });
  return [...named, ...unreadIn(row, named, titles.cells.length)];
}

/** What may hide an address: quotes that go on over the next rows, and delimiters that are not where the titles have them. */
function unreadIn({ cells, quotes }: Row, named: readonly Named[], columns: number): readonly Unread[] {
  const start = cells[0]?.start ?? 0;
  const range = { start, end: start + 1 };
  if (quotes === 'end') return [{ range, mistake: mistake('unclosed-cell', { why: 'end' }) }];
  if (quotes === 'after') return [{ range, mistake: mistake('invalid-quote', { where: 'after' }) }];
  const filled = cells.findLastIndex(({ text }) => text.trim() !== '') + 1;
  const isRagged = filled > columns || (cells.length < columns && named.length === 0);
  return isRagged ? [{ range, mistake: mistake('ragged-row', { cells: cells.length, columns }) }] : [];
}

/** How a column or member of this name names people: `any` if the text tells; undefined if it is not wanted. */
function wantedAs(title: string, column: string | undefined): NamedBy | 'any' | undefined {
  const name = title.trim();
  const kind = NAMED_BY.find((one) => one === name.toLowerCase());
  if (column === undefined) return kind;
  return name === column ? (kind ?? 'any') : undefined;
}

/** The members of objects, one object a line. */
async function namedInLines(source: ManifestFile, column: string | undefined): Promise<readonly (Named | Unread)[]> {
  const found: (Named | Unread)[] = [];
  const noObject = mistake('suppression-file', { why: 'line' });
  const rangeOf = (line: number, character: number): Range => {
    const start = (source.lineStarts[line - 1] ?? 0) + character - 1;
    return { start, end: Math.max(source.lineStarts[line] ?? source.text.length, start + 1) };
  };
  await readLines(source, {
    titles: () => true,
    row({ line, column: character, cells }) {
      const range = rangeOf(line, character);
      const members = namedInObject(cells as Readonly<Record<string, Json>>, column, source.text, range);
      append(found, members ?? [{ range, mistake: noObject }]);
      return true;
    },
    badRow({ line, column: character }, range, what) {
      const isJson = range !== undefined && what.code !== 'json-syntax';
      found.push(isJson ? { range, mistake: what } : { range: rangeOf(line, character), mistake: noObject });
      return true;
    },
    fatal() {},
  });
  return found;
}

/** @returns undefined if the object has no member that names somebody, or one that is no text */
function namedInObject(
  members: Readonly<Record<string, Json>>,
  column: string | undefined,
  text: string,
  { start, end }: Range,
): readonly Named[] | undefined {
  const wanted = Object.entries(members).flatMap(([name, value]) => {
    const kind = wantedAs(name, column);
    return kind === undefined ? [] : [{ name, kind, value: value ?? '' }];
  });
  if (wanted.length === 0 || wanted.some(({ value }) => typeof value !== 'string')) return undefined;
  return wanted.flatMap(({ name, kind, value }): readonly Named[] => {
    const named = String(value).trim();
    if (named === '') return [];
    // Where the value is written with escapes, the object tells the place.
    const at = text.indexOf(named, Math.max(start, text.indexOf(JSON.stringify(name), start)));
    const isHere = at !== -1 && at + named.length <= end;
    return [{ text: named, start: isHere ? at : start, ...(kind === 'any' ? {} : { kind }) }];
  });
}
