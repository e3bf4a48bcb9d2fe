// A plan as a pull request's comment or a job's summary: the summary, one row per account, what each account has to say, its
// changes in folded groups. Never longer than what GitHub takes; what is cut is said, least dangerous first. Pure.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import { renderRow } from './change-markdown.ts';
import { CAREFUL, DANGER_TITLES, DANGERS, type Danger, groupByDanger } from './danger.ts';
import { type Fold, foldChanges } from './fold.ts';
import { renderOverview, type Take } from './markdown-overview.ts';
import { markdownCode, markdownSafe } from './markdown-safe.ts';
import { accountNotes, planNotes } from './plan-notes.ts';
import { summaryPhrases } from './plan-summary.ts';
import { count, formatNumber, nameSome } from './words.ts';

/** Longest comment that GitHub takes, in characters. */
export const MAX_COMMENT = 65_536;
/** Left for what an action puts before the plan, to find its comment again. */
const MARKER = 512;

export interface MarkdownOptions {
  readonly maxCharacters?: number;
  /** Where the whole plan is, in words: the name of an artefact, or a command. */
  readonly whole?: string;
}

/** What opens and closes a list of lines. */
const LIST = ['<ul>\n', '</ul>\n'] as const;
/** Kept for blank lines between the blocks, and for "and 3 accounts more". */
const RESERVE = 100;
const MAX_KEYS = 3;
const COLUMNS = '<tr><th align="left">Contact</th><th align="left">Change</th><th align="left">Declared</th></tr>\n';

interface Group {
  readonly danger: Danger;
  readonly total: number;
  readonly folds: readonly Fold[];
  /** What of it fits. */
  readonly rows: string[];
}

interface Section {
  readonly title: string;
  /** Refusals, failed reads and notes. */
  readonly lines: readonly string[];
  /** What of them fits. */
  readonly shown: string[];
  readonly groups: readonly Group[];
}

export function renderPlanMarkdown(plan: Plan, options: MarkdownOptions = {}): string {
  const { maxCharacters = MAX_COMMENT - MARKER, whole = 'the plan file; `rollcall show` renders it' } = options;
  const longestEnd = renderEnd(plan, { changes: plan.changes.length, lines: 1 }, whole);
  const take = budget(maxCharacters - longestEnd.length - RESERVE);
  const summary = `<p><b>${markdownSafe(summaryPhrases(plan).join(' '))}</b></p>\n`;
  const notes = planNotes(plan).map((note) => `<p>${markdownSafe(note)}</p>\n`);
  const head = [summary, ...notes].filter(take).join('');
  const overview = renderOverview(plan, take);
  const sections = plan.accounts.map((account) => openSection(account, plan));
  const lines = sections.reduce((cut, section) => cut + fillLines(section, take), 0);
  const changes = fillGroups(sections, take);
  const shown = sections.filter(hasContent).map(renderSection);
  const end = renderEnd(plan, { changes, lines }, whole);
  return [head, overview, ...shown, end].filter((block) => block !== '').join('\n');
}

function budget(room: number): Take {
  let left = room;
  return (text) => {
    if (text.length > left) return false;
    left -= text.length;
    return true;
  };
}

function openSection(account: PlannedAccount, { changes }: Plan): Section {
  const groups = groupByDanger(changes.filter((change) => change.account === account.account));
  return {
    title: `<h3>${markdownCode(account.account)}</h3>\n`,
    lines: [...alarms(account), ...accountNotes(account).map(markdownSafe)].map((line) => `<li>${line}</li>\n`),
    shown: [],
    groups: groups.map(({ danger, changes: members }) => ({
      danger,
      total: members.length,
      folds: foldChanges(members),
      rows: [],
    })),
  };
}

/** @returns lines that did not fit */
function fillLines({ title, lines, shown }: Section, take: Take): number {
  if (!take(title + LIST.join('\n'))) return lines.length;
  for (const line of lines) if (take(line)) shown.push(line);
  return lines.length - shown.length;
}

function alarms({ refusals, failures }: PlannedAccount): readonly string[] {
  return [
    ...refusals.map(({ rule, message, unblock }) => alarm(`refused: ${rule}`, message, unblock)),
    ...failures.map(({ keys, message, hint }) => {
      const what = keys === undefined ? 'the account' : `${count(keys.length, 'contact')}: ${nameSome(keys, MAX_KEYS)}`;
      return alarm(`could not read ${what}`, message, hint);
    }),
  ];
}

function alarm(title: string, message: string, advice: string): string {
  return `<b>${markdownSafe(title)}</b><br>${markdownSafe(message)}<br>→ ${markdownSafe(advice)}`;
}

/** Most dangerous first over all accounts, whatever the order in which they are shown. @returns changes that did not fit */
function fillGroups(sections: readonly Section[], take: Take): number {
  let cut = 0;
  for (const danger of DANGERS) {
    for (const group of sections.flatMap(({ groups }) => groups.filter((member) => member.danger === danger))) {
      const fits = take(`${renderGroup({ ...group, rows: [] })}\n`);
      for (const fold of group.folds) {
        const row = renderRow(fold);
        if (fits && take(row)) group.rows.push(row);
        else cut += fold.keys.length;
      }
    }
  }
  return cut;
}

/** A title that did not fit has nothing below it that did. */
function hasContent({ shown, groups }: Section): boolean {
  return shown.length > 0 || groups.some(({ rows }) => rows.length > 0);
}

function renderSection({ title, shown, groups }: Section): string {
  const list = shown.length === 0 ? '' : LIST.join(shown.join(''));
  return [title, list, ...groups.filter(({ rows }) => rows.length > 0).map(renderGroup)]
    .filter((block) => block !== '')
    .join('\n');
}

function renderGroup({ danger, total, rows }: Group): string {
  const open = CAREFUL.includes(danger) ? '<details open>' : '<details>';
  const summary = `<summary><b>${DANGER_TITLES[danger]}</b> (${formatNumber(total)})</summary>`;
  return `${open}\n${summary}\n<table>\n${COLUMNS}${rows.join('')}</table>\n</details>\n`;
}

function renderEnd(plan: Plan, cut: { readonly changes: number; readonly lines: number }, whole: string): string {
  const missing = [
    ...(cut.changes === 0 ? [] : [`${formatNumber(cut.changes)} of ${count(plan.changes.length, 'change')}`]),
    ...(cut.lines === 0 ? [] : ['some notes of the accounts']),
  ].join(' and ');
  const note = `<p><b>Cut to fit: ${missing} not shown.</b> The whole plan: ${markdownSafe(whole)}</p>\n`;
  return `${missing === '' ? '' : note}<p>Plan ${markdownCode(plan.planId)}</p>\n`;
}
