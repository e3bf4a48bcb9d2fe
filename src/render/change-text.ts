// One change as text: the contact, what is refused of it, and its differences with old and new side by side.

import type { BlockedDifference, PlannedChange, PlannedDifference } from '../plan/document.ts';
import { type DifferenceRow, differenceRows } from './difference-rows.ts';
import { inert } from './inert.ts';
import { fill, wrap } from './lines.ts';
import type { Paint, Tone } from './paint.ts';
import { formatField, formatValue, formatWord } from './values.ts';

export interface Layout {
  readonly paint: Paint;
  readonly width: number;
}

/** Columns are as wide as their widest text up to these; a longer name or value stands out of line alone. */
const MAX_NAME = 32;
const MAX_BEFORE = 24;
const CONTACT = '  ';
const FIELD = '      ';
const UNPROVEN = '(unproven: the read-back will show)';

type Symbol = '+' | '~' | '-' | '!';

const TONES = { '+': 'add', '~': 'change', '-': 'remove', '!': 'remove' } as const satisfies Record<Symbol, Tone>;
const ACTIONS = { create: '+', update: '~', delete: '-' } as const;
const OPERATIONS = { add: '+', change: '~', remove: '-' } as const;

export function renderChange(change: PlannedChange, layout: Layout): readonly string[] {
  const symbol = change.requests.length === 0 ? '!' : ACTIONS[change.action];
  const contact = `${symbol} ${inert(change.key)}`;
  const source = inert(`${change.source.file}:${change.source.line}`);
  const title = layout.paint(TONES[symbol], contact);
  const fits = CONTACT.length + contact.length + 2 + source.length <= layout.width;
  const place = layout.paint('secondary', source);
  return [
    ...(fits ? [`${CONTACT}${title}  ${place}`] : [CONTACT + title, FIELD + place]),
    ...change.blocked.flatMap((blocked) => renderBlocked(blocked, layout)),
    ...renderDifferences(change.differences, layout),
  ];
}

function renderBlocked(
  { rule, path, before, after, message, unblock }: BlockedDifference,
  { paint, width }: Layout,
): readonly string[] {
  const rest = `${FIELD}  `;
  return [
    FIELD + paint('remove', `! ${rule}`),
    ...(path.length === 0 ? [] : [`${rest}${formatField(path)}  ${formatValue(before)} → ${formatValue(after)}`]),
    ...wrap(inert(message), width, rest),
    ...wrap(inert(unblock), width, `${rest}  `, `${rest}→ `),
  ];
}

/** Widths that a change's rows share. */
interface Columns extends Layout {
  readonly name: number;
  readonly before: number;
}

function renderDifferences(differences: readonly PlannedDifference[], layout: Layout): readonly string[] {
  const rows = differenceRows(differences);
  const changed = differences.filter(({ op }) => op === 'change').map(({ before }) => formatValue(before));
  const columns = {
    ...layout,
    name: widest(rows.map(nameOf), MAX_NAME),
    before: widest(changed, MAX_BEFORE),
  };
  return rows.flatMap((row) => (row.kind === 'set' ? renderSet(row, columns) : renderValue(row.difference, columns)));
}

function renderValue({ path, op, before, after, unproven }: PlannedDifference, columns: Columns): readonly string[] {
  const name = nameCell(OPERATIONS[op], formatField(path), columns);
  const mark = unproven === true ? [UNPROVEN] : [];
  if (op !== 'change') return joinFitting(name, [formatValue(op === 'add' ? after : before), ...mark], columns);
  const old = formatValue(before);
  const wanted = `→ ${formatValue(after)}`;
  const aligned = `${old.padEnd(columns.before)} ${wanted}`;
  const fits = name.width + aligned.length <= columns.width;
  return joinFitting(name, fits ? [aligned, ...mark] : [old, wanted, ...mark], columns);
}

function renderSet(row: Extract<DifferenceRow, { kind: 'set' }>, columns: Columns): readonly string[] {
  const { added, removed } = row;
  const symbol = removed.length === 0 ? '+' : added.length === 0 ? '-' : '~';
  const name = nameCell(symbol, formatField([row.field]), columns);
  const members = [
    ...added.map((member) => `+${formatWord(member)}`),
    ...removed.map((member) => `-${formatWord(member)}`),
  ];
  const words = row.unproven ? [...members, UNPROVEN] : members;
  const lines = fill(words, columns.width - name.width).map((line) =>
    line.map((word) => paintMember(word, columns.paint)).join(' '),
  );
  return hang(name, lines);
}

function paintMember(word: string, paint: Paint): string {
  if (word === UNPROVEN) return paint('secondary', word);
  return paint(word.startsWith('+') ? 'add' : 'remove', word);
}

interface NameCell {
  readonly text: string;
  readonly width: number;
}

function nameCell(symbol: Symbol, name: string, { paint, name: column }: Columns): NameCell {
  const padded = `${symbol} ${name.padEnd(column)}`;
  return { text: `${FIELD}${paint(TONES[symbol], padded)}  `, width: FIELD.length + padded.length + 2 };
}

/** Parts go on one line while they fit, and under each other where they do not. */
function joinFitting(name: NameCell, parts: readonly string[], { width, paint }: Columns): readonly string[] {
  const lines = fill(parts, width - name.width).map((line) =>
    line.map((part) => (part === UNPROVEN ? paint('secondary', part) : part)).join(' '),
  );
  return hang(name, lines);
}

function hang({ text, width }: NameCell, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? text : ' '.repeat(width)) + line);
}

function nameOf(row: DifferenceRow): string {
  return row.kind === 'set' ? formatField([row.field]) : formatField(row.difference.path);
}

function widest(texts: readonly string[], most: number): number {
  return texts.reduce((width, { length }) => (length > most ? width : Math.max(width, length)), 0);
}
