// Builders of drift, for whatever takes it: each gives a valid value, bent per test.

import {
  DRIFT_FORMAT_VERSION,
  DRIFT_KINDS,
  type Drift,
  type DriftAccount,
  type DriftEntry,
  type DriftedValue,
  type DriftKind,
  type DriftPlace,
} from '../../src/plan/drift/document.ts';
import { aChange, anAccount } from './plan.ts';

function aDriftAccount(overrides: Partial<DriftAccount> = {}): DriftAccount {
  const { account, provider, dialect, origin, reading, declared } = anAccount();
  return {
    ...{ account, provider, dialect, origin, reading, declared },
    comparedWith: 'record',
    record: { state: 'applied', at: '2026-05-01T10:00:00Z', commit: 'a'.repeat(40), owed: 0, position: 'current' },
    complete: true,
    failures: [],
    refusals: [],
    counts: Object.fromEntries(DRIFT_KINDS.map((kind) => [kind, 0])) as Record<DriftKind, number>,
    pending: 0,
    earlierOptOuts: 0,
    leftOut: 0,
    ...overrides,
  };
}

export function aField(overrides: Partial<DriftPlace & DriftedValue> = {}): DriftEntry {
  const { account, key, source } = aChange();
  return {
    account,
    key,
    source,
    kind: 'field',
    path: ['firstName'],
    recorded: 'Jane',
    declared: 'Jane',
    live: 'J.',
    ...overrides,
  };
}

/** One account; counts are those of the entries. */
export function aDrift(entries: readonly DriftEntry[] = [], account: Partial<DriftAccount> = {}): Drift {
  const counts = aDriftAccount().counts;
  for (const { kind } of entries) (counts as Record<DriftKind, number>)[kind] += 1;
  const one = aDriftAccount({ counts, ...account });
  return {
    formatVersion: DRIFT_FORMAT_VERSION,
    tool: { name: 'rollcall', version: '0.1.0' },
    manifests: { digest: 'd'.repeat(64), files: 1, commit: null },
    environment: null,
    filters: { accounts: [], contacts: [], changed: false },
    notes: [],
    complete: one.complete,
    accounts: [one],
    entries,
  };
}

/** Entries of every kind in which every text that a stranger can write is this one. */
export function hostileDrift(hostile: string): Drift {
  const place = { account: 'shop', key: `shop/${hostile}`, source: { file: hostile, line: 1, column: 1 } };
  const args = { identifiers: ['email'], contacts: [{ is: 'id' as const, value: hostile }] };
  const status = { path: ['channels', 'email', 'status'], recorded: 'subscribed', declared: 'subscribed' } as const;
  return aDrift(
    [
      { ...place, kind: 'opted-out', ...status, live: 'unsubscribed', since: hostile, cause: 'complaint' },
      { ...place, kind: 'gone' },
      { ...place, kind: 'unclear', rule: 'identity-split', args },
      { ...place, kind: 'field', path: ['firstName'], recorded: hostile, declared: `${hostile}!`, live: `${hostile}?` },
      {
        ...place,
        kind: 'field',
        path: ['customProperties', hostile],
        declared: null,
        live: [hostile],
        vendorOnly: true,
      },
      { ...place, kind: 'field', path: ['tags', hostile], declared: null, live: true, vendorOnly: true },
      { ...place, kind: 'owed', action: 'update', paths: [['tags', hostile]] },
    ],
    { origin: hostile, refusals: [{ rule: 'expect', args: { name: hostile, amount: 2, limit: 1 } }], complete: false },
  );
}
