// Hostile text in a value, a name, a file name or an error message: neither a terminal nor a CI runner interprets any of it.

import { describe, expect, it } from 'vitest';
import type { AccountResult } from '../../src/apply/account-results.ts';
import type { Outcome } from '../../src/apply/events.ts';
import type { Diagnostic } from '../../src/manifest/diagnostic.ts';
import type { Plan, PlannedRequest } from '../../src/plan/document.ts';
import { serialisePlan } from '../../src/plan/plan-file.ts';
import { formatDiagnosticsForGitHub } from '../../src/render/github/diagnostics.ts';
import { renderPlanHtml } from '../../src/render/html/plan.ts';
import { neutraliseJson } from '../../src/render/json/neutralise.ts';
import { jsonPieces } from '../../src/render/json/pieces.ts';
import { renderPlanJson } from '../../src/render/json/plan.ts';
import { renderPlanMarkdown } from '../../src/render/markdown/plan.ts';
import { diagnosticsToSarif } from '../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../src/render/text/diagnostics.ts';
import { renderApplied } from '../../src/render/text/outcomes.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { progressLine, renderEvent, startProgress } from '../../src/render/text/progress.ts';
import { readingLine } from '../../src/render/text/reading.ts';
import { planWithWords } from '../../src/render/words/documents.ts';
import { aChange, anAccount, aPlan, aRequest, hostileParts } from '../builders/plan.ts';
import { aRefusal } from '../builders/problems.ts';

const HOSTILE = {
  'a terminal escape': '\u001b[2J\u001b]0;owned\u0007',
  'a C1 control': '\u009b31m',
  'a line break': 'one\ntwo\r\nthree\u2028four\u2029five\u0085six',
  'a workflow command': '::error file=a,line=1::owned',
  'a workflow command on its own line': 'fine\n::error::owned',
  'a workflow command after many words': `${'word '.repeat(30)}::stop-commands::x ${'::error::owned '.repeat(30)}`,
  'a workflow command after odd blanks': `${'word '.repeat(30)}\u3000::error::owned  ::error::x`,
  'bidirectional controls': '\u202eevil\u2066x\u2069',
  'zero-width characters': 'a\u200bb\u200dc\ufeffd',
  'a lone surrogate': 'a\ud800b',
  'a command of the runner': 'x ##[error]owned ##[group]y',
  Markdown: '| a | `b` <script>alert(1)</script> <!-- x --> @everyone #1 [x](javascript:y)',
} as const;

const OPTIONS = { color: false, width: 80 };

/** Matches output without control characters, format characters and separators, except for the line feeds that we write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for them
const ACTIVE = /[\u0000-\u0009\u000b-\u001f]|[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u;

function planFullOf(hostile: string): Plan {
  const { change, account } = hostileParts(hostile);
  return aPlan({ accounts: [account], changes: [change, aChange({ id: 'c2' })], requests: requestsFullOf(hostile) });
}

/** Three requests: one for the first contact, one that both contacts share, and one for no contact. */
function requestsFullOf(hostile: string): readonly PlannedRequest[] {
  const body = Object.fromEntries([
    ['note', `${'x'.repeat(60)}${hostile}`],
    [hostile, [hostile, null]],
    ['ids', [hostile, hostile]],
  ]);
  const item = { carries: [0], expectAfter: 'after' };
  const text = { path: `/api/${hostile}`, query: [[hostile, hostile] as const], body };
  return [
    aRequest({ ...text, id: 'r1', items: [{ ...item, change: 'c1', pointer: '' }] }),
    aRequest({
      ...text,
      id: 'r2',
      items: ['c1', 'c2'].map((change, index) => ({ ...item, change, pointer: `/ids/${index}` })),
    }),
    aRequest({ ...text, id: 'r3', items: [] }),
  ];
}

/** Returns the lines of a request's body: those between the line of the request and the next entry. */
function bodiesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const ends = (line: string): boolean => line === '' || /^ +(?:PATCH |requests for |~ )/.test(line);
  return lines.flatMap((line, index) => {
    if (!line.startsWith('{"note"')) return [];
    const rest = lines.slice(index);
    return [rest.slice(0, rest.findIndex(ends)).join('')];
  });
}

function rowFullOf(hostile: string): AccountResult {
  const reason = { ...aRefusal(hostile, { account: hostile }), unread: [`shop/${hostile}`] };
  return { account: `shop${hostile}`, status: 'unread', ...reason, changes: 1, outcomes: { pending: 1 } };
}

function outcomeFullOf(hostile: string): Outcome {
  const { id: change, changeId, account } = aChange();
  return {
    change,
    changeId,
    account,
    key: `shop/${hostile}`,
    status: 'failed',
    code: hostile,
    args: {},
    path: [hostile],
    cause: aRefusal(hostile, { account: hostile }),
  };
}

function expectInert(text: string): void {
  expect(text).not.toMatch(ACTIVE);
  // Only a command at the start of a line counts; a runner ignores spaces before it.
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toContain('##[');
}

describe.each(Object.entries(HOSTILE))('%s', (_name, hostile) => {
  it('is neutralised everywhere in a plan', () => {
    for (const width of [40, 61, 80, 120]) {
      for (const options of [{}, { requests: true, full: true }, { plain: true }]) {
        expectInert(renderPlanText(planFullOf(hostile), { color: false, width, ...options }));
      }
    }
  });

  it('stays the same in a body: its joined lines are the JSON', () => {
    const plan = planFullOf(hostile);
    const whole = plan.requests[0]?.body as object;
    const part = { ...whole, ids: [hostile] };
    for (const width of [40, 61, 80, 120]) {
      const bodies = bodiesOf(renderPlanText(plan, { color: false, width, requests: true }));
      expect(bodies.map((body) => JSON.parse(body))).toEqual([whole, part, part, whole, whole]);
    }
  });

  it('is neutralised in Markdown and HTML, and cannot imitate our comment marker', () => {
    const plan = planFullOf(`<!-- rollcall shop -->${hostile}`);
    for (const text of [renderPlanMarkdown(plan), [...renderPlanHtml(plan)].join('')]) {
      expectInert(text.replaceAll('\u200b', ''));
      expect(text).not.toContain('<!-- rollcall');
      expect(text).not.toContain('<script>alert');
    }
  });

  it('is neutralised in every JSON output, which stays the same document', () => {
    const plan = planFullOf(hostile);
    const text = [...renderPlanJson(plan)].join('');
    expectInert(text);
    expect(JSON.parse(text)).toEqual(JSON.parse([...serialisePlan(planWithWords(plan))].join('')));
    const outcomes = [...jsonPieces({ planId: hostile, outcomes: [outcomeFullOf(hostile)] })].join('');
    expectInert(outcomes);
    expect(JSON.parse(outcomes)).toEqual({ planId: hostile, outcomes: [outcomeFullOf(hostile)] });
  });

  it('is neutralised in diagnostics and explanations', () => {
    const diagnostic: Diagnostic = {
      ...{ code: 'unknown-field', severity: 'error', file: hostile, line: 1, column: 1, endColumn: 9 },
      ...{ args: { what: 'section', name: { is: 'name', value: hostile }, suggestion: hostile }, snippet: hostile },
    };
    expectInert(formatDiagnostics([diagnostic], OPTIONS));
    expect(formatDiagnosticsForGitHub([diagnostic])).toMatch(/^::error [^\n]*\n$/);
    expectInert(formatDiagnosticsForGitHub([diagnostic]).replace(/^::error /, ''));
    expectInert(neutraliseJson(JSON.stringify(diagnosticsToSarif([diagnostic], '0.1.0'), null, 2)));
    expectInert(readingLine(new Map([[hostile, { requests: 1, seen: 1 }]]), 1));
  });

  it('adds no line to a plan', () => {
    const change = (value: string) =>
      aChange({ differences: [{ path: ['city'], op: 'add', before: null, after: value }] });
    const lines = (value: string) => renderPlanText(aPlan({ changes: [change(value)] }), OPTIONS).split('\n').length;
    expect(lines(hostile)).toBe(lines('London'));
  });

  it('is neutralised in outcomes, events and progress', () => {
    const outcome = outcomeFullOf(hostile);
    expectInert(renderApplied({ outcomes: [outcome], accounts: [rowFullOf(hostile)] }, OPTIONS));
    const event = renderEvent({ type: 'outcome', outcome });
    expect(event).toBeDefined();
    expectInert(event ?? '');
    expectInert(
      renderEvent({ type: 'account-stopped', account: 'shop', ...aRefusal(hostile, { account: hostile }) }) ?? '',
    );
    expectInert(progressLine(startProgress({ accounts: [anAccount({ account: `shop${hostile}` })], changes: [] })));
  });
});

it('shows a property named __proto__ like any other', () => {
  const change = aChange({
    differences: [
      { path: ['customProperties', '__proto__'], op: 'add', before: null, after: 'polluted' },
      { path: ['customProperties', 'constructor'], op: 'remove', before: 1, after: null },
    ],
  });
  const text = renderPlanText(aPlan({ changes: [change] }), OPTIONS);
  expect(text).toContain('+ customProperties.__proto__    "polluted"');
  expect(text).toContain('- customProperties.constructor  1');
  expect(text).toContain('1 value to remove');
});
