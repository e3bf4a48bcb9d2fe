// Lines of a given width. A word longer than the width gets a line of its own and is never cut.

const NARROWEST = 40;

/** Words → lines. What must not be broken, a tag with a space in it, is one word. */
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

/** Running text under a left margin; `first` stands before the first line and is no longer than the margin. */
export function wrap(text: string, width: number, margin: string, first = margin): readonly string[] {
  const lines = fill(text.split(' '), width - margin.length);
  return lines.map((words, index) => (index === 0 ? first : margin) + withoutCommand(words.join(' ')));
}

/**
 * Breaking a line must not bring a stranger's `::error::` to its beginning: GitHub's runner obeys it there, blanks before it or
 * not (actions/runner, src/Runner.Common/ActionCommand.cs, read 2026-11-21).
 */
export function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1\\u{003a}');
}
