// Breaks text into lines of a given width. A word that is longer than the width gets its own line and is never cut. Pure.

/** Minimum width in columns; lines are not made narrower on a narrower terminal. */
const NARROWEST = 40;

/**
 * Distributes words over lines, and returns the words of each line. A word may contain spaces, as some tags do; it is never
 * broken.
 */
export function fill(words: readonly string[], width: number): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let room = 0;
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || word.length + 1 > room) {
      lines.push([word]);
      room = Math.max(width, NARROWEST) - word.length;
    } else {
      line.push(word);
      room -= word.length + 1;
    }
  }
  return lines;
}

/**
 * Wraps text with a left margin.
 *
 * @param first replaces the margin of the first line, and must not be longer than it
 */
export function wrap(text: string, width: number, margin: string, first = margin): readonly string[] {
  const lines = fill(text.split(' '), width - margin.length);
  return lines.map((words, index) => (index === 0 ? first : margin) + withoutCommand(words.join(' ')));
}

/**
 * Escapes an untrusted `::error::` that line breaking has moved to the start of a line: GitHub's runner executes it there, even after
 * spaces (actions/runner, src/Runner.Common/ActionCommand.cs, read 2026-11-21).
 */
export function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1\\u{003a}');
}

/** Returns a message without the account name that it begins with, for a line that already names the account. */
export function withoutAccount(message: string, account: string): string {
  const prefix = `${account}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
