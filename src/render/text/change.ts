// One change as text: the contact, its blocked differences, and its differences with old and new values next to each other. Pure.

import type { BlockedDifference, PlannedChange, PlannedDifference } from '../../plan/document.ts';
import { type Caveat, caveatsOf, formatCaveats } from '../caveats.ts';
import { isPartlyBlocked } from '../danger.ts';
import { type DifferenceRow, differenceRows } from '../difference-rows.ts';
import { FOLD_KEYS, type Fold } from '../fold.ts';
import { marksOf } from '../marks.ts';
import { neutralise } from '../neutralise.ts';
import { count, nameSome } from '../words/numbers.ts';
import { wordsOfBlock } from '../words/rules.ts';
import { fill, withoutCommand, wrap } from './lines.ts';
import type { Paint, Tone } from './paint.ts';
import type { Sign, Signs } from './signs.ts';
import { formatField, formatValue, formatWord } from './values.ts';

/** How the text of a plan is laid out: its colours, its width in columns, and its signs. */
export interface Layout {
  readonly paint: Paint;
  readonly width: number;
  readonly signs: Signs;
}

/** Maximum widths of the columns for names and for old values. A longer text is not aligned. */
const MAX_NAME = 32;
const MAX_BEFORE = 24;
const CONTACT = '  ';
const FIELD = '      ';

/** Returns the lines for one contact, or for many contacts with the same change. */
export function renderFold({ change, members, isExample }: Fold, layout: Layout): readonly string[] {
  return [
    ...(members.length === 1 ? renderContact(change, layout) : renderContacts(change, members, layout)),
    // If only a part is blocked, an alarm of the account states the reason once for all contacts (alarms.ts).
    ...change.blocked.flatMap((blocked) =>
      isPartlyBlocked(change) ? renderBlockedPart(blocked, layout) : renderBlocked(blocked, isExample, layout),
    ),
    ...renderDifferences(change.differences, layout),
  ];
}

function signOf({ action, requests }: PlannedChange, { actions, blocked }: Signs): Sign {
  return requests.length === 0 ? blocked : actions[action];
}

function renderContact(change: PlannedChange, { paint, width, signs }: Layout): readonly string[] {
  const { text, tone } = signOf(change, signs);
  const contact = `${text} ${neutralise(change.key)}${marksOf(change)}`;
  const source = withoutCommand(neutralise(`${change.source.file}:${change.source.line}`));
  const fits = CONTACT.length + contact.length + 2 + source.length <= width;
  const title = CONTACT + paint(tone, contact);
  const place = paint('secondary', source);
  return fits ? [`${title}  ${place}`] : [title, FIELD + place];
}

function renderContacts(change: PlannedChange, members: readonly PlannedChange[], layout: Layout): readonly string[] {
  const { text, tone } = signOf(change, layout.signs);
  const keys = members.map(({ key }) => key);
  const who = neutralise(`${count(keys.length, 'contact')}: ${nameSome(keys, FOLD_KEYS)}${marksOf(change)}`);
  return wrap(`${text} ${who}`, layout.width, FIELD, CONTACT).map((line) => layout.paint(tone, line));
}

function renderBlocked(
  blocked: BlockedDifference,
  isExample: boolean,
  { paint, width, signs }: Layout,
): readonly string[] {
  const { path } = blocked;
  const { message, unblock } = wordsOfBlock(blocked);
  const rest = `${FIELD}  `;
  return [
    FIELD + paint(signs.blocked.tone, `${signs.blocked.text} ${blocked.rule}`),
    ...(path.length === 0 ? [] : [rest + blockedValues(blocked, signs)]),
    ...wrap(neutralise(isExample ? `for example: ${message}` : message), width, rest),
    ...wrap(`${signs.advice} ${neutralise(unblock)}`, width, `${rest}  `, rest),
  ];
}

function renderBlockedPart(blocked: BlockedDifference, { paint, width, signs }: Layout): readonly string[] {
  const values = blocked.path.length === 0 ? [] : [blockedValues(blocked, signs)];
  const words = [`${signs.blocked.text} ${blocked.rule}`, ...values];
  return fill(words, width - FIELD.length).map((line, index) =>
    index === 0 ? FIELD + paint(signs.blocked.tone, line.join('  ')) : `${FIELD}  ${line.join('  ')}`,
  );
}

function blockedValues({ path, before, after }: BlockedDifference, { to }: Signs): string {
  return `${formatField(path)}  ${formatValue(before)} ${to} ${formatValue(after)}`;
}

/** Column widths that all rows of a change share. */
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

function renderValue(difference: PlannedDifference, columns: Columns): readonly string[] {
  const { path, op, before, after } = difference;
  const name = nameCell(columns.signs.operations[op], formatField(path), columns);
  const mark = markOf(caveatsOf(difference));
  if (op !== 'change') return joinFitting(name, [formatValue(op === 'add' ? after : before), ...mark], columns);
  const old = formatValue(before);
  const wanted = `${columns.signs.to} ${formatValue(after)}`;
  const aligned = `${old.padEnd(columns.before)} ${wanted}`;
  const fits = name.width + aligned.length <= columns.width;
  return joinFitting(name, fits ? [aligned, ...mark] : [old, wanted, ...mark], columns);
}

function renderSet(row: Extract<DifferenceRow, { kind: 'set' }>, columns: Columns): readonly string[] {
  const { added, removed } = row;
  const { operations, members } = columns.signs;
  const op = removed.length === 0 ? 'add' : added.length === 0 ? 'remove' : 'change';
  const name = nameCell(operations[op], formatField([row.field]), columns);
  // If all members are added, or all are removed, the sign of the row is enough.
  const [plus, minus] = op === 'change' ? [members.add, members.remove] : ['', ''];
  const words = [
    ...added.map((member) => plus + formatWord(member)),
    ...removed.map((member) => minus + formatWord(member)),
    ...markOf(row.caveats),
  ];
  const lines = fill(words, columns.width - name.width).map((line) =>
    line.map((word) => paintMember(word, op, columns)).join(' '),
  );
  return hang(name, lines);
}

function markOf(caveats: readonly Caveat[]): readonly string[] {
  return caveats.length === 0 ? [] : [`(${formatCaveats(caveats)})`];
}

/** True for caveats, which start with a parenthesis. No value or set member does: they are quoted unless they are plain words. */
function isMark(part: string): boolean {
  return part.startsWith('(');
}

function paintMember(word: string, op: Tone & ('add' | 'change' | 'remove'), { paint, signs }: Layout): string {
  if (isMark(word)) return paint('secondary', word);
  if (op !== 'change') return paint(op, word);
  return paint(word.startsWith(signs.members.add) ? 'add' : 'remove', word);
}

interface NameCell {
  readonly text: string;
  readonly width: number;
}

function nameCell({ text, tone }: Sign, name: string, { paint, name: column }: Columns): NameCell {
  const padded = `${text} ${name.padEnd(column)}`;
  return { text: `${FIELD}${paint(tone, padded)}  `, width: FIELD.length + padded.length + 2 };
}

/** Puts as many parts as fit on the line of the name, and the rest on lines below it. */
function joinFitting(name: NameCell, parts: readonly string[], { width, paint }: Columns): readonly string[] {
  const lines = fill(parts, width - name.width).map((line) =>
    line.map((part) => (isMark(part) ? paint('secondary', part) : part)).join(' '),
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
