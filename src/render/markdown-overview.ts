// One row per account: how much of what, and what it costs.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import { DIALECTS } from '../providers/dialects.ts';
import { DANGER_TITLES, DANGERS, type Danger, groupByDanger } from './danger.ts';
import { markdownCode } from './markdown-safe.ts';
import { count, formatNumber, formatSeconds } from './words.ts';

/** Whether a text still fits; what fits is counted as used. */
export type Take = (text: string) => boolean;

interface Row {
  readonly account: PlannedAccount;
  readonly amounts: ReadonlyMap<Danger, number>;
}

export function renderOverview({ accounts, changes }: Plan, take: Take): string {
  const all = accounts.map((account): Row => {
    const groups = groupByDanger(changes.filter((change) => change.account === account.account));
    return { account, amounts: new Map(groups.map((group) => [group.danger, group.changes.length])) };
  });
  // What happens nowhere is no column: the table must fit a phone.
  const used = DANGERS.filter((danger) => all.some(({ amounts }) => amounts.has(danger)));
  const heads = ['Account', ...used.map((danger) => DANGER_TITLES[danger]), 'unchanged', 'requests', 'time'];
  const table = (content: string): string => `<table>\n${header(heads)}${content}</table>\n`;
  if (!take(table(''))) return '';
  const rows = all.map((row) => renderOverviewRow(row, used)).filter(take);
  const rest = accounts.length - rows.length;
  const more = rest > 0 ? `<p>and ${count(rest, 'account')} more</p>\n` : '';
  return table(rows.join('')) + more;
}

function header(heads: readonly string[]): string {
  return `<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>\n`;
}

function renderOverviewRow({ account, amounts }: Row, used: readonly Danger[]): string {
  const numbers = [...used.map((danger) => amounts.get(danger) ?? 0), account.unchanged, account.requests];
  const time = account.requests === 0 ? '' : formatSeconds(account.estimatedSeconds);
  const cells = [...numbers.map(formatNumber), time];
  const name = `${markdownCode(account.account)} · ${DIALECTS[account.dialect].label}`;
  return `<tr><td>${name}</td>${cells.map((cell) => `<td align="right">${cell}</td>`).join('')}</tr>\n`;
}
