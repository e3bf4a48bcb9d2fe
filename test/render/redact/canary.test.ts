// Puts 200 unique personal values (canaries) wherever a plan, an outcome, an event or a diagnostic can contain one. No redacted output
// contains any of them, and each appears in some output that is not redacted.
// @module-tag slow

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountResult } from '../../../src/apply/account-results.ts';
import type { ApplyEvent, Outcome } from '../../../src/apply/events.ts';
import { because, becauseBlocked } from '../../../src/apply/reason.ts';
import { type Argument, PERSONAL_KINDS, personal } from '../../../src/contact/argument.ts';
import type { FieldPath } from '../../../src/contact/difference.ts';
import { SCALAR_NAMES } from '../../../src/contact/fields.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { type Mistake, mistake } from '../../../src/manifest/mistake.ts';
import type { BlockedDifference, Plan, PlannedDifference, RuleId } from '../../../src/plan/document.ts';
import type { ArgumentType } from '../../../src/plan/rules/catalogue/entry.ts';
import { RULES, sentencesOf } from '../../../src/plan/rules/catalogue.ts';
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
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';
import { outcomesWithWords, rowsWithWords } from '../../../src/render/words/documents.ts';
import { aChange, anAccount, aPlan, aRequest } from '../../builders/plan.ts';
import { aRefusal } from '../../builders/problems.ts';

const CANARIES = 200;

interface Leakable {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly rows: readonly AccountResult[];
  readonly events: readonly ApplyEvent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @param canary returns a new value at every call */
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
  const said = everythingBlocked(canary);
  const changes = Array.from({ length: 5 }, (_, index) => {
    const key = `shop/${canary()}`;
    const source = { file: `people/${canary()}@example.com.yaml`, line: 1, column: 1 };
    const blocked = said.filter((_, one) => one % 5 === index);
    return aChange({ id: `c${index}`, key, source, contactId: canary(), differences, blocked, requests: ['r1', 'r2'] });
  });
  const refusal = () =>
    aRefusal(`${canary()} ${canary()}`, {
      path: personal('path', `/api/contacts/${canary()}`),
      requestId: personal('vendor', canary()),
    });
  const account = anAccount({
    complete: false,
    failures: [{ keys: [`shop/${canary()}`], ...refusal() }],
    held: [{ key: `shop/${canary()}`, channel: 'email', reason: 'opt-out', since: canary() }],
    carried: [{ key: `shop/${canary()}`, channel: 'email', from: [{ account: 'app', at: canary() }] }],
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
    if (index === 0) return { ...outcome, ...refusal() };
    if (index === 1) return { ...outcome, ...because('unread', { step: 'read-back' }, { cause: refusal() }) };
    if (index === 2) return { ...outcome, ...because('internal', { error: personal('system', canary()) }) };
    const [blocked = said[0]] = changes[index]?.blocked ?? [];
    return blocked === undefined ? outcome : { ...outcome, ...becauseBlocked(blocked, true) };
  });
  const row = { account: 'shop', changes: 5, outcomes: { failed: 5 } } as const;
  const rows: readonly AccountResult[] = [
    { ...row, status: 'unread', ...refusal(), unread: [`shop/${canary()}`] },
    { ...row, status: 'stopped', ...refusal() },
  ];
  const stopped: ApplyEvent = { type: 'account-stopped', account: 'shop', ...refusal() };
  const events = [stopped, ...outcomes.map((one) => ({ type: 'outcome', outcome: one }) as const)];
  return { plan, outcomes, rows, events, diagnostics: diagnosticsOf(canary) };
}

/** A blocked difference for every rule. Each personal argument is a canary. */
function everythingBlocked(canary: () => string): readonly BlockedDifference[] {
  return Object.entries(RULES.blocks).flatMap(([rule, entry]) =>
    [...sentencesOf(entry)].map(([why, { takes }]) => ({
      rule: rule as RuleId,
      path: ['email'],
      before: canary(),
      after: canary(),
      args: {
        ...Object.fromEntries(Object.entries(takes).map(([name, taken]) => [name, argumentOf(taken, canary)])),
        ...(why === '' ? {} : { why }),
      },
    })),
  );
}

function argumentOf(type: ArgumentType, canary: () => string): Argument {
  if (type === 'number') return 3;
  if (type === 'text') return 'shown';
  if (type === 'texts') return ['shown'];
  if (type === 'file') return personal('file', `people/${canary()}@example.com.yaml:3`);
  const kind = PERSONAL_KINDS.find((one) => one === type);
  return kind === undefined ? [personal('id', canary()), personal('id', canary())] : personal(kind, canary());
}

function filtersOf(pattern: string): Plan['filters'] {
  return { accounts: [], contacts: [pattern], contactsFrom: { digest: pattern, patterns: 1 }, changed: false };
}

/** Diagnostics with every class of argument. */
function diagnosticsOf(canary: () => string): readonly Diagnostic[] {
  const said: readonly ((value: string) => Mistake)[] = [
    (value) => mistake('invalid-value', { what: 'web-address', value: personal('value', value) }),
    (value) => mistake('invalid-email', { value: personal('email', value) }),
    (value) => mistake('invalid-phone', { value: personal('phone', value) }),
    (value) => mistake('duplicate-key', { name: personal('name', value) }),
    (value) => mistake('no-contact-matches', { pattern: personal('pattern', value), more: 2 }),
    (value) => mistake('yaml-syntax', { said: personal('parser', `Unexpected ${value}`) }),
    (value) => mistake('ambiguous-key', { other: personal('file', `${value}@example.com.yaml:3:1`) }),
  ];
  return Array.from({ length: 15 }, (_, index) => {
    const value = canary();
    const found = said[index % said.length] ?? said[0];
    return {
      ...(found?.(value) ?? mistake('no-accounts', {})),
      severity: 'error',
      file: `${canary()}@example.com.yaml`,
      line: index + 1,
      column: 11,
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
    renderPlanMarkdown(plan, { requests: true, maxBytes: 1_000_000 }),
    ...renderPlanHtml(plan),
    ...renderPlanJson(plan),
    renderApplied({ outcomes, accounts: rows }, { color: false, width: 80 }),
    ...events.map((event) => renderEvent(event) ?? ''),
    JSON.stringify([...outcomesWithWords(outcomes)]),
    JSON.stringify(rowsWithWords(rows)),
    formatDiagnostics(diagnostics, { color: false }),
    formatDiagnosticsForGitHub(diagnostics),
    JSON.stringify(diagnosticsToSarif(diagnostics, '0.1.0')),
    JSON.stringify(diagnosticsWithWords(diagnostics)),
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

/** Kinds of canaries: they look like names, numbers, addresses, a mix, or words of our own sentences. */
const beginning = fc.constantFrom('Ada', 'x7', '+3706', 'u_', 'Žan', 'o’hara-', 'MAX', '名', 'word', 'vendor');
const isSpelt = fc.boolean();

/** Writes the digits of a number as letters: `1000003` becomes `baaaaad`. */
function spell(serial: number): string {
  return String(serial).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}

it('shows no personal value in any format', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(beginning, isSpelt), { minLength: 1, maxLength: 8 }), (shapes) => {
      const canaries: string[] = [];
      const tokens: string[] = [];
      const full = fullOf(() => {
        const serial = 1_000_003 * (canaries.length + 17);
        const [before, spelt] = shapes[canaries.length % shapes.length] ?? ['', false];
        // Search for this part alone, to find an escaped spelling as well.
        const token = spelt ? spell(serial) : String(serial);
        tokens.push(token);
        canaries.push(before + token);
        return before + token;
      });
      expect(canaries.length).toBeGreaterThanOrEqual(CANARIES);
      const shown = everyForm(full);
      expect(canaries.filter((value) => !shown.includes(value))).toEqual([]);
      const masked = everyForm(redact(full));
      expect(tokens.filter((token) => masked.includes(token))).toEqual([]);
      expect(PUBLIC.filter((value) => !masked.includes(value))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

/** Parts that are not personal: accounts, rules, fields, counts, positions and configuration. */
const PUBLIC = [
  ...Object.keys(RULES.blocks),
  ...['shop', 'firstName', 'aLaterField', 'customProperties', 'GET /api/contacts/‹id›', '400 invalid', 'shown'],
  ...['subscribed', '5 to update', 'contacts.d/10-vip.yaml', 'invalid-value', ':15:11'],
];

it('masks the values of requests in text and Markdown, but keeps names and removals', () => {
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
