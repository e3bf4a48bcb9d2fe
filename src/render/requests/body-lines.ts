// JSON → lines of a given width. Joined without anything between them they are the same document again, so that a body can be
// copied from a terminal. Pure.

import { escapeUnits, neutraliseJson } from '../json/inert.ts';

/** What is never broken: an escape sequence, both of them where they spell one character, or a character. */
const UNIT = /\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\.|./gsu;

/** A narrower terminal breaks the lines itself. */
const NARROWEST = 20;

/** Members that begin so far into a line move to the next one; a longer one is cut where the line ends. */
const EARLY = 1 / 3;

/** After these, outside of a string, something new begins. */
const OPENING = /^[,{[]$/;

/** No line ends with a blank, which copying would lose: a line has always something else to end with. */
const LONG_BLANK = /(\p{Zs}{7})(\p{Zs})/gu;

/**
 * @param json compact, as JSON.stringify writes it
 * @param width columns; a line is never longer
 */
export function bodyLines(json: string, width: number): readonly string[] {
  const room = Math.max(width, NARROWEST);
  const text = neutraliseJson(json).replace(
    LONG_BLANK,
    (_, before: string, blank: string) => before + escapeUnits(blank),
  );
  const lines: string[] = [];
  let line = '';
  /** Where in the line the current member begins. */
  let start = 0;
  let inString = false;
  for (const [unit] of text.matchAll(UNIT)) {
    while (line.length + unit.length > room) {
      const end = start > room * EARLY ? start : line.trimEnd().length;
      lines.push(line.slice(0, end));
      line = withoutCommand(line.slice(end));
      start = 0;
    }
    line = unit === ':' ? withoutCommand(line + unit) : line + unit;
    if (unit === '"') inString = !inString;
    else if (!inString && OPENING.test(unit)) start = line.length;
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * GitHub's runner obeys `::error::` at the beginning of a line, blanks before it or not. In JSON two colons stand together in a
 * string only, where one of them can be escaped.
 */
function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1\\u003a');
}
