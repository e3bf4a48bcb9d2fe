// Plans whose requests were edited, and whose id was computed again: none is read (fault I5).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { canonicalJson, sha256 } from '../../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import { hasCode } from '../../../src/contact/hinted-error.ts';
import { buildPlan, planIdOf } from '../../../src/plan/build.ts';
import type { Plan, PlannedRequest } from '../../../src/plan/document.ts';
import { changeIdOf } from '../../../src/plan/ids.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import type { RequestBasis } from '../../../src/plan/requests/basis.ts';
import { assertBuiltFrom } from '../../../src/plan/requests/check.ts';
import { deriveRequests } from '../../../src/plan/requests/derive.ts';
import { DIALECT_NAMES, DIALECTS, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { account, CONSENTS, desired, live, toPlan, vendorOf } from '../subject.ts';

/** Evidence that nobody has declared. */
function forgedConsent({ channels }: RequestBasis['desired']): RequestBasis['desired'] {
  if (channels?.email === undefined) return {};
  return { channels: { email: { ...channels.email, consent: { source: 'a list that was bought' } } } };
}

const NOW = Date.parse('2026-06-01T12:00:00Z');

const CONSENT = { source: 'form', createdAt: '2025-01-01T00:00:00Z' };

function person(name: string, overrides: Partial<DesiredContact> = {}): DesiredContact {
  const email = `${name}@example.com`;
  return desired({ key: `shop/${email}`, identifiers: { email }, scalars: { firstName: name }, ...overrides });
}

/** Creates enough for a batch, updates of every kind of field, a delete, and tags that are grouped over several contacts. */
function people(dialect: DialectName): readonly (DesiredContact | ContactToPlan)[] {
  const tags: DesiredContact['sets'] = dialect === 'omnisend@2026-03-15' ? { tags: MAP } : {};
  const lists: DesiredContact['sets'] = dialect.startsWith('omnisend') ? {} : { lists: MAP };
  const basis = dialect === 'envoke@v1' ? ({ basis: 'express' } as const) : {};
  const status = { channels: { email: { status: 'subscribed', consent: CONSENT, ...basis } } } as const;
  const country = dialect === 'loops@v1' ? {} : { country: 'Lithuania', countryCode: 'LT' };
  const gone = person('gone');
  return [
    ...['n0', 'n1', 'n2', 'n3', 'n4', 'n5'].map((name) => person(name, { ...status, welcome: true, sets: tags })),
    person('u0', { sets: { ...tags, ...lists }, customProperties: { age: 34, size: null } }),
    person('u1', { ...status, scalars: { lastName: 'One', ...country }, sets: tags }),
    person('u2', { identifiers: { email: 'u2@example.com', userId: 'u-2' } }),
    ...(dialect.startsWith('omnisend') ? [] : [{ desired: gone, base: { removed: 'delete' } } as ContactToPlan]),
  ];
}

const MAP = { form: 'map', members: { vip: true, old: false } } as const;

function vendor(): readonly LiveContact[] {
  const consents = { channels: { email: CONSENTS.nonSubscribed } };
  return ['u0', 'u1', 'u2', 'gone'].map((name) =>
    live({
      id: `id-${name}`,
      emails: [`${name}@example.com`],
      scalars: { firstName: 'Old', country: 'Latvia' },
      sets: { tags: ['old'], lists: ['old'] },
      customProperties: { age: 33, size: 5 },
      ...consents,
    }),
  );
}

async function planFor(dialect: DialectName, keyField = 'id'): Promise<Plan> {
  const at = account(dialect, { keyField: keyField as never });
  const decided = await decideAccount(at, people(dialect).map(toPlan), vendorOf(vendor()));
  const target = { provider: providerOf(dialect), origin: 'https://api.example.com', budgets: [] };
  return buildPlan({
    plannedAt: 0,
    configuration: { digest: sha256(''), files: 1, unsupportedFields: [] },
    version: '0.0.0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target }],
  });
}

const CASES: readonly (readonly [DialectName, string])[] = [
  ...DIALECT_NAMES.map((dialect) => [dialect, DIALECTS[dialect].keyFields[0] ?? 'id'] as const),
  ['omnisend@2026-03-15', 'email'],
  ['envoke@v1', 'email'],
  ['envoke@v1', 'remote_id'],
];

/** The plan with other changes or requests, and with the id of these. */
function edited(plan: Plan, { changes = plan.changes, requests = plan.requests }: Partial<Plan>): Plan {
  return { ...plan, changes, requests, planId: planIdOf(changes, requests) };
}

function read(plan: Plan): Plan {
  return parsePlan([...serialisePlan(plan)].join(''), 'x.plan.json');
}

function isRefused(plan: Plan): boolean {
  try {
    read(plan);
    return false;
  } catch (error) {
    if (hasCode(error, 'plan-file')) return true;
    throw error;
  }
}

type Path = readonly (string | number)[];

/** Every value in the value, containers included, by its path. */
function* placesIn(value: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [name, member] of members) yield* placesIn(member, [...path, name]);
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) {
    const copy = [...value];
    if (by === undefined && rest.length === 0) copy.splice(Number(name), 1);
    else copy[Number(name)] = replaced(copy[Number(name)], rest, by);
    return copy;
  }
  const copy = { ...(value as Record<string, unknown>) };
  if (by === undefined && rest.length === 0) delete copy[name];
  else copy[name] = replaced(copy[name], rest, by);
  return copy;
}

/** Values to put in the place of another, undefined to remove it. */
function othersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return [undefined, [...value, ...value.slice(-1)], [...value].reverse(), []];
  if (typeof value === 'object' && value !== null) return [undefined, { ...value, subscribed: false }, null];
  if (typeof value === 'string') return [undefined, `${value}x`, value.toUpperCase(), '', null, `${value} `];
  return [undefined, !value, 7, 'x', null, { a: 1 }];
}

/** What apply takes from the requests. The fingerprints of updates are left out: apply does not read them. */
function sentBy(requests: readonly PlannedRequest[], plan: Plan): string {
  const creates = new Set(plan.changes.filter(({ action }) => action === 'create').map(({ id }) => id));
  return canonicalJson(
    requests.map(({ estimate: _, items, ...request }) => ({
      ...request,
      items: items?.map?.(({ expectAfter, ...item }) => (creates.has(item.change) ? { ...item, expectAfter } : item)),
    })),
  );
}

describe.each(CASES)('the requests of a plan for %s with the key %s', (dialect, keyField) => {
  test('are those that its changes lead to', async () => {
    const plan = await planFor(dialect, keyField);
    expect(plan.requests.length).toBeGreaterThan(2);
    expect(read(plan)).toEqual(JSON.parse(JSON.stringify(plan)));
  });

  test('are refused with any value in them edited, added or removed', { tags: ['slow'] }, async () => {
    const plan = await planFor(dialect, keyField);
    let tried = 0;
    for (const [path, value] of placesIn(plan.requests)) {
      for (const other of othersOf(value)) {
        const requests = replaced(plan.requests, path, other) as PlannedRequest[] | undefined;
        if (!Array.isArray(requests)) continue;
        if (requests.some((one) => typeof one !== 'object' || one === null || !Array.isArray(one.items))) continue;
        if (requests.some(({ items }) => items.some((item) => typeof item !== 'object' || item === null))) continue;
        if (sentBy(requests, plan) === sentBy(plan.requests, plan)) continue;
        tried += 1;
        expect([path.join('/'), other, isRefused(edited(plan, { requests }))]).toEqual([path.join('/'), other, true]);
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  test('are refused with any byte of them edited', { tags: ['slow'] }, async () => {
    const plan = await planFor(dialect, keyField);
    const lines = plan.requests.map((request) => JSON.stringify(request));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 32, max: 126 }), (line, at, byte) => {
        const index = line % lines.length;
        const text = lines[index] ?? '';
        const place = at % text.length;
        const other = text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1);
        let request: PlannedRequest;
        try {
          request = JSON.parse(other);
          const requests = plan.requests.map((one, number) => (number === index ? request : one));
          if (sentBy(requests, plan) === sentBy(plan.requests, plan)) return true;
          return isRefused(edited(plan, { requests }));
        } catch (error) {
          // It is no JSON, or not even like a request.
          if (error instanceof SyntaxError || error instanceof TypeError) return true;
          throw error;
        }
      }),
      { numRuns: 400 },
    );
  });

  test('are refused with a difference edited, even if the ids of its change follow', async () => {
    const plan = await planFor(dialect, keyField);
    for (const [index, change] of plan.changes.entries()) {
      for (const [at, difference] of change.differences.entries()) {
        const differences = change.differences.map((one, number) =>
          number === at ? { ...difference, after: typeof difference.after === 'boolean' ? null : 'mallory' } : one,
        );
        const named = {
          ...change,
          differences,
          changeId: changeIdOf({ ...change, differences }, 'https://api.example.com', null),
        };
        const changes = plan.changes.map((one, number) => (number === index ? named : one));
        expect([change.key, difference.path, isRefused(edited(plan, { changes }))]).toEqual([
          change.key,
          difference.path,
          true,
        ]);
      }
    }
  });

  test('cannot be built from declared values that the manifests do not have', async () => {
    const plan = await planFor(dialect, keyField);
    const at = { account: 'shop', keyField: plan.accounts[0]?.keyField ?? '', provider: providerOf(dialect) };
    const changes = plan.changes.map((change) =>
      change.basis === undefined
        ? change
        : {
            ...change,
            basis: {
              ...change.basis,
              desired: { ...change.basis.desired, ...forgedConsent(change.basis.desired) },
            },
          },
    );
    const derived = deriveRequests(changes as never, at, 0);
    const requests = derived.map((request, index) => ({
      ...request,
      items: request.items.map((item, number) => ({
        ...item,
        expectAfter: plan.requests[index]?.items[number]?.expectAfter ?? '',
      })),
    }));
    const forged = edited(plan, { changes, requests });
    expect(isRefused(forged)).toBe(false);
    const contacts = new Map(
      people(dialect)
        .map(toPlan)
        .map((contact) => [contact.desired.key, contact]),
    );
    expect(() => assertBuiltFrom(contacts, plan, NOW)).not.toThrow();
    expect(() => assertBuiltFrom(contacts, forged, NOW)).toThrow(/was edited.*shop\/n0@example\.com/);
  });
});

describe('an edited plan', () => {
  test('is refused with the names of the contacts, and the way out', async () => {
    const plan = await planFor('loops@v1');
    const requests = plan.requests.map((request) =>
      request.items[0]?.change === plan.changes.at(-1)?.id
        ? { ...request, body: { ...(request.body as object), subscribed: false } }
        : request,
    );
    expect(() => read(edited(plan, { requests }))).toThrow(
      /^x\.plan\.json was edited: it would send something else for shop\/\S+@example\.com than the differences that it shows; nothing was sent$/,
    );
  });

  test('is refused with the id of another change, which a review would let through', async () => {
    const plan = await planFor('loops@v1');
    const [first, second, ...others] = plan.changes;
    if (first === undefined || second === undefined) throw new Error('the plan has too few changes');
    const changes = [{ ...first, changeId: second.changeId }, second, ...others];
    expect(isRefused(edited(plan, { changes }))).toBe(true);
  });

  test('is refused with a sign that is not that of the difference', async () => {
    const plan = await planFor('loops@v1');
    const changes = plan.changes.map((change) => {
      const differences = change.differences.map((one) => ({ ...one, op: 'add' as const }));
      return {
        ...change,
        differences,
        changeId: changeIdOf({ ...change, differences }, 'https://api.example.com', null),
      };
    });
    expect(isRefused(edited(plan, { changes }))).toBe(true);
  });
});
