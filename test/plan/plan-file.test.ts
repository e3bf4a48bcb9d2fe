import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type HintedError, hasCode } from '../../src/contact/hinted-error.ts';
import { PLAN_FORMAT_VERSION, type Plan } from '../../src/plan/document.ts';
import { parsePlan, serialisePlan } from '../../src/plan/plan-file.ts';
import { NOTICE_RULES, RULES } from '../../src/plan/rules/catalogue.ts';
import { planSchema } from '../../src/plan/schema.ts';
import { DIALECTS } from '../../src/providers/table.ts';
import { renderPlanJson } from '../../src/render/json/plan.ts';
import { aDerivedPlan } from '../builders/derived-plan.ts';
import { aChange, anAccount, aPlan, aRequest } from '../builders/plan.ts';
import { aRefusal, aTimeout } from '../builders/problems.ts';

const SCHEMA_TEXT = readFileSync(new URL('../../schemas/plan.schema.json', import.meta.url), 'utf8');
const SCHEMA = JSON.parse(SCHEMA_TEXT);

function write(plan: unknown): string {
  return [...serialisePlan(plan as Plan)].join('');
}

function failure(text: string): HintedError {
  try {
    parsePlan(text, 'x.plan.json');
  } catch (error) {
    if (hasCode(error, 'plan-file')) return error;
    throw error;
  }
  throw new Error('the plan was taken');
}

/** A plan in which every optional member is present. */
function full(): Plan {
  const args = { why: 'suppressed', way: 'remove the suppression' };
  const blocked = { rule: 'suppressed', path: [], before: null, after: ['a'], args } as const;
  const changes = [
    aChange({ contactId: '66f', blocked: [blocked], basis: { desired: {}, live: { emails: ['a+b@example.com'] } } }),
    aChange({
      key: 'shop/bob@example.com',
      contactId: '66e',
      differences: [
        { path: ['customProperties', '__proto__'], op: 'remove', before: 1, after: null, unproven: true },
        { path: ['tags', 'news'], op: 'add', before: null, after: true, mayBeIgnored: true },
      ],
      basis: {
        desired: { identifiers: { email: 'bob@example.com' } },
        live: { userId: 'b', phones: ['+37060000001'] },
      },
    }),
    aChange({
      key: 'shop/eve@example.com',
      action: 'create',
      differences: [
        { path: ['email'], op: 'add', before: null, after: 'eve@example.com' },
        { path: ['channels', 'email', 'status'], op: 'add', before: null, after: 'subscribed' },
        { path: ['tags', 'news'], op: 'add', before: null, after: true },
      ],
      basis: {
        desired: {
          identifiers: { email: 'eve@example.com' },
          scalars: { country: 'Lithuania', countryCode: null },
          channels: {
            email: {
              status: 'subscribed',
              statusChangedAt: '2026-01-01T00:00:00Z',
              basis: 'express',
              consent: { source: 'form', createdAt: '2026-01-01T00:00:00Z', ip: '192.0.2.1', userAgent: 'x' },
            },
          },
          welcome: true,
        },
      },
    }),
    aChange({
      account: 'letters',
      basis: { desired: {}, live: { emails: ['jane@example.com'] } },
    }),
  ];
  const account = anAccount({
    keyField: 'email',
    reading: {
      ...{ strategy: 'incremental', requests: 1, known: 2 },
      notes: [{ code: 'read-in-full', args: { why: 'nothing-cached' } }],
      cached: { since: '2026-01-01T00:00:00Z', fullAt: '2026-01-01T00:00:00Z' },
    },
    complete: false,
    failures: [aTimeout(), { keys: ['shop/x'], ...aRefusal() }],
    refusals: [{ rule: 'expect', args: { name: 'creates', amount: 3, limit: 2 } }],
    overrides: {
      maxChangedPercent: 1,
      minContacts: 0,
      maxShrinkPercent: 60,
      maxDeletes: 1,
      maxUnsubscribes: 1,
      maxRequests: 1,
      maxMinutes: 1,
    },
    held: [{ key: 'shop/y', channel: 'sms', reason: 'opt-out', since: '2026-01-01T00:00:00Z' }],
    notices: NOTICE_RULES.map((rule) => ({
      rule,
      entries: [{ key: 'shop/y', source: { file: 'f', line: 1, column: 1 }, path: ['channels', 'email', 'basis'] }],
    })),
    automations: ['a'],
    unsupportedFields: [{ field: 'channels.sms', contacts: 1 }],
  });
  const letters = anAccount({ account: 'letters', provider: 'envoke', dialect: 'envoke@v1', keyField: 'email' });
  return aDerivedPlan([account, letters], changes);
}

describe('a plan file', () => {
  it.each([
    ['an empty plan', aPlan()],
    ['a full plan', full()],
  ])('comes back as %s was written', (_name, plan) => {
    const text = write(plan);
    expect(parsePlan(text, 'x')).toEqual(plan);
    expect(write(parsePlan(text, 'x'))).toBe(text);
    // The form with sentences, as `plan --json` prints it, is parsed to the same plan.
    expect(parsePlan([...renderPlanJson(plan)].join(''), 'x')).toEqual(plan);
  });

  it('uses codes and arguments and ignores the sentences printed from them', () => {
    const printed = [...renderPlanJson(full())].join('').replaceAll('suppresses the address', 'would like a postcard');
    expect(printed).toContain('postcard');
    expect(JSON.stringify(parsePlan(printed, 'x'))).not.toContain('postcard');
    const other = printed.replace('"why":"suppressed"', '"why":"rejected"');
    expect(failure(other).message).toContain('its plan id does not match its content');
  });

  it('has one line for each account, change and request', () => {
    const lines = write(full()).split('\n');
    expect(
      lines
        .filter((line) => line.startsWith('    {'))
        .map((line) => Object.values(JSON.parse(line.replace(/,$/, '')))[0]),
    ).toEqual(['shop', 'letters', 'c1', 'c2', 'c3', 'c4', 'r1', 'r2', 'r3', 'r4', 'r5']);
    expect(lines.slice(0, 2)).toEqual(['{', '  "formatVersion": 7,']);
    expect(lines.at(-1)).toBe('');
  });

  it('keeps a key named __proto__ as a key', () => {
    const body = parsePlan(write(full()), 'x').requests[1]?.body as { readonly customProperties: object };
    expect(Object.keys(body.customProperties)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(body.customProperties)).toBe(Object.prototype);
  });

  it('holds 50,000 changes', { tags: ['slow'] }, () => {
    const changes = Array.from({ length: 50_000 }, (_, index) =>
      aChange({ key: `shop/user${index}@example.com`, contactId: `v${index}`, basis: { desired: {}, live: {} } }),
    );
    const plan = aDerivedPlan([anAccount()], changes);
    expect(parsePlan(write(plan), 'x').planId).toBe(plan.planId);
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', '', 'x.plan.json is not JSON, or it was cut short'],
    ['a half', write(full()).slice(0, -40), 'x.plan.json is not JSON, or it was cut short'],
    ['YAML with a secret', 'apiKey: s3cret', 'x.plan.json is not JSON, or it was cut short'],
    ['null', 'null', 'x.plan.json is JSON, but not a plan'],
    ['a list', '[]', 'x.plan.json is JSON, but not a plan'],
    ['another document', '{"name":"x"}', 'x.plan.json is JSON, but not a plan'],
  ])('%s', (_name, text, message) => {
    const error = failure(text);
    expect(error.message).toBe(message);
    expect(error.hint).toContain('rollcall plan --out');
  });

  it('another format version, naming both', () => {
    const error = failure(JSON.stringify({ formatVersion: 99 }));
    expect(error.message).toBe(`x.plan.json has plan format 99, and this rollcall reads format ${PLAN_FORMAT_VERSION}`);
  });

  it('an invalid plan, naming the first three errors', () => {
    const plan = { ...full(), tool: { name: 'rollcall' }, complete: 'yes', filters: 1, surprise: 1 };
    expect(failure(write(plan)).message).toMatchInlineSnapshot(
      `"x.plan.json is not a plan that rollcall wrote: / has an unknown member "surprise"; /tool lacks "version"; /filters is not of type object; and 1 more"`,
    );
  });

  it.each([
    ['another host in a path', { path: '//evil.example/api' }],
    ['user information in a path', { path: '@evil.example/api' }],
    ['a back slash in a path', { path: '/\\evil.example/api' }],
    ['a query in a path', { path: '/api/contacts?email=x' }],
    ['an unknown method', { method: 'TRACE' as 'GET' }],
  ])('%s', (_name, overrides) => {
    expect(failure(write(aPlan({ requests: [aRequest(overrides)] }))).message).toContain('/requests/0/');
  });

  it('an account name that a manifest could not have', () => {
    expect(failure(write(aPlan({ accounts: [anAccount({ account: '::error::x' })] }))).message).toContain(
      '/accounts/0/account',
    );
  });
});

describe('tampering', () => {
  const plan = full();
  const [first, ...others] = plan.requests;
  it.each([
    ['a body', { ...plan, requests: [{ ...first, body: { firstName: 'Mallory' } }, ...others] }],
    ['a path', { ...plan, requests: [{ ...first, path: '/api/contacts/other' }, ...others] }],
    ['a request taken out', { ...plan, requests: others }],
    ['the order of requests', { ...plan, requests: [...others, first] }],
    ['a key', { ...plan, changes: plan.changes.map((change) => ({ ...change, key: 'shop/mallory' })) }],
    [
      'a blocked difference taken out',
      { ...plan, changes: plan.changes.map((change) => ({ ...change, blocked: [] })) },
    ],
    ['the plan id', { ...plan, planId: plan.planId.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }],
  ])('with %s is noticed', (_name, changed) => {
    expect(failure(write(changed)).message).toContain('the plan file was changed after it was made');
  });

  it('does not include changes of source lines, estimates and layout', () => {
    const moved = {
      ...plan,
      changes: plan.changes.map((change) => ({ ...change, source: { ...change.source, line: 99 } })),
      requests: plan.requests.map((request) => ({ ...request, estimate: { budgets: [] } })),
    };
    expect(parsePlan(JSON.stringify(moved, undefined, 4), 'x').planId).toBe(plan.planId);
  });
});

describe('schemas/plan.schema.json', () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(SCHEMA);

  it('accepts the plans that rollcall makes', () => {
    for (const plan of [aPlan(), full()]) {
      validate(JSON.parse(write(plan)));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('rejects members that the document does not have', () => {
    const opened: string[] = [];
    walk(SCHEMA, '', (schema, place) => {
      // The names of arguments depend on the rule, so the schema describes only their form.
      const isClosed = schema.additionalProperties === false || typeof schema.additionalProperties === 'object';
      if (schema.type === 'object' && !isClosed) opened.push(place);
    });
    expect(opened).toEqual([]);
  });

  it('has a title and a description for every member', () => {
    const silent: string[] = [];
    walk(SCHEMA, '', (schema, place) => {
      for (const [name, member] of Object.entries((schema.properties ?? {}) as Record<string, object>)) {
        if (!('$ref' in member) && !('title' in member && 'description' in member)) silent.push(`${place}/${name}`);
      }
    });
    expect(silent).toEqual([]);
  });

  it('is committed as it is generated: every rule, provider, dialect, field, channel and name of an account', () => {
    expect(SCHEMA_TEXT).toBe(`${JSON.stringify(planSchema(SCHEMA), undefined, 2)}\n`);
  });

  it('is filled in from the tables', () => {
    const { account, channel, ...definitions } = SCHEMA.definitions;
    const { unsupportedFields } = account.properties;
    const stripped = structuredClone(SCHEMA);
    for (const definition of [channel, definitions.provider, unsupportedFields.items.properties.field]) {
      expect(definition.enum.length).toBeGreaterThan(1);
    }
    stripped.definitions.dialect.enum = ['gone@v0'];
    stripped.definitions.accountName.pattern = '.*';
    expect(planSchema(stripped)).toEqual(SCHEMA);
    expect(definitions.dialect.enum).toEqual(Object.keys(DIALECTS));
    expect(definitions.blockingRule.enum).toEqual(Object.keys(RULES.blocks));
    expect(definitions.refusalRule.enum).toEqual(Object.keys(RULES.refuses));
    expect(definitions.noticeRule.enum).toEqual(NOTICE_RULES);
    expect(() => planSchema({ definitions: {} })).toThrow(RangeError);
  });
});

type Schema = Readonly<Record<string, unknown>>;

function walk(schema: Schema, place: string, visit: (schema: Schema, place: string) => void): void {
  visit(schema, place);
  for (const [name, member] of Object.entries(schema)) {
    if (member !== null && typeof member === 'object') walk(member as Schema, `${place}/${name}`, visit);
  }
}
