// Drift as the text of an issue or a job summary: the summary, then for each account its alarms, its notes and its groups as tables,
// and what to do next. Never longer than GitHub allows: the least important contacts are cut first, and a note says so. Pure.

import { DRIFT_KINDS, type Drift, type DriftAccount, type DriftEntry } from '../../plan/drift/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { MAX_COMMENT } from '../markdown/plan.ts';
import { markdownCode, markdownSafe } from '../markdown/safe.ts';
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

/** Bytes reserved for a marker that a caller puts before the text, for line breaks, and for the note on what was cut. */
const RESERVE = 1_024;
const COLUMNS = '<tr><th align="left">Contact</th><th align="left">What</th><th align="left">Declared</th></tr>\n';

/** Options of drift as Markdown. */
export interface DriftMarkdownOptions {
  /** Maximum length of the result, in bytes of UTF-8. */
  readonly maxBytes?: number;
}

/** A group of drifted contacts. `shown`: the table rows that fit into the maximum length, as HTML. */
interface ShownGroup extends Pick<DriftGroup, 'kind' | 'title' | 'contacts'> {
  readonly shown: string[];
}

/** Returns drift as HTML blocks in Markdown, at most `maxBytes` long in UTF-8. */
export function renderDriftMarkdown(drift: Drift, { maxBytes = MAX_COMMENT }: DriftMarkdownOptions = {}): string {
  const steps = nextStepsOfDrift(drift).map((step) => `<p>→ ${inCode(step)}</p>\n`);
  const summary = `<p><b>${markdownSafe(summaryOfDrift(drift).join(' '))}</b></p>\n`;
  const notes = headNotesOfDrift(drift).map((note) => `<p>${markdownSafe(note)}</p>\n`);
  const take = budget(maxBytes - RESERVE);
  const end = steps.filter(take);
  const head = [summary, ...notes].filter(take);
  const sections = drift.accounts.map((account) => {
    const entries = drift.entries.filter((entry) => entry.account === account.account);
    const lines = headOf(account);
    return { lines: take(lines) ? lines : '', groups: groupDrift(entries).map((group) => ({ ...group, shown: [] })) };
  });
  const cut = fill(
    sections.flatMap(({ groups }) => groups),
    take,
  );
  const blocks = sections.flatMap(({ lines, groups }) => [lines, ...groups.filter(isShown).map(renderGroup)]);
  const note =
    cut === 0
      ? []
      : [
          `<p><b>Cut to fit: ${count(cut, 'contact')} not shown.</b> <code>rollcall drift --full</code> shows all.</p>\n`,
        ];
  return [...head, ...blocks, ...note, ...end].filter((block) => block !== '').join('\n');
}

function budget(room: number): (text: string) => boolean {
  let left = room;
  return (text) => {
    const length = Buffer.byteLength(text) + 1;
    if (length > left) return false;
    left -= length;
    return true;
  };
}

function headOf(account: DriftAccount): string {
  const alarms = alarmsOfDrift(account).map(
    ({ title, message, advice }) =>
      `<b>${markdownSafe(title)}</b><br>${markdownSafe(message)}${advice === '' ? '' : `<br>→ ${markdownSafe(advice)}`}`,
  );
  const lines = [...alarms, ...[sentenceOfComparison(account), ...notesOfDrift(account)].map(inCode)];
  const items = lines.map((line) => `<li>${line}</li>\n`).join('');
  return `<h3>${markdownCode(account.account)} · ${DIALECTS[account.dialect].label}</h3>\n<ul>\n${items}</ul>\n`;
}

/** Escapes text, and turns each part between backticks into a `<code>` element. */
function inCode(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? markdownCode(part) : markdownSafe(part)))
    .join('');
}

/**
 * Adds to each group the rows that fit, beginning with the most important kind of drift.
 *
 * @returns the number of contacts that did not fit
 */
function fill(groups: readonly ShownGroup[], take: (text: string) => boolean): number {
  let cut = 0;
  for (const kind of DRIFT_KINDS) {
    for (const group of groups) {
      if (group.kind !== kind) continue;
      const fits = take(renderGroup(group));
      for (const contact of group.contacts) {
        const row = renderRow(contact);
        if (fits && take(row)) group.shown.push(row);
        else cut += 1;
      }
    }
  }
  return cut;
}

function isShown({ shown }: ShownGroup): boolean {
  return shown.length > 0;
}

const CLOSED: readonly DriftEntry['kind'][] = ['owed'];

function renderGroup({ kind, title, contacts, shown }: ShownGroup): string {
  const open = CLOSED.includes(kind) ? '<details>' : '<details open>';
  const summary = `<summary><b>${markdownSafe(title)}</b> (${formatNumber(contacts.length)})</summary>`;
  return `${open}\n${summary}\n<table>\n${COLUMNS}${shown.join('')}</table>\n</details>\n`;
}

function renderRow({ key, source, lines }: DriftedContact): string {
  const place = markdownCode(`${source.file}:${source.line}`);
  return `<tr><td>${markdownCode(key)}</td><td>${lines.map(renderLine).join('<br>')}</td><td>${place}</td></tr>\n`;
}

function renderLine({ field, expected, live, note }: DriftLine): string {
  if (field === '') return markdownSafe(note);
  const values = expected === '' ? markdownCode(live) : `${markdownCode(expected)} → ${markdownCode(live)}`;
  return `${markdownSafe(field)} ${values}${note === '' ? '' : ` <i>(${markdownSafe(note)})</i>`}`;
}
