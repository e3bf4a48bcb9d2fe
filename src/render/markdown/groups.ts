// Groups of changes as collapsible tables. Rows are added as long as the comment does not exceed its maximum length.

import type { PlannedChange } from '../../plan/document.ts';
import { CAREFUL, DANGER_TITLES, DANGERS, type Danger, groupByDanger } from '../danger.ts';
import { type Fold, foldChanges } from '../fold.ts';
import { renderSamples } from '../requests/requests-markdown.ts';
import { type ShownRequests, samplesOf } from '../requests/samples.ts';
import { formatNumber } from '../words/numbers.ts';
import { renderRow } from './change.ts';
import type { Take } from './overview.ts';

/**
 * Requests of a row up to this many characters are added together with the row. Longer ones are added after all rows, so that a body
 * never displaces a change. If the options ask for all requests, all of them are added after the rows.
 */
const MAX_EARLY = 2_000;
const COLUMNS = '<tr><th align="left">Contact</th><th align="left">Change</th><th align="left">Declared</th></tr>\n';

interface Row {
  readonly fold: Fold;
  /** HTML of the requests; it is shown only if `hasRequests` is set. */
  readonly requests: string;
  /** True if the requests are added together with the row. */
  readonly isEarly: boolean;
  isShown: boolean;
  hasRequests: boolean;
}

/** The changes of one danger. fillGroups and fillRequests set `isShown` and `hasRequests` of its rows. */
export interface Group {
  readonly danger: Danger;
  readonly total: number;
  readonly rows: readonly Row[];
}

/**
 * Creates the groups; none of their rows is shown yet.
 *
 * @param requests the requests to show; undefined if none are shown
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
 * Marks the rows that fit as shown. Starts with the most dangerous groups, whatever the order in which the groups are shown.
 *
 * @returns the number of changes that did not fit
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
 * Adds the requests of shown rows that do not have them yet, as long as they fit.
 *
 * @returns the number of rows whose requests did not fit
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

/** True if the group shows any row; if its empty table did not fit, it shows none. */
export function isFilled({ rows }: Group): boolean {
  return rows.some(({ isShown }) => isShown);
}

/** Returns the group as HTML, with the rows that fit. */
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
