// The world of the matrices where nothing goes wrong: it holds what the matrices are to try, and all of it comes about.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplyEvent, Outcome, Plan } from '../../src/index.ts';
import { compareLive, compareReported } from '../helpers/compare-live.ts';
import { createdTwice } from '../helpers/created-twice.ts';
import { buildWorld } from '../helpers/matrix.ts';
import { openWorkbench, type SandboxState, type Workbench } from '../helpers/workbench.ts';

const WORLD = buildWorld({ changes: 500, seed: 1 });

let bench: Workbench;
let plan: Plan;
let applied: { readonly outcomes: readonly Outcome[]; readonly events: readonly ApplyEvent[] };

beforeAll(async () => {
  bench = await openWorkbench({ manifests: WORLD.manifests, state: WORLD.state });
  plan = await bench.plan();
  applied = await bench.apply(plan);
});
afterAll(() => bench.close());

test('every declared contact is a change, none of them blocked', () => {
  expect(plan.complete).toBe(true);
  expect(plan.changes.filter(({ blocked }) => blocked.length > 0)).toEqual([]);
  expect(plan.changes.map(({ key }) => key).sort()).toEqual(WORLD.expected.map(({ key }) => key).sort());
});

test('the plan has every kind of request at every account', () => {
  const kinds = new Set(
    plan.requests.map(
      ({ account, kind, method, path }) => `${account} ${kind} ${method} ${path.replace(/\/[0-9a-f]+$/, '/{id}')}`,
    ),
  );
  expect([...kinds].sort()).toEqual([
    'app single POST /api/v1/contacts/create',
    'app single PUT /api/v1/contacts/update',
    'news single PATCH /v1/contacts/{id}',
    'news single POST /v1/contacts',
    'shop batch POST /api/batches',
    'shop grouped DELETE /api/contacts/tags',
    'shop grouped POST /api/contacts/tags',
    'shop single PATCH /api/contacts/{id}',
    'shop single POST /api/contacts',
  ]);
  expect(new Set(plan.changes.flatMap(({ differences }) => differences.map(({ path }) => path[0])))).toEqual(
    new Set([
      'email',
      'phone',
      'userId',
      'firstName',
      'lastName',
      'title',
      'company',
      'city',
      'group',
      'tags',
      'lists',
      'autoresponders',
      'channels',
      'customProperties',
    ]),
  );
});

test('everything succeeds, and live is what the manifests want, contact by contact', async () => {
  expect(applied.outcomes.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  expect(applied.outcomes).toHaveLength(500);
  expect(compareLive(await bench.state(), WORLD)).toEqual([]);
});

test('the same plan applied again: every change is done already, and nothing is sent', async () => {
  const before = (await bench.requests()).filter(({ method }) => method !== 'GET').length;
  const again = await bench.apply(plan);
  const codes = new Map(again.outcomes.map(({ key, status, code }) => [key, `${status} ${code}`]));
  expect([...codes].filter(([, ended]) => ended !== 'succeeded already-done')).toEqual([]);
  expect((await bench.requests()).filter(({ method }) => method !== 'GET')).toHaveLength(before);
});

test('the comparison sees what is not as wanted', async () => {
  const state = structuredClone(await bench.state());
  const [first, second] = state.accounts.app.loops.contacts;
  first.firstName = 'Mallory';
  second.email = 'mallory@example.com';
  const [third] = state.accounts.shop.omnisend.contacts;
  third.tags = [...third.tags, 'mallory'];
  state.accounts.news.envoke.contacts.push({ ...state.accounts.news.envoke.contacts[0] });
  const seen = compareLive(state, WORLD).map(({ account }) => account);
  expect(seen.toSorted()).toEqual(['app', 'app', 'app', 'news', 'shop']);
});

test('a change that is reported as failed may be half done, and nothing else', async () => {
  const state = await bench.state();
  const failed = WORLD.expected.map(({ key }) => ({ key, status: 'failed' }));
  expect(compareReported(state, WORLD, failed)).toEqual([]);
  expect(compareReported(WORLD.state as SandboxState, WORLD, failed)).toEqual([]);
  const wrong = structuredClone(state);
  wrong.accounts.app.loops.contacts[0].firstName = 'Mallory';
  expect(compareReported(wrong, WORLD, failed)).toHaveLength(1);
  expect(compareReported(WORLD.state as SandboxState, WORLD, applied.outcomes)).toHaveLength(500);
});

test('creates are counted by what the vendor carried out', async () => {
  const requests = await bench.requests();
  expect(createdTwice(requests)).toEqual([]);
  const creates = requests.filter(({ method, path }) => method === 'POST' && !path.endsWith('/tags'));
  expect(createdTwice([...requests, ...creates])).toHaveLength(WORLD.expected.filter(({ before }) => !before).length);
  const refused = creates.map((create) => ({ ...create, status: 500, fault: '500' }));
  expect(createdTwice([...requests, ...refused])).toEqual([]);
});
