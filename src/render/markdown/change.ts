// One row of a table of changes: the contact, its differences, and where it is declared. Pure.

import type { BlockedDifference, PlannedChange, PlannedDifference } from '../../plan/document.ts';
import { type Caveat, caveatsOf, formatCaveats } from '../caveats.ts';
import { isPartlyBlocked } from '../danger.ts';
import { type DifferenceRow, differenceRows } from '../difference-rows.ts';
import { FOLD_KEYS, type Fold } from '../fold.ts';
import { marksOf } from '../marks.ts';
import { SYMBOLS } from '../text/signs.ts';
import { formatField, formatValue, formatWord } from '../text/values.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { wordsOfBlock } from '../words/rules.ts';
import { markdownCode, markdownSafe } from './safe.ts';

/** Maximum number of lines in a row, so that the next rows stay in view. */
const MAX_LINES = 30;

/**
 * Returns the HTML table row of a fold.
 *
 * @param requests HTML to place below the differences
 */
export function renderRow({ change, members, isExample }: Fold, requests: string): string {
  const { source, blocked, differences } = change;
  const marks = marksOf(change);
  // If only a part is blocked, an alarm of the account states the reason once for all contacts (alarms.ts).
  const isPart = isPartlyBlocked(change);
  const reasons = blocked.flatMap((one) => (isPart ? renderRule(one) : renderBlocked(one, isExample)));
  const lines = [...reasons, ...differenceRows(differences).map(renderDifference)];
  const rest = lines.length - MAX_LINES;
  const shown = rest > 0 ? [...lines.slice(0, MAX_LINES), `and ${formatNumber(rest)} more lines`] : lines;
  const place = members.length === 1 ? markdownCode(`${source.file}:${source.line}`) : '';
  return `<tr><td>${renderKeys(members)}${marks === '' ? '' : ` <i>${marks.trim()}</i>`}</td><td>${shown.join('<br>')}${requests}</td><td>${place}</td></tr>\n`;
}

function renderKeys(members: readonly PlannedChange[]): string {
  const named = members.slice(0, FOLD_KEYS).map(({ key }) => markdownCode(key));
  if (members.length === 1) return named.join('');
  const rest = formatNumber(members.length - FOLD_KEYS);
  return `<b>${count(members.length, 'contact')}</b>: ${named.join(', ')} and ${rest} more`;
}

function renderBlocked(blocked: BlockedDifference, isExample: boolean): readonly string[] {
  const { message, unblock } = wordsOfBlock(blocked);
  return [
    renderRule(blocked),
    markdownSafe(isExample ? `for example: ${message}` : message),
    `→ ${markdownSafe(unblock)}`,
  ];
}

function renderRule({ rule, path, before, after }: BlockedDifference): string {
  const values = path.length === 0 ? '' : ` ${field(path)} ${fromTo(before, after)}`;
  return `<b>${markdownSafe(rule)}</b>${values}`;
}

function renderDifference(row: DifferenceRow): string {
  if (row.kind === 'value') return renderValue(row.difference);
  const op = row.removed.length === 0 ? 'add' : row.added.length === 0 ? 'remove' : 'change';
  const [plus, minus] = op === 'change' ? ['+', '-'] : ['', ''];
  const members = [
    ...row.added.map((member) => markdownCode(`${plus}${formatWord(member)}`)),
    ...row.removed.map((member) => markdownCode(`${minus}${formatWord(member)}`)),
  ];
  return `${sign(op)} ${field([row.field])} ${members.join(' ')}${renderCaveats(row.caveats)}`;
}

function renderValue(difference: PlannedDifference): string {
  const { path, op, before, after } = difference;
  const values = op === 'change' ? fromTo(before, after) : markdownCode(formatValue(op === 'add' ? after : before));
  return `${sign(op)} ${field(path)} ${values}${renderCaveats(caveatsOf(difference))}`;
}

function sign(op: PlannedDifference['op']): string {
  return markdownSafe(SYMBOLS.operations[op].text);
}

function field(path: PlannedDifference['path']): string {
  return markdownSafe(formatField(path));
}

function fromTo(before: PlannedDifference['before'], after: PlannedDifference['after']): string {
  return `${markdownCode(formatValue(before))} → ${markdownCode(formatValue(after))}`;
}

function renderCaveats(caveats: readonly Caveat[]): string {
  return caveats.length === 0 ? '' : ` <i>(${formatCaveats(caveats)})</i>`;
}
