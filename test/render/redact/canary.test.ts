// 200 unique personal values wherever a plan, an outcome, an event or a diagnostic can hold one: none of them comes out of any
// redacted form, and every one comes out of some form that is not redacted.
// @module-tag slow

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountResult } from '../../../src/apply/account-results.ts';
import type { ApplyEvent, Outcome } from '../../../src/apply/events.ts';
import type { FieldPath } from '../../../src/contact/difference.ts';
import { SCALAR_NAMES } from '../../../src/contact/fields.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import type { BlockedDifference, Plan, PlannedDifference } from '../../../src/plan/document.ts';
import { formatDiagnosticsForGitHub } from '../../../src/render/github/diagnostics.ts';
import { renderPlanHtml } from '../../../src/render/html/plan.ts';
import { renderPlanJson } from '../../../src/render/json/plan.ts';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan.ts';
import { redactDiagnostics } from '../../../src/render/redact/diagnostics.ts';
import { eventRedactor, redactAccountResults, redactOutcomes, redactPlan } from '../../../src/render/redact/plan.ts';
import { diagnosticsToSarif } from '../../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { renderApplied } from '../../../src/render/text/outcomes.ts';
import { renderPlanText } from '../../../src/render/text/plan.ts';
import { renderEvent } from '../../../src/render/text/progress.ts';
import { aChange, anAccount, aPlan, aRequest } from '../../builders/plan.ts';

const CANARIES = 200;

interface Leakable {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly rows: readonly AccountResult[];
  readonly events: readonly ApplyEvent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @param canary a new value at every call */
function fullOf(canary: () => string): Leakable {
  const between = (path: FieldPath): PlannedDifference => ({ path, op: 'change', before: canary(), after: canary() });
  const differences: readonly PlannedDifference[] = [
    ...[...SCALAR_NAMES, 'userId', 'email', 'phone', 'id', 'aLaterField'].map((name) => between([name])),
    between(['customProperties', 'note']),
    { path: ['customProperties', 'list'], op: 'change', before: [canary(), canary()], after: [canary()] },
    ...['tags', 'lists', 'autoresponders'].map(
      (field): PlannedDifference => ({ path: [field], op: 'change', before: [canary(), canary()], after: ['vip'] }),
    ),
  ];
  const blockOf = (rule: string): BlockedDifference => ({
    rule: rule as BlockedDifference['rule'],
    path: ['email'],
    before: canary(),
    after: canary(),
    message: `the declared identifiers belong to ${canary()}: email is contact ${canary()}`,
    unblock: 'merge the two at the vendor',
  });
  const changes = Array.from({ length: 5 }, (_, index) => {
    const key = `shop/${canary()}`;
    const source = { file: `people/${canary()}@example.com.yaml`, line: 1, column: 1 };
    const blocked = ['identity-split', 'a-later-rule'].map(blockOf);
    return aChange({ id: `c${index}`, key, source, contactId: canary(), differences, blocked, requests: ['r1', 'r2'] });
  });
  const refusal = () => `shop: GET /api/contacts/${canary()}: 400 invalid: ${canary()} ${canary()} (${canary()})`;
  const account = anAccount({
    complete: false,
    failures: [{ keys: [`shop/${canary()}`], code: 'invalid', message: refusal(), hint: 'run again later' }],
    held: [{ key: `shop/${canary()}`, channel: 'email', since: canary() }],
    notices: [
      { rule: 'email-change-done', entries: [{ key: `shop/${canary()}`, source: aChange().source, path: ['email'] }] },
    ],
    requests: 1,
  });
  const texts = () => ({
    path: `/api/contacts/${canary()}`,
    query: [['email', canary()] as const],
    body: {
      firstName: canary(),
      tags: [canary()],
      nested: { deep: [{ value: canary() }] },
      ids: changes.map(() => canary()),
    },
  });
  const shared = changes.map(({ id }, index) => ({
    change: id,
    pointer: `/ids/${index}`,
    carries: [0],
    expectAfter: canary(),
  }));
  const own = { change: 'c0', pointer: '', carries: [0], expectAfter: canary() };
  const requests = [
    aRequest({ ...texts(), id: 'r1', items: [own] }),
    aRequest({ ...texts(), id: 'r2', kind: 'grouped', items: shared }),
    aRequest({ ...texts(), id: 'r3', items: [] }),
  ];
  const plan = { ...aPlan({ accounts: [account], changes, requests }), filters: filtersOf(canary()) };
  const outcomes = changes.map(({ id, changeId, key }, index): Outcome => {
    const outcome = { change: id, changeId, account: 'shop', key, status: 'failed' } as const;
    if (index === 0) return { ...outcome, code: 'invalid', message: refusal(), hint: 'plan again' };
    const message = `email: email is contact ${canary()}`;
    return { ...outcome, code: 'identity-split', message, hint: 'plan again' };
  });
  const row = { account: 'shop', changes: 5, outcomes: { failed: 5 }, code: 'invalid', hint: 'plan again' } as const;
  const rows: readonly AccountResult[] = [
    { ...row, status: 'unread', message: refusal(), unread: [`shop/${canary()}`] },
    { ...row, status: 'stopped', message: refusal() },
  ];
  return { plan, outcomes, rows, events: eventsOf(outcomes, refusal()), diagnostics: diagnosticsOf(canary) };
}

function filtersOf(pattern: string): Plan['filters'] {
  return { accounts: [], contacts: [pattern], changed: false };
}

function eventsOf(outcomes: readonly Outcome[], message: string): readonly ApplyEvent[] {
  const stopped = {
    type: 'account-stopped',
    account: 'shop',
    code: 'invalid',
    message,
    hint: 'check the key',
  } as const;
  return [stopped, ...outcomes.map((outcome) => ({ type: 'outcome', outcome }) as const)];
}

function diagnosticsOf(canary: () => string): readonly Diagnostic[] {
  return Array.from({ length: 15 }, (_, index) => {
    const value = canary();
    return {
      code: 'invalid-value',
      severity: 'error',
      file: `${canary()}@example.com.yaml`,
      line: index + 1,
      column: 11,
      message: `${value} is no country, see ${value}`,
      hint: `Write "${value}" otherwise`,
      snippet: `    ${canary()}: x, country: ${value}, { email: ${canary()}, "${canary()}": '${canary()}' } # ${canary()}`,
    } as const;
  });
}

function everyForm({ plan, outcomes, rows, events, diagnostics }: Leakable): string {
  return [
    renderPlanText(plan, { color: false, width: 80 }),
    renderPlanText(plan, { color: true, width: 120, full: true, plain: true }),
    renderPlanText(plan, { color: false, width: 4_000, requests: true }),
    renderPlanMarkdown(plan),
    renderPlanMarkdown(plan, { requests: true, maxCharacters: 1_000_000 }),
    ...renderPlanHtml(plan),
    ...renderPlanJson(plan),
    renderApplied({ outcomes, accounts: rows }, { color: false, width: 80 }),
    ...events.map((event) => renderEvent(event) ?? ''),
    JSON.stringify(outcomes),
    JSON.stringify(rows),
    formatDiagnostics(diagnostics, { color: false }),
    formatDiagnosticsForGitHub(diagnostics),
    JSON.stringify(diagnosticsToSarif(diagnostics, '0.1.0')),
    JSON.stringify(diagnostics),
  ].join('\n');
}

function redact({ plan, outcomes, rows, events, diagnostics }: Leakable): Leakable {
  return {
    plan: redactPlan(plan),
    outcomes: [...redactOutcomes(outcomes, plan)],
    rows: redactAccountResults(rows, plan),
    events: events.map(eventRedactor(plan)),
    diagnostics: redactDiagnostics(diagnostics),
  };
}

/** Values look like names, numbers, addresses, words in lower case, or a mix. */
const word = fc.constantFrom('Ada', 'x7', '+3706', 'u_', 'Žan', 'o’hara-', 'MAX', '名');

it('lets no personal value through in any form', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (shapes) => {
      const canaries: string[] = [];
      const full = fullOf(() => {
        const serial = String(1_000_003 * (canaries.length + 17));
        const value = `${shapes[canaries.length % shapes.length] ?? ''}${serial}`;
        canaries.push(value);
        return value;
      });
      expect(canaries.length).toBeGreaterThanOrEqual(CANARIES);
      const shown = everyForm(full);
      expect(canaries.filter((value) => !shown.includes(value))).toEqual([]);
      const masked = everyForm(redact(full));
      // Their numbers alone, so that an escaped spelling is found too.
      expect(canaries.filter((value) => masked.includes(value.replace(/\D*/u, '')))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

it('lets no plain word through either, where it is a contact’s own value', () => {
  const change = aChange({
    key: 'shop/rosalind',
    contactId: 'franklin',
    differences: [{ path: ['city'], op: 'change', before: 'notting hill', after: 'kensington' }],
  });
  const plan = aPlan({ changes: [change] });
  const outcome: Outcome = {
    ...{ change: change.id, changeId: change.changeId, account: 'shop', key: change.key, status: 'unconverged' },
    code: 'not-shown',
    message: 'rosalind of notting hill was written, and the vendor shows kensington',
    hint: 'look at franklin',
  };
  const masked = everyForm({
    plan: redactPlan(plan),
    outcomes: [...redactOutcomes([outcome], plan)],
    rows: [],
    events: [],
    diagnostics: [],
  });
  for (const value of ['rosalind', 'franklin', 'notting', 'kensington']) expect(masked).not.toContain(value);
});

it('shows what requests hold as text and in Markdown, and masks it there: names and removals stay', () => {
  const request = aRequest({
    path: '/api/contacts/canary1',
    query: [['email', 'canary2']],
    body: { firstName: 'canary3', lastName: '', customProperties: { age: 'canary4', height: null }, ids: ['canary5'] },
  });
  const plan = aPlan({ changes: [aChange()], requests: [request] });
  const forms = (shown: Plan): readonly string[] => [
    renderPlanText(shown, { color: false, width: 400 }),
    renderPlanMarkdown(shown).replaceAll('<wbr>', '').replaceAll('&#34;', '"').replaceAll('&#58;', ':'),
  ];
  for (const text of forms(plan)) expect(text.match(/canary\d/g)).toEqual([1, 2, 3, 4, 5].map((n) => `canary${n}`));
  for (const text of forms(redactPlan(plan))) {
    expect(text).toContain('PATCH /api/contacts/‹id›?email=‹value›');
    expect(text).toMatch(
      /\{"firstName":"‹value›","lastName":"","customProperties":\{"age":"‹value›","height":null\},"ids":(\[|&#91;)"‹value›"/,
    );
    expect(text).not.toContain('canary');
  }
});
