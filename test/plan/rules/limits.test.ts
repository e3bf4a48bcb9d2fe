import { describe, expect, test } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import type { DecidedChange } from '../../../src/plan/decision.ts';
import type { Overrides } from '../../../src/plan/document.ts';
import { blockContact } from '../../../src/plan/match.ts';
import { type Counted, refusalsOf } from '../../../src/plan/rules/limits.ts';
import { wordsOfRefusal } from '../../../src/render/words/rules.ts';
import { aRequest } from '../../builders/plan.ts';
import { account, desired } from '../subject.ts';

function changes(count: number, overrides: Partial<DecidedChange> = {}): readonly DecidedChange[] {
  const differences = [difference(['firstName'], 'a', 'b')];
  const change = {
    kind: 'change',
    action: 'update',
    desired: desired(),
    differences,
    blocked: [],
    held: [],
    notices: [],
    ...overrides,
  } as const;
  return Array.from({ length: count }, () => change);
}

const leaving = { differences: [difference(['channels', 'email', 'status'], 'subscribed', 'unsubscribed')] };
const joining = { differences: [difference(['channels', 'email', 'status'], 'nonSubscribed', 'subscribed')] };
const blocked = {
  differences: [],
  blocked: [{ rule: 'identity-split', path: [], before: null, after: null, args: {} }],
} as const;
const deletion = { action: 'delete', differences: [] } as const;

function rules(
  limits: Partial<Pick<Account, 'limits' | 'expect'>>,
  planned: readonly DecidedChange[],
  known?: number,
  overrides: Overrides = {},
  around: Partial<Counted> = {},
) {
  return refusals(limits, planned, known, overrides, around).map(({ rule }) => rule);
}

function refusals(
  limits: Partial<Pick<Account, 'limits' | 'expect'>>,
  planned: readonly DecidedChange[],
  known: number | undefined,
  overrides: Overrides,
  around: Partial<Counted>,
) {
  const reading = { strategy: 'list', requests: 1, ...(known === undefined ? {} : { known }) } as const;
  const requests = planned.map(() => aRequest());
  return refusalsOf(account('omnisend@2026-03-15', limits), planned, {
    declared: 100,
    contacts: 100,
    reading,
    requests,
    requestsInAll: requests.length,
    isWhole: true,
    origin: 'https://api.omnisend.com',
    record: undefined,
    declaredBefore: undefined,
    estimatedSeconds: 90,
    overrides,
    ...around,
  });
}

describe('limits', () => {
  test.each([
    ['30 of 100 are 30 %', changes(30), []],
    ['31 of 100 are over 30 %', changes(31), ['max-changed-percent']],
    ['creates are no changes of existing contacts', changes(40, { action: 'create' }), []],
    ['blocked ones change nothing', changes(40, blocked), []],
    ['deletes do', changes(31, deletion), ['max-changed-percent', 'max-deletes']],
  ])('maxChangedPercent: %s', (_, planned, expected) => {
    expect(rules({ limits: { maxChangedPercent: 30 } }, planned)).toEqual(expected);
  });

  test('maxChangedPercent does not apply to 20 changes', () => {
    expect(rules({ limits: { maxChangedPercent: 5 } }, changes(20))).toEqual([]);
    expect(rules({ limits: { maxChangedPercent: 5 } }, changes(21))).toEqual(['max-changed-percent']);
  });

  test('minContacts applies only to a complete listing', () => {
    const limits = { minContacts: 10 };
    expect([rules({ limits }, [], 9), rules({ limits }, [], 10), rules({ limits }, [])]).toEqual([
      ['min-contacts'],
      [],
      [],
    ]);
  });

  test('maxDeletes, maxUnsubscribes', () => {
    const limits = { maxDeletes: 1, maxUnsubscribes: 1 };
    expect(rules({ limits }, [...changes(1, deletion), ...changes(1, leaving)])).toEqual([]);
    expect(rules({ limits }, [...changes(2, deletion), ...changes(2, leaving)])).toEqual([
      'max-deletes',
      'max-unsubscribes',
    ]);
  });

  test('the percentage is of all contacts of the account, even if a filter selects few of them (fault C2)', () => {
    const limits = { maxChangedPercent: 30 };
    expect(rules({ limits }, changes(40), 300, {}, { declared: 40, contacts: 300 })).toEqual([]);
    expect(rules({ limits }, changes(91), 300, {}, { declared: 91, contacts: 300 })).toEqual(['max-changed-percent']);
  });

  test('changes of an account at which nothing is declared are 100 % of it', () => {
    const none = { declared: 0, contacts: 0 };
    expect(rules({ limits: { maxChangedPercent: 99 } }, changes(21), 300, {}, none)).toEqual(['max-changed-percent']);
  });

  test('a missing contact refuses the account', () => {
    const missing = [blockContact('missing-contact', {})];
    expect(rules({}, changes(1, { ...blocked, blocked: missing }))).toEqual(['missing-contact']);
  });

  test('the message contains the numbers', () => {
    const [refusal] = refusalsOf(account('omnisend@2026-03-15', { limits: { maxChangedPercent: 30 } }), changes(31), {
      declared: 100,
      contacts: 100,
      reading: { strategy: 'none', requests: 0 },
      requests: [],
      requestsInAll: 0,
      isWhole: true,
      origin: 'https://api.omnisend.com',
      record: undefined,
      declaredBefore: undefined,
      estimatedSeconds: 0,
      overrides: {},
    });
    expect(refusal && wordsOfRefusal(refusal).message).toBe(
      '31 of the account’s 100 contacts would change (31 %), over the limit of 30 %',
    );
  });
});

describe('deletes and unsubscribes without limits of their own (faults C1, C3)', () => {
  test.each([
    ['10 contacts are few, whatever their share', 10, 10, []],
    ['11 of 11 are not', 11, 11, ['max-deletes']],
    ['30 % are few, whatever their number', 300, 1000, []],
    ['301 of 1,000 are not', 301, 1000, ['max-deletes']],
  ])('deletes: %s', (_, deleted, contacts, expected) => {
    expect(rules({}, changes(deleted, deletion), 2000, {}, { contacts })).toEqual(expected);
  });

  test.each([
    [10, 10, []],
    [11, 11, ['max-unsubscribes']],
    [300, 1000, []],
    [301, 1000, ['max-unsubscribes']],
  ])('unsubscribes: %i of %i', (unsubscribed, contacts, expected) => {
    expect(rules({}, changes(unsubscribed, leaving), 2000, {}, { contacts })).toEqual(expected);
  });

  test('a limit of the account or an option replaces the default, in both directions', () => {
    const removed = changes(50, deletion);
    expect(rules({}, removed)).toEqual(['max-deletes']);
    expect(rules({ limits: { maxDeletes: 50 } }, removed)).toEqual([]);
    expect(rules({}, removed, 100, { maxDeletes: 50 })).toEqual([]);
    expect(rules({ limits: { maxDeletes: 5 } }, changes(6, deletion))).toEqual(['max-deletes']);
  });

  test('the refusal has the numbers and the one option that lifts it', () => {
    const [deletes] = refusals({}, changes(30, deletion), 30, {}, { declared: 0, contacts: 30 });
    expect(deletes && wordsOfRefusal(deletes)).toEqual({
      message: '30 of the account’s 30 contacts would be deleted (100 %), more than 30 %',
      unblock: 'if this is intended, plan with `--max-deletes` 30, or set `limits.maxDeletes` of the account',
    });
  });

  test('blocked deletes delete nothing', () => {
    expect(rules({}, changes(50, { ...deletion, blocked: blocked.blocked }))).toEqual([]);
  });
});

describe('expect', () => {
  test.each([
    [{ becomesMailable: 0 }, changes(1, joining)],
    [{ stopsBeingMailable: 0 }, changes(1, leaving)],
    [{ creates: 1 }, changes(2, { action: 'create' })],
    [{ updates: 1 }, changes(2)],
    [{ deletes: 0 }, changes(1, deletion)],
    [{ requests: 2 }, changes(3)],
  ])('%j', (expected, planned) => {
    expect(rules({ expect: expected }, planned)).toEqual(['expect']);
    expect(
      rules(
        { expect: { becomesMailable: 9, stopsBeingMailable: 9, creates: 9, updates: 9, deletes: 9, requests: 9 } },
        planned,
      ),
    ).toEqual([]);
  });
});

describe('limits given on the command line', () => {
  const limits = { maxChangedPercent: 5, minContacts: 10, maxDeletes: 0, maxUnsubscribes: 0 };
  const planned = [...changes(30, leaving), ...changes(2, deletion)];
  const all = ['max-changed-percent', 'min-contacts', 'max-deletes', 'max-unsubscribes'];

  test.each([
    [{ maxChangedPercent: 50 }, 'max-changed-percent'],
    [{ minContacts: 0 }, 'min-contacts'],
    [{ maxDeletes: 2 }, 'max-deletes'],
    [{ maxUnsubscribes: 30 }, 'max-unsubscribes'],
  ])('%j raises that limit and no other', (overrides, lifted) => {
    expect(rules({ limits }, planned, 5)).toEqual(all);
    expect(rules({ limits }, planned, 5, overrides)).toEqual(all.filter((rule) => rule !== lifted));
  });

  test('requests and minutes can be limited too', () => {
    expect(rules({}, changes(3), 5, { maxRequests: 2, maxMinutes: 1 })).toEqual(['max-requests', 'max-minutes']);
    expect(rules({}, changes(3), 5, { maxRequests: 3, maxMinutes: 2 })).toEqual([]);
  });

  test('requests are counted for the whole plan; an account without requests is not refused', () => {
    const around = { requestsInAll: 9 };
    expect(refusals({}, changes(3), 5, { maxRequests: 8 }, around)).toEqual([
      { rule: 'max-requests', args: { amount: 9, own: 3, limit: 8 } },
    ]);
    expect(rules({}, changes(3), 5, { maxRequests: 9 }, around)).toEqual([]);
    expect(rules({}, [], 5, { maxRequests: 8 }, around)).toEqual([]);
  });
});

describe('an account in which no declared contact is found', () => {
  const creates = changes(100, { action: 'create' });

  test('is suspicious, whether it was listed or looked up', () => {
    expect([rules({}, creates, 0), rules({}, creates)]).toEqual([['suspiciously-empty'], ['suspiciously-empty']]);
  });

  test('is not suspicious if it has other contacts, if some were found, or if `minContacts` is zero', () => {
    expect(rules({}, creates, 7)).toEqual([]);
    expect(rules({}, creates.slice(1))).toEqual([]);
    expect(rules({ limits: { minContacts: 0 } }, creates, 0)).toEqual([]);
    expect(rules({}, creates, 0, { minContacts: 0 })).toEqual([]);
  });

  test('is judged by another `minContacts` only if its contacts were counted', () => {
    expect(rules({ limits: { minContacts: 1 } }, creates)).toEqual(['suspiciously-empty']);
    expect(rules({ limits: { minContacts: 1 } }, creates, 0)).toEqual(['min-contacts']);
  });
});

describe('a listing that shrank', () => {
  const few = (known: number | undefined, before: number, overrides: Overrides = {}) =>
    refusals({ limits: { minContacts: 0 } }, changes(1), known, overrides, {
      lastListing: { contacts: before, listedAt: '2026-11-20T09:00:00Z' },
    });

  test('to less than half is suspicious; the message has both numbers, the date and the flag', () => {
    expect(few(500, 1203).map(wordsOfRefusal)).toEqual([
      {
        message:
          'the vendor listed 500 contacts, but 1,203 on 2026-11-20T09:00:00Z: 58.4 % fewer, over the limit of 50 %',
        unblock: expect.stringContaining('plan with `--max-shrink-percent` 59'),
      },
    ]);
    expect(few(0, 1203)).toHaveLength(1);
    expect(few(500, 1203, { maxShrinkPercent: 59 })).toEqual([]);
    expect(few(500, 1203, { maxShrinkPercent: 58 })).toHaveLength(1);
    expect(few(500, 1203, { minContacts: 0, maxChangedPercent: 100 })).toHaveLength(1);
  });

  test('is not suspicious with half or more left, with few contacts before, or without a listing', () => {
    for (const [known, before] of [
      [602, 1203],
      [1300, 1203],
      [0, 20],
      [undefined, 1203],
    ] as const) {
      expect(few(known, before)).toEqual([]);
    }
    expect(few(0, 21)).toHaveLength(1);
    expect(few(900, 1203, { maxShrinkPercent: 10 })).toHaveLength(1);
  });
});
