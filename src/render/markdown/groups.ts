// Changes that are equally dangerous, as a folded table that is filled as far as there is room.

import type { PlannedChange } from '../../plan/document.ts';
import { CAREFUL, DANGER_TITLES, DANGERS, type Danger, groupByDanger } from '../danger.ts';
import { type Fold, foldChanges } from '../fold.ts';
import { renderSamples } from '../requests/requests-markdown.ts';
import { type ShownRequests, samplesOf } from '../requests/samples.ts';
import { formatNumber } from '../words/numbers.ts';
import { renderRow } from './change.ts';
import type { Take } from './overview.ts';

/** Longer requests wait until every change has its row, and so do all where all were asked for: no body pushes a change out of sight. */
const MAX_EARLY = 2_000;
const COLUMNS = '<tr><th align="left">Contact</th><th align="left">Change</th><th align="left">Declared</th></tr>\n';

interface Row {
  readonly fold: Fold;
  /** HTML, whether there is room for it or not. */
  readonly requests: string;
  /** Taken together with its row. */
  readonly isEarly: boolean;
  isShown: boolean;
  hasRequests: boolean;
}

export interface Group {
  readonly danger: Danger;
  readonly total: number;
  readonly rows: readonly Row[];
}

/** @param requests undefined: none are shown */
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
 * Most dangerous first, whatever the order in which the groups are shown.
 *
 * @returns changes that did not fit
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
 * Requests that are still missing from the rows that fit.
 *
 * @returns rows whose requests did not fit
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

/** A table that did not fit has no row that did. */
export function isFilled({ rows }: Group): boolean {
  return rows.some(({ isShown }) => isShown);
}

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
