// Reads objects: one a line (NDJSON), or the elements of one list (JSON). Scalars keep their text: 1e3 stays 1e3.

import type { Json } from '../../../contact/canonical.ts';
import { mistake } from '../../mistake.ts';
import { type ManifestFile, positionAt, type Range } from '../../read/source.ts';
import type { Shape } from '../../schema/shape.ts';
import { parseFastJson } from '../../syntax/fast-yaml/index.ts';
import { MAX_CELL, MAX_RECORD, type Row, type RowReader } from './row.ts';

const AS_TEXT: Shape = { scalar: 'text' };

/** Reads a file with one object a line. Blank lines are skipped. */
export async function readLines({ text, lineStarts }: ManifestFile, reader: RowReader): Promise<void> {
  for (const [index, start] of lineStarts.entries()) {
    const end = lineStarts[index + 1] ?? text.length;
    const line = text.slice(start, end);
    const column = line.search(/\S/) + 1;
    if (column === 0) continue;
    if (!(await readObject(line, { line: index + 1, column }, start, reader))) return;
  }
}

/** Reads a file that is one list of objects. */
export async function readList(file: ManifestFile, reader: RowReader): Promise<void> {
  for (const element of elementsOf(file.text)) {
    if ('problem' in element) return notList(file.text, element.problem, reader);
    const { start, end } = element;
    const row = { ...positionAt(file, start), end };
    if (!(await readObject(file.text.slice(start, end), row, start, reader))) return;
  }
}

/** Reports why the text is not a list of objects: its first mistake in JSON or, if it has none, what stands at the offset. */
async function notList(text: string, offset: number, reader: RowReader): Promise<void> {
  const { readJsonSyntax } = await import('../../syntax/json/json-syntax.ts');
  let isReported = false;
  // Parse only a small text, because the syntax tree takes sixty times as much memory.
  if (text.length <= MAX_RECORD) {
    readJsonSyntax(text, (range, found) => {
      isReported = true;
      reader.fatal(range, found);
    });
  }
  const at = Math.min(offset, Math.max(text.length - 1, 0));
  if (!isReported) reader.fatal({ start: at, end: at + 1 }, mistake('row-not-object', {}));
}

async function readObject(
  text: string,
  position: Omit<Row, 'cells'>,
  offset: number,
  reader: RowReader,
): Promise<boolean> {
  if (text.length > MAX_RECORD) {
    return reader.badRow(position, undefined, mistake('cell-too-long', { length: text.length, most: MAX_RECORD }));
  }
  const fast = parseFastJson(text, AS_TEXT);
  if (fast.ok) return addObject(fast.value, position, reader);
  const { parseJsonText } = await import('../../syntax/yaml/parse-yaml.ts');
  const found: (readonly [Range, Parameters<RowReader['fatal']>[1]])[] = [];
  const value = parseJsonText(text, AS_TEXT, (range, what) => {
    found.push([{ start: range.start + offset, end: range.end + offset }, what]);
  });
  const [first] = found;
  if (first !== undefined) return reader.badRow(position, ...first);
  return addObject(value, position, reader);
}

function addObject(value: Json | undefined, position: Omit<Row, 'cells'>, reader: RowReader): boolean {
  if (!isObject(value)) return reader.badRow(position, undefined, mistake('row-not-object', {}));
  const long = Object.values(value).find((cell) => typeof cell === 'string' && cell.length > MAX_CELL) as
    | string
    | undefined;
  if (long === undefined) return reader.row({ ...position, cells: value });
  return reader.badRow(position, undefined, mistake('cell-too-long', { length: long.length, most: MAX_CELL }));
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Matches the characters that decide where an element ends. */
const TOKEN = /["{}[\],]/g;

/**
 * Yields the range of each element of the list that a text consists of. If the text is not one list, yields the offset of the
 * problem at last.
 */
function* elementsOf(text: string): Generator<Range | { readonly problem: number }, void, undefined> {
  const open = text.search(/\S/);
  if (text[open] !== '[') return yield { problem: Math.max(open, 0) };
  let depth = 0;
  let start = open + 1;
  TOKEN.lastIndex = start;
  for (let found = nextToken(text); found !== undefined; found = nextToken(text)) {
    const { char, at } = found;
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return yield { problem: at };
      TOKEN.lastIndex = end;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === ',') {
      if (depth > 0) continue;
      yield trimmed(text, start, at);
      start = at + 1;
    } else if (depth > 0) depth -= 1;
    else {
      const last = trimmed(text, start, at);
      if (last.start < last.end || start !== open + 1) yield last;
      if (char !== ']' || text.slice(at + 1).trim() !== '') yield { problem: at + (char === ']' ? 1 : 0) };
      return;
    }
  }
  yield { problem: text.length };
}

function nextToken(text: string): { readonly char: string; readonly at: number } | undefined {
  const at = TOKEN.exec(text)?.index;
  return at === undefined ? undefined : { char: text[at] ?? '', at };
}

/** Returns the offset after a string that begins at an offset; undefined if the string never ends. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return undefined;
}

function trimmed(text: string, start: number, end: number): Range {
  const part = text.slice(start, end);
  const before = part.length - part.trimStart().length;
  return { start: start + Math.min(before, part.length), end: start + Math.max(part.trimEnd().length, before) };
}
