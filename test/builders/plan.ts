// Builders for tests of whatever takes a plan: each gives a valid value, bent per test.

import { sha256 } from '../../src/contact/canonical.ts';
import { planIdOf } from '../../src/plan/build.ts';
import {
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlannedAccount,
  type PlannedChange,
  type PlannedRequest,
} from '../../src/plan/document.ts';
import { OMNISEND_2026_03_15 } from '../../src/providers/omnisend/capabilities.ts';
import { aRefusal } from './problems.ts';

export function aChange(overrides: Partial<PlannedChange> = {}): PlannedChange {
  const { id = 'c1', account = 'shop', key = `${account}/jane@example.com` } = overrides;
  return {
    id,
    changeId: sha256(['change', key]),
    desiredHash: sha256(['desired', key]),
    account,
    key,
    action: 'update',
    source: { file: 'contacts.d/10-vip.yaml', line: 12, column: 5 },
    differences: [{ path: ['firstName'], op: 'change', before: 'Jane', after: 'Janet' }],
    blocked: [],
    fingerprint: sha256(['live', key]),
    requests: [id.replace('c', 'r')],
    ...overrides,
  };
}

export function aRequest(overrides: Partial<PlannedRequest> = {}): PlannedRequest {
  return {
    id: 'r1',
    account: 'shop',
    kind: 'single',
    method: 'PATCH',
    path: '/api/contacts/66f0c0ffee',
    query: [],
    body: { firstName: 'Janet' },
    items: [{ change: 'c1', pointer: '', carries: [0], expectAfter: sha256('after') }],
    after: [],
    polls: 'none',
    estimate: { budgets: ['contacts'] },
    ...overrides,
  };
}

export function anAccount(overrides: Partial<PlannedAccount> = {}): PlannedAccount {
  return {
    account: 'shop',
    provider: 'omnisend',
    dialect: 'omnisend@2026-03-15',
    keyField: 'id',
    origin: OMNISEND_2026_03_15.origin,
    reading: { strategy: 'list', requests: 5, known: 1203 },
    complete: true,
    failures: [],
    refusals: [],
    declared: 1216,
    unchanged: 1204,
    skipped: 0,
    held: [],
    notices: [],
    people: { touched: 0, becomeMailable: 0, stopBeingMailable: 0 },
    requests: 0,
    estimatedSeconds: 0,
    rate: '300/min',
    automations: [],
    unsupportedFields: [],
    ...overrides,
  };
}

/** A change, its account and its request in which every text that a stranger can write is this one. */
export function hostileParts(hostile: string): {
  readonly change: PlannedChange;
  readonly account: PlannedAccount;
  readonly request: PlannedRequest;
} {
  const path = ['customProperties', hostile];
  const change = aChange({
    key: `shop/${hostile}`,
    source: { file: hostile, line: 1, column: 1 },
    differences: [
      { path: ['firstName'], op: 'change', before: hostile, after: `${hostile}!` },
      { path, op: 'add', before: null, after: [hostile, hostile] },
      { path: ['tags'], op: 'change', before: [hostile], after: [`${hostile}!`] },
    ],
    blocked: [
      {
        rule: 'identity-split',
        path,
        before: hostile,
        after: null,
        args: { identifiers: [hostile], contacts: [{ is: 'id', value: hostile }] },
      },
    ],
  });
  const account = anAccount({
    origin: hostile,
    complete: false,
    failures: [{ keys: [`shop/${hostile}`], ...aRefusal(hostile, { account: hostile }) }],
    refusals: [{ rule: 'expect', args: { name: hostile, amount: 2, limit: 1 } }],
    held: [{ key: `shop/${hostile}`, channel: 'email', reason: 'opt-out', since: 'unknown' }],
    notices: [{ rule: 'no-longer-declared', entries: [{ key: hostile, source: aChange().source, path: [] }] }],
    requests: 1,
    automations: [hostile],
  });
  const request = aRequest({
    path: `/${hostile}`,
    query: [[hostile, hostile]],
    body: Object.fromEntries([[hostile, hostile]]),
  });
  return { change, account, request };
}

/** One account and no changes unless told; the requests are those that the changes name. */
export function aPlan(overrides: Partial<Omit<Plan, 'planId'>> = {}): Plan {
  const changes = overrides.changes ?? [];
  const requests = overrides.requests ?? changes.flatMap(requestsOf);
  const accounts = overrides.accounts ?? [anAccount({ requests: requests.length, estimatedSeconds: requests.length })];
  return {
    formatVersion: PLAN_FORMAT_VERSION,
    planId: planIdOf(changes, requests),
    tool: { name: 'rollcall', version: '0.1.0' },
    manifests: { digest: sha256('manifests'), files: 3, commit: null },
    environment: null,
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    complete: accounts.every(({ complete }) => complete),
    accounts,
    changes,
    requests,
  };
}

function requestsOf(change: PlannedChange): readonly PlannedRequest[] {
  const carries = change.differences.map((_, index) => index);
  const items = [{ change: change.id, pointer: '', carries, expectAfter: sha256(['after', change.key]) }];
  return change.requests.map((id) => aRequest({ id, account: change.account, items }));
}
