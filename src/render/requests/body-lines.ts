// Breaks JSON into lines of a given width. Joining the lines without separators gives the same document, so that a body can be copied
// from a terminal. Pure.

import { escapeUnits, neutraliseJson } from '../json/neutralise.ts';

/** Matches a unit that is never broken: a character, an escape sequence, or two escape sequences that encode one character. */
const UNIT = /\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\.|./gsu;

/** Minimum width in columns; a narrower terminal breaks the lines itself. */
const NARROWEST = 20;

/**
 * A JSON member that does not fit moves to the next line as a whole if it starts after this fraction of the line; otherwise it is
 * broken at the end of the line.
 */
const EARLY = 1 / 3;

/** Matches a character after which a new member starts, unless the character is in a string. */
const OPENING = /^[,{[]$/;

/** Matches eight consecutive spaces. The last one is escaped, so that no line has to end with a space, which copying would lose. */
const LONG_BLANK = /(\p{Zs}{7})(\p{Zs})/gu;

/**
 * Breaks JSON into lines.
 *
 * @param json compact, as JSON.stringify writes it
 * @param width maximum length of a line in columns, at least NARROWEST
 */
export function bodyLines(json: string, width: number): readonly string[] {
  const room = Math.max(width, NARROWEST);
  const text = neutraliseJson(json).replace(
    LONG_BLANK,
    (_, before: string, blank: string) => before + escapeUnits(blank),
  );
  const lines: string[] = [];
  let line = '';
  /** Index in the line at which the current member starts. */
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
 * Escapes a workflow command at the start of a line: GitHub's runner executes `::error::` there, even after spaces. JSON contains two
 * consecutive colons only in strings, where one of them can be escaped.
 */
function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1\\u003a');
}
