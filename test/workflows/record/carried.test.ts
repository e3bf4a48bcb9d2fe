// Which opt-outs elsewhere count at an account after an apply.

import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/apply/events.ts';
import { contactHash } from '../../../src/base/record/document.ts';
import type { Confirmation } from '../../../src/base/record/next/applied.ts';
import type { CarriedHere, PlannedChange } from '../../../src/plan/document.ts';
import { nextCarried } from '../../../src/workflows/record/carried.ts';
import { confirmationOf } from '../../../src/workflows/record/endings.ts';
import { aDesired } from '../../builders/contacts.ts';
import { aChange, anAccount, aPlan } from '../../builders/plan.ts';

const KEYS = ['shop/a@example.com', 'shop/b@example.com'] as const;
const [A = '', B = ''] = KEYS.map(contactHash);
const DECLARED = KEYS.map((key) => aDesired({ account: 'shop', key, identifiers: { email: key.slice(5) } }));
const AT = '2026-06-01T00:00:00Z';
const EARLIER = { account: 'app', cause: 'person', at: '2026-01-01T00:00:00Z' } as const;

interface Ended {
  readonly endings: readonly [Confirmation, Confirmation];
  /** Hashes of the keys of whom something counted before. */
  readonly counted?: readonly string[];
  readonly carried?: readonly CarriedHere[] | undefined;
  /** How the changes at app ended. */
  readonly atApp?: Outcome['status'];
  /** How the change of the first contact ended. */
  readonly first?: Outcome['status'];
  /** Changes of the plan, and how one of them ended. */
  readonly changes?: readonly PlannedChange[];
  readonly outcome?: Outcome;
}

function after({ endings, counted = [], carried, atApp = 'succeeded', first, changes = [], outcome }: Ended) {
  const plan = aPlan({
    changes: changes as never,
    accounts: [anAccount({ account: 'shop', ...(carried && { carried }) })],
  });
  const layers = [{ revision: 'a'.repeat(40), owed: false, contacts: DECLARED }];
  const before = {
    layers,
    owed: new Set<string>(),
    carried: new Map(counted.map((hash) => [hash, { email: [EARLIER] }])),
  };
  const ended = (key: string): Confirmation => (key === KEYS[0] ? endings[0] : endings[1]);
  const own = first === undefined ? [] : [{ account: 'shop', key: KEYS[0], status: first }];
  const outcomes = [
    { account: 'app', status: atApp },
    ...own,
    ...(outcome === undefined ? [] : [outcome]),
  ] as unknown as readonly Outcome[];
  return nextCarried(DECLARED, { account: 'shop', at: AT, before, ended, applied: { plan, outcomes } }).carried;
}

const carriedTo = (...from: CarriedHere['from']): readonly CarriedHere[] => [{ key: KEYS[0], channel: 'email', from }];
const kept = (contacts: readonly string[], ...from: readonly object[]) => ({ channel: 'email', from, contacts });

test('those of the plan count from the end of the apply, once it is confirmed', () => {
  const carried = carriedTo({ account: 'app', cause: 'person' });
  const now = { account: 'app', cause: 'person', at: AT };
  expect(after({ endings: ['confirmed', 'confirmed'], carried })).toEqual([kept([A], now)]);
  expect(after({ endings: ['unconfirmed', 'confirmed'], carried })).toBeUndefined();
  expect(after({ endings: ['not sent', 'confirmed'], carried })).toBeUndefined();
});

test('those of a contact of which all was done that is not blocked count, too', () => {
  const carried = carriedTo({ account: 'app', cause: 'person' });
  const now = { account: 'app', cause: 'person', at: AT };
  for (const ending of ['unconfirmed', 'not sent'] as const) {
    expect(after({ endings: [ending, 'confirmed'], carried, first: 'blocked' })).toEqual([kept([A], now)]);
    expect(after({ endings: [ending, 'confirmed'], carried, first: 'failed' })).toBeUndefined();
  }
});

test('those of a contact that was rolled back since the plan do not: apply sent nothing for it', () => {
  const change = aChange({ account: 'shop', key: KEYS[0] });
  const { id, changeId, account, key } = change;
  const outcome: Outcome = { change: id, changeId, account, key, status: 'blocked', code: 'rolled-back' };
  const carried = carriedTo({ account: 'app', cause: 'person' });
  expect(after({ endings: ['not sent', 'confirmed'], carried, changes: [change], outcome })).toBeUndefined();
  expect(confirmationOf(outcome, change)).toBe('not sent');
  // What this change was to write at its account is not written, either.
  const atApp = { ...outcome, account: 'app' };
  const written = { endings: ['confirmed', 'confirmed'], carried: carriedTo({ account: 'app' }) } as const;
  expect(after({ ...written, changes: [change], outcome: atApp })).toBeUndefined();
});

test('what rollcall was to write elsewhere counts once it is written', () => {
  const carried = carriedTo({ account: 'app' }, EARLIER);
  const endings = ['confirmed', 'confirmed'] as const;
  expect(after({ endings, carried })).toEqual([kept([A], { account: 'app', at: AT }, EARLIER)]);
  for (const atApp of ['failed', 'stale'] as const)
    expect(after({ endings, carried, atApp })).toEqual([kept([A], EARLIER)]);
  // What was written by an earlier apply stays, although this one writes nothing there.
  const written = { account: 'news', at: EARLIER.at };
  expect(after({ endings, carried: carriedTo(written) })).toEqual([kept([A], written)]);
});

test('what counted before counts on for whom the plan did not settle, and no longer for whom it did', () => {
  const both = [A, B].sort();
  expect(after({ endings: ['not sent', 'not sent'], counted: both, carried: [] })).toEqual([kept(both, EARLIER)]);
  expect(after({ endings: ['confirmed', 'not sent'], counted: both, carried: [] })).toEqual([kept([B], EARLIER)]);
});

test('a plan that was made while opt-outs did not spread forgets nothing', () => {
  expect(after({ endings: ['confirmed', 'confirmed'], counted: [A] })).toEqual([kept([A], EARLIER)]);
});

test('a new key keeps what counted under the former one', () => {
  const [former = aDesired()] = DECLARED;
  const renamed = { ...former, key: 'shop/u1', identifiers: { ...former.identifiers, userId: 'u1' } };
  const before = {
    ...{ layers: [{ revision: 'a'.repeat(40), owed: false, contacts: [former] }], owed: new Set<string>() },
    carried: new Map([[A, { email: [EARLIER] }]]),
  };
  const applied = { plan: aPlan({ accounts: [anAccount({ account: 'shop', carried: [] })] }), outcomes: [] };
  const ended = (): Confirmation => 'not sent';
  const { carried } = nextCarried([renamed], { account: 'shop', at: AT, before, ended, applied });
  expect(carried).toEqual([kept([contactHash('shop/u1')], EARLIER)]);
});
