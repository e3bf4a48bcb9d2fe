// Diagnostics as text for a terminal: position, severity, code, message, the source line with a caret below it, and a hint. Pure.

import { styleText } from 'node:util';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import { neutralise } from '../neutralise.ts';
import { wordsOfFold, wordsOfMistake } from '../words/diagnostics.ts';
import { withoutCommand, wrap } from './lines.ts';

/** Options of diagnostics as text. */
export interface TextOptions {
  /** Whether to add colour codes. */
  readonly color: boolean;
  /** Columns to break lines at; absent: each message and hint stays on one line, for logs and other programs. */
  readonly width?: number | undefined;
}

/** Number of diagnostics of one code that are shown; further ones are only counted. */
const SHOWN_PER_CODE = 20;

/** Maximum number of characters that are shown of a source line; fewer on a terminal that is narrower. */
const WINDOW = 100;
/** The share of them that is shown before the caret if the line is cut. */
const LEAD = 0.4;
/** Columns that stand before the source line. */
const INDENT = 2;

/** Margin of all lines of a message except the first. */
const REST = '      ';

const COLORS = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

/** Returns the diagnostics as text, in their order. Of each code, only the first are shown; a line at the end counts the others. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  const counts = new Map<string, number>();
  const shown = diagnostics.filter(({ code }) => {
    const seen = (counts.get(code) ?? 0) + 1;
    counts.set(code, seen);
    return seen <= SHOWN_PER_CODE;
  });
  const folded = [...counts].flatMap(([code, found]) =>
    found > SHOWN_PER_CODE ? [wordsOfFold(code, found - SHOWN_PER_CODE)] : [],
  );
  return [...shown.map((diagnostic) => formatDiagnostic(diagnostic, options)), ...folded]
    .map((text) => `${text}\n`)
    .join('\n');
}

function formatDiagnostic(diagnostic: Diagnostic, { color, width = Number.POSITIVE_INFINITY }: TextOptions): string {
  const { file, line, column, severity, code } = diagnostic;
  const { message, hint } = wordsOfMistake(diagnostic);
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const place = withoutCommand(`${neutralise(file)}:${line}:${column}`);
  const [head = '', ...more] = wrap(`${place} ${severity} ${code}  ${neutralise(message)}`, width, REST, '');
  const painted = head.startsWith(`${place} ${severity}`)
    ? `${paint('bold', place)} ${paint(COLORS[severity], severity)}${head.slice(place.length + severity.length + 1)}`
    : head;
  const source = excerptOf(diagnostic, width - INDENT);
  return [
    painted,
    ...more,
    ...(source === undefined ? [] : [`  ${source.text}`, `  ${paint(COLORS[severity], source.caret)}`]),
    ...(hint === '' ? [] : wrap(`→ ${neutralise(hint)}`, width, '    ', '  ')),
  ].join('\n');
}

interface Excerpt {
  readonly text: string;
  readonly caret: string;
}

/**
 * Returns the part of the source line around the column, and the line with carets to show below it.
 *
 * @param columns what there is room for; a line that is longer would be broken, and the carets stand below something else
 */
function excerptOf({ snippet, column, endColumn }: Diagnostic, columns: number): Excerpt | undefined {
  if (snippet === undefined || snippet.trim() === '') return undefined;
  const whole = Math.min(WINDOW, columns);
  // A line that is cut has an ellipsis at each end.
  const size = snippet.length <= whole ? snippet.length : Math.max(1, whole === WINDOW ? WINDOW : whole - 2);
  const from = Math.max(0, Math.min(column - 1 - Math.floor(size * LEAD), snippet.length - size));
  const to = Math.min(snippet.length, from + size);
  const start = Math.min(Math.max(column - 1, from), to);
  const end = Math.min(Math.max((endColumn ?? column) - 1, start + 1), to);
  const before = `${from > 0 ? '…' : ''}${shown(snippet.slice(from, start))}`;
  const marked = shown(snippet.slice(start, end));
  const after = `${shown(snippet.slice(end, to))}${to < snippet.length ? '…' : ''}`;
  const text = `${before}${marked}${after}`;
  const harmless = withoutCommand(text);
  const indent = widthOf(before) + (before.trim() === '' ? 0 : harmless.length - text.length);
  return { text: harmless, caret: `${' '.repeat(indent)}${'^'.repeat(Math.max(1, widthOf(marked)))}` };
}

/** Neutralises text. Tabs become single spaces, so that the caret stays below its column. */
function shown(text: string): string {
  return neutralise(text.replaceAll('\t', ' '));
}

/** Returns the number of terminal columns that a text takes. East Asian wide characters and emoji take two, combining marks none. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += /\p{Mn}|\p{Me}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;
