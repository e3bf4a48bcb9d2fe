// A table with one row per account: its changes by danger, its requests and the time that they take.

import type { Plan, PlannedAccount } from '../../plan/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { CAREFUL, DANGER_TITLES, groupByDanger } from '../danger.ts';
import { count, formatNumber, formatSeconds } from '../words/numbers.ts';
import { markdownCode } from './safe.ts';

/** Reserves space for a text. Returns false if it does not fit; otherwise subtracts its length in UTF-8 from the remaining space. */
export type Take = (text: string) => boolean;

const HEADS = ['Account', 'Changes', 'Unchanged', 'Requests', 'Time'];

/** Returns the table as HTML; empty if not even an empty table fits. */
export function renderOverview({ accounts, changes }: Plan, take: Take): string {
  const table = (content: string): string => `<table>\n${header(HEADS)}${content}</table>\n`;
  if (!take(table(''))) return '';
  const rows = accounts
    .map((account) =>
      renderOverviewRow(
        account,
        changes.filter((change) => change.account === account.account),
      ),
    )
    .filter(take);
  const rest = accounts.length - rows.length;
  const more = rest > 0 ? `<p>and ${count(rest, 'more account')}</p>\n` : '';
  return table(rows.join('')) + more;
}

function header(heads: readonly string[]): string {
  return `<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>\n`;
}

/** Returns the row of one account. All changes are in one cell, as text, so that the table fits on the screen of a phone. */
function renderOverviewRow(account: PlannedAccount, changes: Plan['changes']): string {
  const groups = groupByDanger(changes).map(({ danger, changes: members }) => {
    const amount = `${formatNumber(members.length)} ${DANGER_TITLES[danger]}`;
    return CAREFUL.includes(danger) ? `<b>${amount}</b>` : amount;
  });
  const time = account.requests === 0 ? '' : formatSeconds(account.estimatedSeconds);
  const name = `${markdownCode(account.account)} · ${DIALECTS[account.dialect].label}`;
  const cells = [formatNumber(account.unchanged), formatNumber(account.requests), time];
  const numbers = cells.map((cell) => `<td align="right">${cell}</td>`).join('');
  return `<tr><td>${name}</td><td>${groups.join(', ')}</td>${numbers}</tr>\n`;
}
