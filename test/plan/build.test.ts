import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { buildPlan, MAX_CHANGES, planIdOf } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { decideAccount } from '../../src/plan/planner.ts';
import { providerOf } from '../../src/providers/table.ts';
import { aRefusal } from '../builders/problems.ts';
import { account, CONSENTS, desired, live, toPlan, vendorOf, type Way } from './subject.ts';

const PEOPLE = Array.from({ length: 6 }, (_, index) => `p${index}@example.com`);

function person(index: number, overrides: Partial<DesiredContact> = {}): DesiredContact {
  const email = PEOPLE[index] ?? '';
  return desired({ key: `shop/${email}`, identifiers: { email }, scalars: { firstName: `N${index}` }, ...overrides });
}

async function plan(
  contacts: readonly DesiredContact[],
  vendor: readonly LiveContact[],
  {
    at = account(),
    strategy = 'look-up',
    origin = 'https://api.example.com',
  }: { at?: Account; strategy?: Way; origin?: string } = {},
): Promise<Plan> {
  const decided = await decideAccount(at, contacts.map(toPlan), vendorOf(vendor, strategy));
  const provider = providerOf(at.capabilities.dialect);
  return buildPlan({
    plannedAt: 0,
    configuration: { digest: sha256(''), files: 1, unsupportedFields: [] },
    version: '0.0.0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider, origin, budgets: [{ name: 'general', limit: 60, windowMs: 60_000 }] } }],
  });
}

const contacts = [
  person(0, { sets: { tags: { form: 'map', members: { vip: true } } } }),
  person(1, { identifiers: { email: PEOPLE[1] as string, phone: '+37060000001' } }),
  person(2, { channels: { email: { status: 'subscribed' } } }),
  person(3, {
    identifiers: { email: PEOPLE[3] as string, phone: '+37060000009' },
    sets: { tags: { form: 'map', members: { vip: true, old: false } } },
  }),
  person(4),
];
const vendor = [
  live({ id: 'v0', emails: ['p0@example.com'] }),
  live({ id: 'v1', emails: ['p1@example.com'] }),
  live({ id: 'v1b', emails: [], phones: ['+37060000001'] }),
  live({ id: 'v2', emails: ['p2@example.com'], channels: { email: CONSENTS.unsubscribed } }),
  live({ id: 'v3', emails: ['p3@example.com'], phones: ['+37060000008'], sets: { tags: ['old'] } }),
];

describe('a plan', () => {
  test('is the same whatever the order of the live contacts and the reading strategy', async () => {
    const straight = await plan(contacts, vendor);
    expect(straight.changes.map(({ action, blocked }) => [action, blocked.map(({ rule }) => rule)])).toEqual([
      ['update', []],
      ['update', ['identity-split']],
      ['update', []],
      ['update', ['phone-change-unsupported']],
      ['create', []],
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(vendor, { minLength: vendor.length }),
        fc.constantFrom<Way>('list', 'look-up'),
        async (shuffled, strategy) => {
          const other = await plan(contacts, shuffled, { strategy });
          expect([other.changes, other.requests, other.planId]).toEqual([
            straight.changes,
            straight.requests,
            straight.planId,
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('has an id that covers what it will do, and nothing else', async () => {
    const { planId, changes, requests } = await plan(contacts, vendor);
    const bare = {
      changes: changes.map(({ source: _, ...change }) => change),
      requests: requests.map(({ estimate: _, ...request }) => request),
    };
    expect(planId).toBe(sha256(bare));
    const moved = changes.map((change) => ({ ...change, source: { file: 'elsewhere.yaml', line: 1, column: 1 } }));
    expect(
      planIdOf(
        moved,
        requests.map((request) => ({ ...request, estimate: { budgets: [] } })),
      ),
    ).toBe(planId);
    expect(planIdOf(changes.slice(1), requests)).not.toBe(planId);
    expect(
      planIdOf(
        changes,
        requests.map((request) => ({ ...request, body: null })),
      ),
    ).not.toBe(planId);
    expect(planIdOf([], [])).toBe(sha256({ changes: [], requests: [] }));
  });

  test('gives a change the same id in another plan, but not with another origin or desired value', async () => {
    const ids = async (...arguments_: Parameters<typeof plan>) =>
      (await plan(...arguments_)).changes.map(({ changeId }) => changeId);
    const [alone] = await ids([person(4)], []);
    expect((await ids(contacts, vendor)).at(-1)).toBe(alone);
    expect(await ids([person(4)], [], { origin: 'sandbox:shop' })).not.toContain(alone);
    expect(await ids([person(4, { scalars: { firstName: 'X' } })], [])).not.toContain(alone);
    expect(await ids([person(4, { source: { file: 'other.yaml', line: 9, column: 9 } })], [])).toEqual([alone]);
  });

  test('links changes to requests and requests to changes consistently', async () => {
    const { changes, requests } = await plan(contacts, vendor);
    for (const change of changes) {
      const serving = requests
        .filter(({ items }) => items.some((item) => item.change === change.id))
        .map(({ id }) => id);
      expect(change.requests).toEqual(serving);
      const carried = requests.flatMap(({ items }) =>
        items.filter((item) => item.change === change.id).flatMap(({ carries }) => carries),
      );
      expect(carried.sort()).toEqual(change.differences.map((_, index) => index));
    }
  });

  test('writes nothing to a contact that is blocked as a whole', async () => {
    const { changes } = await plan(contacts, vendor);
    const split = changes.find(({ key }) => key === 'shop/p1@example.com');
    expect(split).toMatchObject({ differences: [], requests: [] });
  });

  test('selects automations by action, not by HTTP method: tagging existing contacts is no create', async () => {
    const { accounts } = await plan([contacts[0] as DesiredContact], [vendor[0] as LiveContact]);
    expect(accounts[0]?.automations).toEqual(account().capabilities.automations.update);
    const created = await plan([person(4)], []);
    expect(created.accounts[0]?.automations).toEqual(account().capabilities.automations.create);
  });

  test('counts the declared contacts of an account that cannot be read', async () => {
    const decided = await decideAccount(account(), contacts.map(toPlan), {
      ...vendorOf([]),
      read: async () => ({
        strategy: 'list',
        requests: 1,
        complete: false,
        seen: 0,
        failed: new Map(),
        problem: aRefusal(),
      }),
    });
    const { accounts, changes, complete } = buildPlan({
      plannedAt: 0,
      configuration: { digest: sha256(''), files: 1, unsupportedFields: [] },
      version: '0.0.0',
      filters: { accounts: [], contacts: [], changed: false },
      base: null,
      notes: [],
      accounts: [{ decided, target: { provider: providerOf('omnisend@2026-03-15'), origin: 'o', budgets: [] } }],
    });
    expect([complete, changes, accounts[0]?.declared]).toEqual([false, [], contacts.length]);
  });

  test('a contact whose look-up failed has no change, and its account is incomplete', async () => {
    const failing = vendorOf(vendor);
    const decided = await decideAccount(account(), contacts.map(toPlan), {
      ...failing,
      read: async (questions, onContact, options) => {
        const report = await failing.read(
          questions.filter(({ ask }) => ask.value !== 'p4@example.com'),
          onContact,
          options,
        );
        return { ...report, failed: new Map([['email:p4@example.com', aRefusal()]]) };
      },
    });
    expect(decided.decisions.map(({ desired: { key } }) => key)).not.toContain('shop/p4@example.com');
    expect(decided.failures).toEqual([{ ...aRefusal(), keys: ['shop/p4@example.com'] }]);
  });

  test('that is too large to review is refused', { tags: ['slow'] }, async () => {
    const decisions = Array.from({ length: MAX_CHANGES + 1 }, () => ({
      desired: person(0),
      decision: {
        kind: 'change',
        action: 'create',
        desired: person(0),
        differences: [],
        blocked: [],
        held: [],
        notices: [],
      } as const,
    }));
    const decided = {
      account: account(),
      declared: decisions.length,
      decisions,
      reading: { strategy: 'none', requests: 0 } as const,
      failures: [],
      schema: {},
      clock: undefined,
    };
    const target = { provider: providerOf('omnisend@2026-03-15'), origin: 'o', budgets: [] };
    expect(() =>
      buildPlan({
        plannedAt: 0,
        configuration: { digest: '', files: 1, unsupportedFields: [] },
        version: '0',
        filters: { accounts: [], contacts: [], changed: false },
        base: null,
        notes: [],
        accounts: [{ decided, target }],
      }),
    ).toThrow(/200001 changes, more than the maximum of 200000/);
  });
});
