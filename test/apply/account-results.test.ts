// The rows of accounts, and the result of the whole apply: it is done only if everything in scope is as declared.

import { describe, expect, test } from 'vitest';
import { accountResults, type Endings, endingOf } from '../../src/apply/account-results.ts';
import type { Outcome, OutcomeStatus } from '../../src/apply/events.ts';
import { aChange, anAccount, aPlan, aRequest } from '../builders/plan.ts';
import { aRefusal } from '../builders/problems.ts';

const REVOKED = { code: 'unauthorized', args: aRefusal('no', { account: 'app', status: 401 }).args };

function outcome(account: string, status: OutcomeStatus): Outcome {
  const { id: change, changeId, key } = aChange({ account });
  return { change, changeId, account, key, status };
}

/** shop has one change with one request; app is what each test makes of it. */
const PLAN = aPlan({
  accounts: [anAccount(), anAccount({ account: 'app', declared: 3 })],
  changes: [aChange()],
  requests: [aRequest()],
});

function resultOf(endings: Partial<Endings>, plan = PLAN) {
  const rows = accountResults(plan, { outcomes: [], refusals: [], stops: new Map(), ...endings });
  return { rows, ending: endingOf(plan, rows) };
}

const UNREAD = { account: 'app', status: 'unread', ...REVOKED } as const;

test('an account in scope has a row even if there was nothing to do', () => {
  const { rows, ending } = resultOf({ outcomes: [outcome('shop', 'succeeded')] });
  expect(rows).toEqual([
    { account: 'shop', status: 'applied', changes: 1, outcomes: { succeeded: 1 } },
    { account: 'app', status: 'idle', changes: 0, outcomes: {} },
  ]);
  expect(ending).toBe('done');
});

test('an account at which nothing is declared has no row', () => {
  const plan = aPlan({
    accounts: [anAccount(), anAccount({ account: 'app', declared: 0 })],
    changes: [],
    requests: [],
  });
  expect(resultOf({}, plan).rows.map(({ account }) => account)).toEqual(['shop']);
});

test('an unread account and an applied one: the apply is incomplete', () => {
  const { rows, ending } = resultOf({ outcomes: [outcome('shop', 'succeeded')], refusals: [UNREAD] });
  expect(rows.at(-1)).toEqual({ ...UNREAD, changes: 0, outcomes: {} });
  expect(ending).toBe('incomplete');
});

test('an unread account and an idle one: the apply did not start', () => {
  const idle = aPlan({ ...PLAN, changes: [], requests: [] });
  expect(resultOf({ refusals: [UNREAD] }, idle).ending).toBe('not-started');
});

test('the apply did not start if all changes belong to a refused account', () => {
  const refusal = {
    account: 'shop',
    status: 'refused',
    code: 'max-deletes',
    args: { why: 'limit', amount: 9 },
  } as const;
  const { rows, ending } = resultOf({ outcomes: [outcome('shop', 'pending')], refusals: [refusal] });
  expect(rows[0]).toMatchObject({ status: 'refused', code: 'max-deletes', changes: 1, outcomes: { pending: 1 } });
  expect(ending).toBe('not-started');
});

test.each(['failed', 'stale', 'blocked', 'skipped', 'pending', 'unconverged'] as const)(
  'a change that is %s is not everything',
  (status) => {
    const { rows, ending } = resultOf({ outcomes: [outcome('shop', status)] });
    expect([rows[0]?.status, ending]).toEqual(['incomplete', 'incomplete']);
  },
);

describe('an account that was stopped', () => {
  const stops = new Map([['shop', REVOKED]]);

  test('is reported with the reason if changes are left', () => {
    const { rows, ending } = resultOf({ outcomes: [outcome('shop', 'pending')], stops });
    expect(rows[0]).toMatchObject({ status: 'stopped', ...REVOKED });
    expect(ending).toBe('incomplete');
  });

  test('counts as applied if reading showed that all changes took effect', () => {
    const { rows, ending } = resultOf({ outcomes: [outcome('shop', 'succeeded')], stops });
    expect(rows[0]).toEqual({ account: 'shop', status: 'applied', changes: 1, outcomes: { succeeded: 1 } });
    expect(ending).toBe('done');
  });
});
