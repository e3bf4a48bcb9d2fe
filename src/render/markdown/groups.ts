// Groups of changes as collapsible tables, filled as far as there is room.

import type { PlannedChange } from '../../plan/document.ts';
import { CAREFUL, DANGER_TITLES, DANGERS, type Danger, groupByDanger } from '../danger.ts';
import { type Fold, foldChanges } from '../fold.ts';
import { renderSamples } from '../requests/requests-markdown.ts';
import { type ShownRequests, samplesOf } from '../requests/samples.ts';
import { formatNumber } from '../words/numbers.ts';
import { renderRow } from './change.ts';
import type { Take } from './overview.ts';

/**
 * Requests up to this many characters are added together with their row. Longer ones, and all of them if all were requested, are
 * added after every change has its row, so that a body never displaces a change.
 */
const MAX_EARLY = 2_000;
const COLUMNS = '<tr><th align="left">Contact</th><th align="left">Change</th><th align="left">Declared</th></tr>\n';

interface Row {
  readonly fold: Fold;
  /** HTML of the requests, whether there is room for it or not. */
  readonly requests: string;
  /** The requests are added together with the row. */
  readonly isEarly: boolean;
  isShown: boolean;
  hasRequests: boolean;
}

/** Changes of one danger. `isShown` and `hasRequests` of its rows are set while it is filled. */
export interface Group {
  readonly danger: Danger;
  readonly total: number;
  readonly rows: readonly Row[];
}

/**
 * Groups without any row shown yet.
 *
 * @param requests undefined: no requests are shown
 */
export function openGroups(changes: readonly PlannedChange[], requests: ShownRequests | undefined): readonly Group[] {
  return groupByDanger(changes).map(({ danger, changes: members }) => {
    const folds = foldChanges(members);
    const samples = samplesOf(folds, requests);
    const rows = folds.map((fold) => {
      const html = renderSamples(samples.get(fold) ?? [], fold.members.length === 1);
      const isEarly = requests?.all === false && html.length <= MAX_EARLY;
      return { fold, requests: html, isEarly, isShown: false, hasRequests: false };
    });
    return { danger, total: members.length, rows };
  });
}

/**
 * Fills the rows in, most dangerous first, independent of the order in which the groups are shown.
 *
 * @returns number of changes that did not fit
 */
export function fillGroups(groups: readonly Group[], take: Take): number {
  let cut = 0;
  for (const group of byDanger(groups)) {
    const fits = take(`${renderTable(group, '')}\n`);
    for (const row of group.rows) {
      row.hasRequests = fits && row.isEarly && take(renderRow(row.fold, row.requests));
      row.isShown = row.hasRequests || (fits && take(renderRow(row.fold, '')));
      if (!row.isShown) cut += row.fold.members.length;
    }
  }
  return cut;
}

/**
 * Adds the requests that the shown rows do not have yet.
 *
 * @returns number of rows whose requests did not fit
 */
export function fillRequests(groups: readonly Group[], take: Take): number {
  let cut = 0;
  for (const row of byDanger(groups).flatMap(({ rows }) => rows)) {
    if (!row.isShown || row.hasRequests) continue;
    row.hasRequests = take(row.requests);
    if (!row.hasRequests) cut += 1;
  }
  return cut;
}

function byDanger(groups: readonly Group[]): readonly Group[] {
  return DANGERS.flatMap((danger) => groups.filter((group) => group.danger === danger));
}

/** Whether the group shows any row; if its table did not fit, none of its rows did. */
export function isFilled({ rows }: Group): boolean {
  return rows.some(({ isShown }) => isShown);
}

/** The group as HTML, with the rows that fit. */
export function renderGroup(group: Group): string {
  const shown = group.rows.filter(({ isShown }) => isShown);
  const rows = shown.map(({ fold, requests, hasRequests }) => renderRow(fold, hasRequests ? requests : ''));
  return renderTable(group, rows.join(''));
}

function renderTable({ danger, total }: Group, rows: string): string {
  const open = CAREFUL.includes(danger) ? '<details open>' : '<details>';
  const summary = `<summary><b>${DANGER_TITLES[danger]}</b> (${formatNumber(total)})</summary>`;
  return `${open}\n${summary}\n<table>\n${COLUMNS}${rows}</table>\n</details>\n`;
}
