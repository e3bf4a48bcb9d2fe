// Drift as text for a terminal: the summary, then every account with its groups of drift (people who opted out first), then what
// to do next. Untrusted values are neutralised. Pure: the caller passes width and colour.

import type { Drift, DriftAccount, DriftEntry } from '../../plan/drift/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { neutralise } from '../neutralise.ts';
import type { Layout } from '../text/change.ts';
import { fill, withoutCommand, wrap } from '../text/lines.ts';
import { painter, type Tone } from '../text/paint.ts';
import type { TextOptions } from '../text/plan.ts';
import { type Signs, SYMBOLS, WORDS } from '../text/signs.ts';
import {
  headNotesOfDrift,
  nextStepsOfDrift,
  notesOfDrift,
  sentenceOfComparison,
  summaryOfDrift,
} from '../words/drift.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { alarmsOfDrift } from './alarms.ts';
import { type DriftedContact, type DriftGroup, type DriftLine, groupDrift } from './view.ts';

/** Options of drift as text. */
export interface DriftTextOptions extends TextOptions {
  /** True: show every contact. Otherwise, a group shows at most MAX_CONTACTS. */
  readonly full?: boolean;
  /** True: use words instead of symbols, for screen readers. */
  readonly plain?: boolean;
}

/** Maximum number of contacts that are shown of a group, unless the options ask for all. */
const MAX_CONTACTS = 50;
const MARGIN = '  ';
const FIELD = '      ';

interface DriftLayout extends Layout {
  readonly full: boolean;
}

/** Returns drift as text that ends with a line break. */
export function renderDriftText(drift: Drift, options: DriftTextOptions): string {
  const { color, width, full = false, plain = false } = options;
  const layout = { paint: painter(color), width, full, signs: plain ? WORDS : SYMBOLS };
  const summary = wrap(neutralise(summaryOfDrift(drift).join(' ')), width, MARGIN, '').map((line) =>
    layout.paint('title', line),
  );
  const notes = headNotesOfDrift(drift).flatMap((note) => wrap(neutralise(note), width, MARGIN, MARGIN));
  const entries = new Map(drift.accounts.map(({ account }) => [account, [] as DriftEntry[]]));
  for (const entry of drift.entries) entries.get(entry.account)?.push(entry);
  const sections = drift.accounts.map((account) => renderAccount(account, entries.get(account.account) ?? [], layout));
  const steps = nextStepsOfDrift(drift).flatMap((step) =>
    wrap(`${layout.signs.advice} ${neutralise(step)}`, width, MARGIN, ''),
  );
  return `${[summary, notes.map((line) => layout.paint('secondary', line)), ...sections, steps]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderAccount(account: DriftAccount, entries: readonly DriftEntry[], layout: DriftLayout): readonly string[] {
  const { paint, width } = layout;
  const notes = notesOfDrift(account).flatMap((note) => wrap(neutralise(note), width, `${MARGIN}  `, MARGIN));
  const blocks = [
    renderHeader(account, layout),
    ...alarmsOfDrift(account).map((alarm) => renderAlarm(alarm, layout)),
    ...groupDrift(entries, layout.signs).map((group) => renderGroup(group, layout)),
    notes.map((line) => paint('secondary', line)),
  ];
  return [
    blocks
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  ];
}

function renderHeader(account: DriftAccount, { paint, width }: Layout): readonly string[] {
  const { label, origin } = DIALECTS[account.dialect];
  const elsewhere = account.origin === origin ? '' : ` · ${neutralise(account.origin)}`;
  const unread = account.failures.some(({ keys }) => keys === undefined);
  const declared = unread ? '' : `${count(account.declared, 'declared contact')}; `;
  return [
    `${paint('title', neutralise(account.account))} · ${label}${elsewhere}`,
    ...wrap(neutralise(declared + sentenceOfComparison(account)), width, MARGIN).map((line) =>
      paint('secondary', line),
    ),
  ];
}

function renderAlarm(
  { title, message, advice }: ReturnType<typeof alarmsOfDrift>[number],
  { paint, width, signs }: Layout,
): readonly string[] {
  const rest = `${MARGIN}  `;
  return [
    ...wrap(`${signs.alarm.text} ${neutralise(title)}`, width, rest, MARGIN).map((line) =>
      paint(signs.alarm.tone, line),
    ),
    ...wrap(neutralise(message), width, rest),
    ...(advice === '' ? [] : wrap(`${signs.advice} ${neutralise(advice)}`, width, `${rest}  `, rest)),
  ];
}

const TONES: Readonly<Record<DriftGroup['kind'], Tone>> = {
  'opted-out': 'remove',
  subscribed: 'add',
  suppressed: 'add',
  'not-erased': 'remove',
  gone: 'remove',
  missing: 'remove',
  'still-there': 'remove',
  unclear: 'remove',
  field: 'change',
  owed: 'change',
};

function renderGroup({ kind, title, contacts }: DriftGroup, layout: DriftLayout): readonly string[] {
  const shown = layout.full ? contacts : contacts.slice(0, MAX_CONTACTS);
  const hidden = contacts.length - shown.length;
  const more = `and ${count(hidden, 'more contact')}; --full lists them all`;
  return [
    layout.paint('title', `${MARGIN}${title} (${formatNumber(contacts.length)})`),
    ...shown.flatMap((contact) => renderContact(contact, TONES[kind], signOf(kind, layout.signs), layout)),
    ...(hidden > 0 ? wrap(more, layout.width, `${MARGIN}  `, MARGIN) : []),
  ];
}

function signOf(kind: DriftGroup['kind'], { actions, blocked, operations }: Signs): string {
  if (kind === 'unclear') return blocked.text;
  if (kind === 'subscribed') return operations.add.text;
  return kind === 'field' || kind === 'owed' ? actions.update.text : operations.remove.text;
}

function renderContact(
  { key, source, lines }: DriftedContact,
  tone: Tone,
  sign: string,
  { paint, width }: Layout,
): readonly string[] {
  const contact = `${sign} ${key}`;
  const place = withoutCommand(neutralise(`${source.file}:${source.line}`));
  const fits = MARGIN.length + contact.length + 2 + place.length <= width;
  const title = MARGIN + paint(tone, contact);
  const name = Math.min(24, Math.max(0, ...lines.map(({ field }) => field.length)));
  return [
    ...(fits ? [`${title}  ${paint('secondary', place)}`] : [title, FIELD + paint('secondary', place)]),
    ...lines.flatMap((line) => renderLine(line, name, { paint, width })),
  ];
}

function renderLine(
  { field, expected, live, note }: DriftLine,
  name: number,
  { paint, width }: Pick<Layout, 'paint' | 'width'>,
) {
  if (field === '') return wrap(note, width, `${FIELD}  `, FIELD);
  const parts = [...(expected === '' ? [] : [expected]), expected === '' ? live : `→ ${live}`];
  const mark = note === '' ? [] : [`(${note})`];
  const lead = `${field.padEnd(name)}  `;
  const rows = fill([...parts, ...mark], width - FIELD.length - lead.length);
  return rows.map((row, index) => {
    const text = row.map((part) => (part === mark[0] ? paint('secondary', part) : part)).join(' ');
    return FIELD + (index === 0 ? lead : ' '.repeat(lead.length)) + text;
  });
}
