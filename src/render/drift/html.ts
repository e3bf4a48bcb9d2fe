// Drift as one HTML file that needs no network and no script. Its content security policy allows only the style sheet whose hash it
// contains. Values are escaped text. The file is generated in pieces, because drift can be large.

import { createHash } from 'node:crypto';
import type { Drift, DriftAccount, DriftEntry } from '../../plan/drift/document.ts';
import { DIALECTS } from '../../providers/table.ts';
import { htmlSafe } from '../html/html-safe.ts';
import { STYLE } from '../html/style.ts';
import {
  headNotesOfDrift,
  nextStepsOfDrift,
  notesOfDrift,
  sentenceOfComparison,
  summaryOfDrift,
} from '../words/drift.ts';
import { formatNumber } from '../words/numbers.ts';
import { alarmsOfDrift } from './alarms.ts';
import { type DriftedContact, type DriftGroup, type DriftLine, groupDrift } from './view.ts';

/** The style sheet of plans, followed by the rules that only the drift page needs. */
const DRIFT_STYLE = `${STYLE}
section { margin: 1.25rem 0 1.75rem; }
section > h2 { font-size: 1.1rem; }
details.group { margin: .75rem 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
details.group > summary { padding: .5rem .75rem; background: var(--raised); border-left: 4px solid var(--tone); font-weight: 600; }
.drift { width: 100%; border-collapse: collapse; font-size: .9rem; table-layout: fixed; }
.drift th { text-align: left; font-weight: 600; font-size: .8125rem; color: var(--quiet); }
.drift th, .drift td { padding: .4rem .75rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.drift th:first-child { width: 30%; } .drift th:nth-child(2) { width: 46%; }
.drift td p { margin: 0 0 .15rem; }
.drift .arrow { color: var(--quiet); }
.next { border-top: 1px solid var(--line); padding-top: .75rem; margin-bottom: 2rem; }
.opted-out, .not-erased, .gone, .missing, .still-there { --tone: var(--delete); } .subscribed, .suppressed { --tone: var(--subscribe); }
.unclear { --tone: var(--blocked); } .field { --tone: var(--remove); } .owed { --tone: var(--update); }
@media (max-width: 46rem) {
  .drift thead { display: none; } .drift tr { display: block; border-top: 1px solid var(--line); padding: .4rem 0; }
  .drift td { display: block; border: 0; padding: .1rem .75rem; }
}
`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(DRIFT_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Yields the HTML file in pieces, to be written one after the other. */
export function* renderDriftHtml(drift: Drift): Generator<string, void, undefined> {
  const summary = htmlSafe(summaryOfDrift(drift).join(' '));
  const masked = 'redacted' in drift ? ' · personal values are masked' : '';
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${summary}</title>
<style>${DRIFT_STYLE}</style>
</head>
<body>
<header>
<h1>${summary}</h1>
<p class="quiet">rollcall ${htmlSafe(drift.tool.version)}${masked}</p>
${headNotesOfDrift(drift)
  .map((note) => `<p class="quiet">${htmlSafe(note)}</p>\n`)
  .join('')}</header>
<main>
`;
  for (const account of drift.accounts) {
    yield* renderAccount(
      account,
      drift.entries.filter((entry) => entry.account === account.account),
    );
  }
  yield `<footer class="next">${nextStepsOfDrift(drift)
    .map((step) => `<p>→ ${inCode(step)}</p>`)
    .join('')}</footer>
</main>
</body>
</html>
`;
}

function* renderAccount(account: DriftAccount, entries: readonly DriftEntry[]): Generator<string, void, undefined> {
  const notes = [sentenceOfComparison(account), ...notesOfDrift(account)];
  const alarms = alarmsOfDrift(account).map(
    ({ title, message, advice }) =>
      `<div class="alarm"><b>${htmlSafe(title)}</b><p>${htmlSafe(message)}</p>${advice === '' ? '' : `<p>→ ${htmlSafe(advice)}</p>`}</div>\n`,
  );
  yield `<section>
<h2>${htmlSafe(account.account)} · ${DIALECTS[account.dialect].label}</h2>
${notes.map((note) => `<p class="quiet">${inCode(note)}</p>\n`).join('')}${alarms.join('')}`;
  for (const group of groupDrift(entries)) yield* renderGroup(group);
  yield '</section>\n';
}

function* renderGroup({ kind, title, contacts }: DriftGroup): Generator<string, void, undefined> {
  yield `<details class="group ${kind}"${kind === 'owed' ? '' : ' open'}><summary>${htmlSafe(title)} (${formatNumber(contacts.length)})</summary>
<table class="drift"><thead><tr><th scope="col">Contact</th><th scope="col">What</th><th scope="col">Declared in</th></tr></thead><tbody>
`;
  for (const contact of contacts) yield renderRow(contact);
  yield '</tbody></table></details>\n';
}

function renderRow({ key, source, lines }: DriftedContact): string {
  const place = htmlSafe(`${source.file}:${source.line}`);
  // view.ts has already neutralised the key. `htmlSafe` neutralises it again, which changes nothing.
  return `<tr><td><b>${htmlSafe(key)}</b></td><td>${lines.map(renderLine).join('')}</td><td class="mono quiet">${place}</td></tr>\n`;
}

function renderLine({ field, expected, live, note }: DriftLine): string {
  if (field === '') return `<p>${htmlSafe(note)}</p>`;
  const from = expected === '' ? '' : `<code>${htmlSafe(expected)}</code> <span class="arrow">→</span> `;
  const more = note === '' ? '' : ` <span class="quiet">(${htmlSafe(note)})</span>`;
  return `<p>${htmlSafe(field)} ${from}<code>${htmlSafe(live)}</code>${more}</p>`;
}

/** Escapes text for HTML, and turns each part between backticks into a `<code>` element. */
function inCode(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `<code>${htmlSafe(part)}</code>` : htmlSafe(part)))
    .join('');
}
