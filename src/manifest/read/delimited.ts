// Reads a table of delimited text (CSV, TSV) as RFC 4180 describes it: a quoted cell may hold delimiters, line ends and doubled
// quotes. Pure.

const DELIMITERS = [',', ';', '\t'] as const;

/** A cell, and the offset of its first character in the text, after the quote. */
interface Cell {
  readonly text: string;
  readonly start: number;
}

/** A row of a table. */
export interface Row {
  readonly cells: readonly Cell[];
  /** What is wrong with its quotes. `end`: one is never closed. `after`: a cell goes on after its closing quote. */
  readonly quotes?: 'end' | 'after';
}

/** Returns whether a first line has several columns, so that its file is a table and not a list with one value a line. */
export function isTable(header: string): boolean {
  return DELIMITERS.some((delimiter) => header.includes(delimiter));
}

/** Returns the rows of a table, without blank ones. The delimiter is the one that occurs most often in the first line. */
export function rowsOf(text: string): readonly Row[] {
  const [header = ''] = text.trimStart().split(/\r\n|\n|\r/, 1);
  return [...rowsFrom(text, 0, separatorOf(header))].filter(isFilled);
}

/** Returns the separator that occurs most often in a line. */
export function separatorOf(header: string): string {
  return DELIMITERS.reduce((a, b) => (countOf(header, b) > countOf(header, a) ? b : a));
}

/**
 * Reads the rows of a table one by one, beginning at an offset; blank ones, too.
 *
 * @param delimiter one character
 * @param endsAtReturn true if a carriage return without a line feed ends a row, too
 */
export function* rowsFrom(
  text: string,
  offset: number,
  delimiter: string,
  endsAtReturn = true,
): Generator<Row, void, undefined> {
  const ends = new RegExp(
    `\\r${endsAtReturn ? '' : '(?=\\n)'}|[\\n\\u{${delimiter.codePointAt(0)?.toString(16) ?? '2c'}}]`,
    'gu',
  );
  let cells: Cell[] = [];
  let quotes: Row['quotes'];
  for (let at = offset; ; ) {
    const { cell, next, wrong } = readCell(text, at, ends);
    cells.push(cell);
    quotes ??= wrong;
    at = next + 1;
    if (text[next] === delimiter) continue;
    yield { cells, ...(quotes === undefined ? {} : { quotes }) };
    if (next >= text.length) return;
    cells = [];
    quotes = undefined;
  }
}

interface ReadCell {
  readonly cell: Cell;
  /** Offset of what ends the cell. */
  readonly next: number;
  readonly wrong?: NonNullable<Row['quotes']>;
}

/** Takes a cell out of the text as a whole: a string that grows by single characters needs thirty bytes for each. */
function readCell(text: string, at: number, ends: RegExp): ReadCell {
  if (text[at] !== '"') {
    const next = nextOf(ends, text, at);
    return { cell: { text: text.slice(at, next), start: at }, next };
  }
  const start = at + 1;
  const close = closingQuote(text, start);
  const quoted = text.slice(start, close).replaceAll('""', '"');
  if (close >= text.length) return { cell: { text: quoted, start }, next: text.length, wrong: 'end' };
  const next = nextOf(ends, text, close + 1);
  const rest = text.slice(close + 1, next);
  return { cell: { text: quoted + rest, start }, next, ...(rest.trim() === '' ? {} : { wrong: 'after' }) };
}

function nextOf(ends: RegExp, text: string, from: number): number {
  ends.lastIndex = from;
  return ends.exec(text)?.index ?? text.length;
}

/** The offset of the quote that is not doubled; the end of the text if there is none. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return text.length;
}

function isFilled({ cells }: Row): boolean {
  return cells.some((cell) => cell.text.trim() !== '');
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
