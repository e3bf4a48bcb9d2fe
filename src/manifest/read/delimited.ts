// Reads a table of delimited text (CSV, TSV) as RFC 4180 describes it: a quoted cell may hold delimiters, line ends and doubled
// quotes. Pure.

const DELIMITERS = [',', ';', '\t'] as const;

/** A cell, and the offset of its first character in the text, after the quote. */
interface Cell {
  readonly text: string;
  readonly start: number;
}

/** A row that is not blank. */
export interface Row {
  readonly cells: readonly Cell[];
  /** What is wrong with its quotes. `end`: one is never closed. `after`: a cell goes on after its closing quote. */
  readonly quotes?: 'end' | 'after';
}

/** Returns whether a first line has several columns, so that its file is a table and not a list with one value a line. */
export function isTable(header: string): boolean {
  return DELIMITERS.some((delimiter) => header.includes(delimiter));
}

/** Returns the rows of a table. The delimiter is the one that occurs most often in the first line. */
export function rowsOf(text: string): readonly Row[] {
  const [header = ''] = text.trimStart().split(/\r\n|\n|\r/, 1);
  return [...rowsFrom(text, 0, separatorOf(header))];
}

/** Returns the separator that occurs most often in a line. */
export function separatorOf(header: string): string {
  return DELIMITERS.reduce((a, b) => (countOf(header, b) > countOf(header, a) ? b : a));
}

/**
 * Reads the rows of a table one by one, beginning at an offset.
 *
 * @param delimiter one character
 */
export function* rowsFrom(text: string, offset: number, delimiter: string): Generator<Row, void, undefined> {
  let cells: Cell[] = [];
  let start = offset;
  let content = '';
  let isQuoted = false;
  let isClosed = false;
  let quotes: Row['quotes'];
  const endCell = (next: number): void => {
    cells.push({ text: content, start });
    content = '';
    start = next;
    isClosed = false;
  };
  const endRow = (next: number): Row => {
    endCell(next);
    const row = { cells, ...(quotes === undefined ? {} : { quotes }) };
    cells = [];
    quotes = undefined;
    return row;
  };
  for (let at = offset; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (isQuoted) {
      if (char !== '"') content += char;
      else if (text[at + 1] === '"') {
        content += '"';
        at += 1;
      } else {
        isQuoted = false;
        isClosed = true;
      }
    } else if (char === '"' && content === '') {
      isQuoted = true;
      start = at + 1;
    } else if (char === delimiter) endCell(at + 1);
    else if (char === '\n' || char === '\r') {
      const row = endRow(at + 1);
      if (isFilled(row)) yield row;
    } else {
      if (isClosed && char.trim() !== '') quotes = 'after';
      content += char;
    }
  }
  if (isQuoted) quotes = 'end';
  const last = endRow(text.length);
  if (isFilled(last)) yield last;
}

function isFilled({ cells }: Row): boolean {
  return cells.some((cell) => cell.text.trim() !== '');
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
