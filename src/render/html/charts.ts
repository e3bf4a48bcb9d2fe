// Two bar charts for the HTML page: changes by account and changes by field. The numbers are also text next to the bars, so the bars
// are hidden from screen readers. Pure.

import type { Plan } from '../../plan/document.ts';
import { DANGER_TITLES, DANGERS, dangerOf } from '../danger.ts';
import { differenceRows } from '../difference-rows.ts';
import { formatField } from '../text/values.ts';
import { formatNumber } from '../words/numbers.ts';
import { htmlSafe } from './html-safe.ts';

/** Maximum number of bars in a chart; the rest are only counted. */
const MAX_BARS = 6;

interface Part {
  readonly style: string;
  readonly label: string;
  readonly amount: number;
}

interface Bar {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** Returns the charts as HTML; empty for a plan without changes. */
export function renderCharts(plan: Plan): string {
  if (plan.changes.length === 0) return '';
  return `<div class="charts">${renderActions(plan)}${renderFields(plan)}</div>`;
}

function renderActions({ accounts, changes }: Plan): string {
  const amounts = new Map<string, number>();
  for (const change of changes) addTo(amounts, `${change.account}\0${dangerOf(change)}`);
  const amountOf = (account: string, danger: string): number => amounts.get(`${account}\0${danger}`) ?? 0;
  const bars = accounts.map(({ account }) => ({
    name: account,
    parts: DANGERS.map((danger) => ({
      style: danger,
      label: DANGER_TITLES[danger],
      amount: amountOf(account, danger),
    })).filter(({ amount }) => amount > 0),
  }));
  const used = DANGERS.filter((danger) => accounts.some(({ account }) => amountOf(account, danger) > 0));
  const legend = used.map((danger) => `<li class="${danger}">${DANGER_TITLES[danger]}</li>`).join('');
  return figure('Changes by account', bars, `<ul class="legend">${legend}</ul>`);
}

function renderFields({ changes }: Plan): string {
  const amounts = new Map<string, number>();
  for (const { differences } of changes) {
    for (const row of differenceRows(differences)) {
      addTo(amounts, formatField(row.kind === 'set' ? [row.field] : row.difference.path));
    }
  }
  const bars = [...amounts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, amount]) => ({ name, parts: [{ style: 'field', label: 'changes', amount }] }));
  return bars.length === 0 ? '' : figure('Changes by field', bars, '');
}

function addTo(amounts: Map<string, number>, name: string): void {
  amounts.set(name, (amounts.get(name) ?? 0) + 1);
}

function figure(caption: string, bars: readonly Bar[], legend: string): string {
  const shown = bars.slice(0, MAX_BARS);
  const most = Math.max(...bars.map(total));
  const rest = bars.length - shown.length;
  const more = rest > 0 ? `<p class="quiet">and ${formatNumber(rest)} more</p>` : '';
  const rows = shown.map((bar) => renderBar(bar, most)).join('');
  return `<figure><figcaption>${caption}</figcaption><table class="bars">${rows}</table>${more}${legend}</figure>`;
}

function renderBar({ name, parts }: Bar, most: number): string {
  let start = 0;
  const rects = parts.map(({ style, label, amount }) => {
    const width = (100 * amount) / most;
    const rect = `<rect class="${style}" x="${round(start)}" width="${round(width)}" height="1"><title>${formatNumber(amount)} ${label}</title></rect>`;
    start += width;
    return rect;
  });
  const svg = `<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`;
  return `<tr><th scope="row">${htmlSafe(name)}</th><td>${svg}</td><td>${formatNumber(total({ name, parts }))}</td></tr>`;
}

function total({ parts }: Bar): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}

function round(value: number): string {
  return value.toFixed(2);
}
