// What a person at a terminal may approve, and an apply that asks nobody refuses.

import { describe, expect, test } from 'vitest';
import type { RecordState } from '../../../src/base/record/state.ts';
import { difference } from '../../../src/contact/difference.ts';
import type { Limits } from '../../../src/manifest/configuration.ts';
import type { DecidedChange } from '../../../src/plan/decision.ts';
import type { Refusal } from '../../../src/plan/document.ts';
import { type CountedReading, refusalsOfReading } from '../../../src/plan/rules/reading-limits.ts';
import { type Circumstances, unattendedRefusals } from '../../../src/plan/rules/unattended.ts';
import { wordsOfRefusal } from '../../../src/render/words/rules.ts';
import { account, desired } from '../subject.ts';

const NONE: RecordState = { state: 'none', elsewhere: [] };
const APPLIED: RecordState = {
  state: 'applied',
  at: '2026-11-28T14:02:00Z',
  commit: '3f2a9c1b5d7e8f90',
  owed: 0,
  position: 'current',
};
const ORIGIN = 'https://api.omnisend.com';

function changes(count: number, overrides: Partial<DecidedChange> = {}): readonly DecidedChange[] {
  const differences = [difference(['firstName'], null, 'b')];
  const parts = { differences, blocked: [], held: [], notices: [] };
  const change = { kind: 'change', action: 'create', desired: desired(), ...parts, ...overrides } as const;
  return Array.from({ length: count }, () => change);
}

function unattended(
  planned: readonly DecidedChange[],
  around: Partial<Circumstances> = {},
  limits: Limits = {},
): readonly Refusal[] {
  return unattendedRefusals(account('omnisend@2026-03-15', { limits }), planned, {
    origin: ORIGIN,
    declared: planned.length,
    reading: { strategy: 'list', requests: 1, known: 0 },
    record: NONE,
    base: { name: 'record', commits: [] },
    overrides: {},
    ...around,
  });
}

function suspicious(planned: readonly DecidedChange[], around: Partial<CountedReading> = {}): boolean {
  const found = refusalsOfReading({}, planned, {
    origin: ORIGIN,
    record: APPLIED,
    declaredBefore: planned.length,
    declared: planned.length,
    reading: { strategy: 'list', requests: 1, known: 0 },
    isWhole: true,
    ...around,
  });
  return found.some(({ rule }) => rule === 'suspiciously-empty');
}

describe('a first run that finds nobody (faults C4, I16)', () => {
  test('of more than 20 creates must be approved, whatever the account has', () => {
    const reading = { strategy: 'list', requests: 1, known: 1 } as const;
    expect(unattended(changes(60), { reading }).map(wordsOfRefusal)).toEqual([
      {
        message:
          'first run at this destination: none of 60 declared contacts was found, 60 would be created, and the account has 1 contact',
        unblock: 'check that this is the right account; an apply that asks nobody needs `--first-run`',
      },
    ]);
    expect(unattended(changes(24), { reading: { strategy: 'look-up', requests: 24 } })).toMatchObject([
      { rule: 'first-run', args: { why: 'looked-up' } },
    ]);
    expect(suspicious(changes(60), { record: NONE, declaredBefore: 0 })).toBe(false);
  });

  test.each<[string, readonly DecidedChange[], Partial<Circumstances>]>([
    ['of 20 creates', changes(20), {}],
    ['that finds somebody', changes(30), { declared: 31 }],
    ['on a sandbox', changes(60), { origin: 'sandbox:shop' }],
    ['that was approved when planning', changes(60), { overrides: { firstRun: true } }],
    ['of which nothing is known', changes(60), { record: undefined }],
  ])('%s needs no approval', (_, planned, around) => {
    expect(unattended(planned, around)).toEqual([]);
  });

  test('must be approved also if some of the missing contacts are held or skipped', () => {
    const absent = { held: 1, skipped: 2 };
    expect(unattended(changes(60), { declared: 63, absent })).toMatchObject([
      { rule: 'first-run', args: { creates: 60 } },
    ]);
    expect(unattended(changes(60), { declared: 64, absent })).toEqual([]);
  });

  test('that has a record elsewhere must be approved, whatever its size', () => {
    const elsewhere = { name: 'n1', directory: 'old.d', origin: ORIGIN, at: '2026-11-28T14:02:00Z' };
    const record: RecordState = { state: 'none', elsewhere: [elsewhere] };
    expect(unattended(changes(1), { record }).map(wordsOfRefusal)).toEqual([
      {
        message: `an account of this name was applied at ${ORIGIN} from old.d on 28 Nov 2026 14:02 UTC, and never here: what was declared there does not count as removed`,
        unblock: expect.stringContaining('`rollcall record move n1 --account shop`'),
      },
    ]);
    expect(unattended(changes(1), { record, overrides: { firstRun: true } })).toEqual([]);
    const { at: _, ...old } = elsewhere;
    expect(unattended(changes(1), { record: { state: 'none', elsewhere: [old] } })).toMatchObject([
      { args: { why: 'undated' } },
    ]);
  });
});

describe('nobody is found although somebody was expected to be known', () => {
  const withId = changes(21, { desired: desired({ identifiers: { email: 'a@example.com', id: 'v1' } }) });

  test('is refused, whatever the account has', () => {
    expect(suspicious(changes(21))).toBe(true);
    expect(suspicious(changes(21), { reading: { strategy: 'list', requests: 1, known: 500 } })).toBe(true);
    expect(suspicious(withId, { record: NONE, declaredBefore: 0 })).toBe(true);
  });

  test('is refused also if some of the missing contacts are held or skipped, but not if all are skipped', () => {
    expect(suspicious(changes(21), { declared: 24, absent: { held: 1, skipped: 2 } })).toBe(true);
    const none = { declared: 24, declaredBefore: 24 };
    expect(suspicious([], { ...none, absent: { held: 24, skipped: 0 } })).toBe(true);
    expect(suspicious([], { ...none, absent: { held: 0, skipped: 24 } })).toBe(false);
  });

  test('is not refused on a sandbox, where nothing was declared before, or where a filter chose new people', () => {
    expect(suspicious(changes(60), { origin: 'sandbox:shop' })).toBe(false);
    expect(suspicious(changes(60), { declaredBefore: 0 })).toBe(false);
    const known = { strategy: 'list', requests: 1, known: 500 } as const;
    expect(suspicious(changes(60), { isWhole: false, reading: known })).toBe(false);
  });
});

describe('removals that come from a record', () => {
  const removal = { base: { removed: 'delete' }, differences: [], action: 'delete' } as const;
  const leaving = [difference(['channels', 'email', 'status'], 'subscribed', 'unsubscribed')];
  const unsubscribe = { base: { removed: 'unsubscribe' }, differences: leaving, action: 'update' } as const;

  test('need a review or a limit', () => {
    const planned = [...changes(3, removal), ...changes(2, unsubscribe)];
    expect(unattended(planned, { record: APPLIED }).map(wordsOfRefusal)).toEqual([
      {
        message: '3 contacts would be deleted because the manifests no longer declare them',
        unblock: expect.stringContaining('`--max-deletes` 3'),
      },
      {
        message: '2 contacts would be unsubscribed because the manifests no longer declare them',
        unblock: expect.stringContaining('`--max-unsubscribes` 2'),
      },
    ]);
    expect(unattended(planned, { record: APPLIED }, { maxDeletes: 9, maxUnsubscribes: 9 })).toEqual([]);
    const overrides = { maxDeletes: 9, maxUnsubscribes: 9 };
    expect(unattended(planned, { record: APPLIED, overrides })).toEqual([]);
  });

  test('need neither on a sandbox, where nobody is lost', () => {
    expect(unattended(changes(3, removal), { record: APPLIED, origin: 'sandbox:shop' })).toEqual([]);
  });

  test('with another base they do not, and what the manifests declare does not either', () => {
    expect(unattended(changes(3, removal), { record: APPLIED, base: { name: 'main', commits: [] } })).toEqual([]);
    const declared = changes(3, { differences: leaving, action: 'update' });
    expect(unattended(declared, { record: APPLIED })).toEqual([]);
  });
});
