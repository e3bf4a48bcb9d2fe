// The reading strategy never changes the plan: listing, looking up or both, over HTTP, with random contacts.
// @module-tag slow

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/http/index.ts';
import type { ApiRequest, Connection } from '../../src/http/request.ts';
import { createReader } from '../../src/live/reader.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { decideAccount } from '../../src/plan/planner.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { providerOf } from '../../src/providers/table.ts';
import { stateOf } from '../apply/shop.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';
import { account, desired, toPlan } from './subject.ts';

const provider = providerOf('omnisend@2026-03-15');
/** Pages of one contact, so that a listing stops early and the remaining contacts are looked up. */
const narrow: Provider = {
  ...provider,
  api: { ...provider.api, list: () => withLimit(provider.api.list?.() as ApiRequest) },
};

function withLimit(request: ApiRequest): ApiRequest {
  return { ...request, query: request.query.map(([name, value]) => [name, name === 'limit' ? '1' : value] as const) };
}

let bench: Workbench;
let connection: Connection;
beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
  const headers = provider.api.headers({ apiKey: 'sandbox' });
  connection = connect({ baseUrl: `${bench.sandbox.url}/@shop/omnisend`, label: 'shop', headers });
});
afterAll(async () => {
  await connection.close();
  await bench.close();
});

const EMAILS = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];
const PHONES = ['+37060000001', '+37060000002', '+37060000003', '+37060000004'];
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const wishes = fc.tuple(
  ...EMAILS.map((email) =>
    maybe(
      fc.record({
        email: fc.constant(email),
        phone: maybe(fc.constantFrom(...PHONES)),
        status: maybe(fc.constantFrom('subscribed', 'unsubscribed')),
        tag: fc.boolean(),
      }),
    ),
  ),
);
/** Live contacts with any combination of identifiers. An identifier belongs to one contact only. */
const people = fc
  .tuple(
    fc.shuffledSubarray(EMAILS),
    fc.shuffledSubarray(PHONES),
    fc.constantFrom('subscribed', 'nonSubscribed', 'unsubscribed'),
  )
  .map(([emails, phones, status]) =>
    Array.from({ length: Math.max(emails.length, phones.length) }, (_, index) => ({
      id: `66a00000000000000000000${index}`,
      status,
      ...(emails[index] === undefined ? {} : { email: emails[index] }),
      ...(phones[index] === undefined ? {} : { phone: phones[index] }),
    })),
  );

type Wishes = typeof wishes extends fc.Arbitrary<infer T> ? T : never;

async function plan(
  wanted: Wishes,
  by: Provider,
  size: number | undefined,
): Promise<{ plan: Plan; strategy: string | undefined }> {
  const taken = new Set<string>();
  const contacts = wanted.flatMap((wish) => {
    if (wish === undefined) return [];
    // Two declared contacts with the same phone are reported as a mistake before planning.
    const phone = wish.phone === undefined || taken.has(wish.phone) ? {} : { phone: wish.phone };
    if (wish.phone !== undefined) taken.add(wish.phone);
    const channels = wish.status === undefined ? {} : { email: { status: wish.status } as const };
    const sets = wish.tag ? { tags: { form: 'map', members: { vip: true } } as const } : {};
    return [
      desired({
        key: `shop/${wish.email}`,
        identifiers: { email: wish.email, ...phone },
        channels,
        sets,
        scalars: { city: 'London' },
      }),
    ];
  });
  const source = createReader({ account: 'shop', provider: by, connection, ...(size === undefined ? {} : { size }) });
  const decided = await decideAccount(account(), contacts.map(toPlan), source);
  const built = buildPlan({
    plannedAt: 0,
    configuration: { digest: '', files: 1, unsupportedFields: [] },
    version: '0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider, origin: 'o', budgets: [] } }],
  });
  return { plan: built, strategy: built.accounts[0]?.reading.strategy };
}

test('listed, looked up, or listed in part: the same changes and requests', async () => {
  const ways = new Set<string | undefined>();
  await fc.assert(
    fc.asyncProperty(wishes, people, async (wanted, vendor) => {
      await bench.setState(stateOf({ shop: vendor }));
      const listed = await plan(wanted, provider, 1);
      for (const other of [
        await plan(wanted, provider, 1e6),
        await plan(wanted, narrow, 1),
        await plan(wanted, provider, undefined),
      ]) {
        ways.add(other.strategy);
        expect(other.plan.changes).toEqual(listed.plan.changes);
        expect(other.plan.requests).toEqual(listed.plan.requests);
        expect(other.plan.planId).toBe(listed.plan.planId);
      }
      ways.add(listed.strategy);
    }),
    { numRuns: 60 },
  );
  expect([...ways].sort()).toEqual(expect.arrayContaining(['list', 'list, then look-up', 'look-up']));
});
