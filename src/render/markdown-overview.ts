// One row per account: how much of what, and what it costs.

import type { Plan, PlannedAccount } from '../plan/document.ts';
import { DIALECTS } from '../providers/dialects.ts';
import { DANGER_TITLES, DANGERS, groupByDanger } from './danger.ts';
import { markdownCode } from './markdown-safe.ts';
import { count, formatNumber, formatSeconds } from './words.ts';

/** Whether a text still fits; what fits is counted as used. */
export type Take = (text: string) => boolean;

export function renderOverview(plan: Plan, take: Take): string {
  const heads = ['Account', ...DANGERS.map((danger) => DANGER_TITLES[danger]), 'unchanged', 'requests', 'time'];
  const table = (content: string): string => `<table>\n${header(heads)}${content}</table>\n`;
  if (!take(table(''))) return '';
  const rows: string[] = [];
  for (const account of plan.accounts) {
    const row = renderOverviewRow(account, plan);
    if (take(row)) rows.push(row);
  }
  const rest = plan.accounts.length - rows.length;
  const more = rest > 0 ? `<p>and ${count(rest, 'account')} more</p>\n` : '';
  return table(rows.join('')) + more;
}

function header(heads: readonly string[]): string {
  return `<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>\n`;
}

function renderOverviewRow(account: PlannedAccount, { changes }: Plan): string {
  const groups = groupByDanger(changes.filter((change) => change.account === account.account));
  const amounts = DANGERS.map((danger) => groups.find((group) => group.danger === danger)?.changes.length ?? 0);
  const numbers = [...amounts, account.unchanged, account.requests].map(formatNumber);
  const cells = [...numbers, account.requests === 0 ? '' : formatSeconds(account.estimatedSeconds)];
  const name = `${markdownCode(account.account)} · ${DIALECTS[account.dialect].label}`;
  return `<tr><td>${name}</td>${cells.map((cell) => `<td align="right">${cell}</td>`).join('')}</tr>\n`;
}
