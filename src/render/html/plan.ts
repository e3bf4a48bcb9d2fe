// A plan as one HTML file that needs no network and no framework. Its content security policy allows only the style sheet and the
// script whose hashes it contains. Values are escaped text, or JSON that is never executed. The file is generated in pieces, because
// a plan can be large.

import { createHash } from 'node:crypto';
import type { Plan, PlannedAccount, PlannedChange } from '../../plan/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { type Alarm, alarmsOf } from '../alarms.ts';
import { DANGER_TITLES, DANGERS, groupByDanger } from '../danger.ts';
import { withListNames } from '../list-names.ts';
import { neutralise } from '../neutralise.ts';
import { accountNotes, planNotes } from '../plan-notes.ts';
import { summaryPhrases } from '../plan-summary.ts';
import { proposalLine, proposalsTitle } from '../proposals.ts';
import { renderCharts } from './charts.ts';
import { htmlSafe, scriptJson } from './html-safe.ts';
import { pageChange, pageRequest } from './page-data.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** If a plan has more accounts than this, their notes are collapsed, so that the changes stay in view. */
const MAX_OPEN = 3;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${sha256Base64(STYLE)}'`,
  `script-src 'sha256-${sha256Base64(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Yields the HTML file in pieces, to be written one after the other. */
export function* renderPlanHtml(given: Plan): Generator<string, void, undefined> {
  const plan = withListNames(given);
  const summary = summaryPhrases(plan).join(' ');
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${htmlSafe(summary)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${htmlSafe(summary)}</h1>
<p class="quiet">Plan <code>${htmlSafe('redacted' in plan ? plan.planId : plan.planId.slice(0, 12))}</code> · rollcall ${htmlSafe(plan.tool.version)}${'redacted' in plan ? ' · personal values are masked' : ''}</p>
${planNotes(plan)
  .map((note) => `<p class="quiet">${htmlSafe(note)}</p>\n`)
  .join('')}${renderAlarms(plan)}${renderCharts(plan)}
${plan.accounts.map((account) => renderNotes(account, plan.accounts.length <= MAX_OPEN)).join('\n')}${renderProposals(plan)}
</header>
${MAIN}
<script type="application/json" id="plan-data">`;
  yield* renderData(plan);
  yield `</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function* renderData({ accounts, changes, requests }: Plan): Generator<string, void, undefined> {
  const dangers = DANGERS.map((danger) => [danger, DANGER_TITLES[danger]]);
  const accountIndex = new Map(accounts.map(({ account }, index) => [account, index]));
  const requestIndex = new Map(requests.map(({ id }, index) => [id, index]));
  yield `{"accounts":${scriptJson(accounts.map(({ account }) => neutralise(account)))},"dangers":${scriptJson(dangers)},"changes":[`;
  const ordered = groupByDanger(changes).flatMap((group) => group.changes);
  yield* listed(ordered, (change) => pageChange(change, accountIndex, requestIndex));
  yield '],"requests":[';
  yield* listed(requests, pageRequest);
  yield ']}';
}

function* listed<T>(entries: readonly T[], page: (entry: T) => unknown): Generator<string, void, undefined> {
  for (const [index, entry] of entries.entries()) yield `${index === 0 ? '\n' : ',\n'}${scriptJson(page(entry))}`;
}

function renderAlarms({ accounts, changes }: Plan): string {
  const own = new Map(accounts.map(({ account }) => [account, [] as PlannedChange[]]));
  for (const change of changes) own.get(change.account)?.push(change);
  return accounts
    .flatMap((account) =>
      alarmsOf(account, own.get(account.account) ?? []).map((alarm) => renderAlarm(account.account, alarm)),
    )
    .join('');
}

function renderAlarm(account: string, { title, message, advice }: Alarm): string {
  return `<div class="alarm"><b>${htmlSafe(`${account}: ${title}`)}</b><p>${htmlSafe(message)}</p><p>→ ${htmlSafe(advice)}</p></div>\n`;
}

function renderNotes(account: PlannedAccount, isOpen: boolean): string {
  const notes = accountNotes(account);
  if (notes.length === 0) return '';
  const items = notes.map((note) => `<li>${htmlSafe(note)}</li>`).join('');
  const title = `${htmlSafe(account.account)} · ${DIALECTS[account.dialect].label}`;
  return `<details class="notes"${isOpen ? ' open' : ''}><summary>${title}: notes</summary><ul>${items}</ul></details>`;
}

function renderProposals({ proposed = [] }: Plan): string {
  if (proposed.length === 0) return '';
  const items = proposed.map((proposal) => `<li>${htmlSafe(proposalLine(proposal))}</li>`).join('');
  return `\n<details class="notes"><summary>${htmlSafe(proposalsTitle(proposed))}</summary><ul>${items}</ul></details>`;
}

const MAIN = `<main>
<noscript><p class="alarm">The list of changes needs JavaScript; everything it needs is in this file.</p></noscript>
<div class="filters" role="search">
<label>Search<input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="contact, value, file …"></label>
<label>Account<select id="account"><option value="">all</option></select></label>
<label>Action<select id="action"><option value="">all</option></select></label>
<label>Field<select id="field"><option value="">all</option></select></label>
</div>
<div class="status"><p class="quiet" id="status" role="status"></p>
<p class="quiet keys"><kbd>/</kbd> search · <kbd>j</kbd> <kbd>k</kbd> next and previous · <kbd>Enter</kbd> details · <kbd>Esc</kbd> back</p></div>
<div class="panes">
<div id="list" role="listbox" tabindex="0" aria-label="Changes"><div id="space" role="presentation"></div></div>
<section id="detail" class="empty" tabindex="-1" aria-label="Selected change" aria-live="polite"></section>
</div>
</main>`;

function sha256Base64(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
