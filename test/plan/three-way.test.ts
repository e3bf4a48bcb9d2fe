// Checks the three-way merge of docs/semantics.md#three-way-merge against a table that was written by hand. Manifests and base go
// through `withBase`, and its result goes through `decide`.

import { describe, expect, test } from 'vitest';
import { type WithBase, withBase } from '../../src/base/compare.ts';
import type { ContactToPlan } from '../../src/base/contact-to-plan.ts';
import { baseOfConfiguration } from '../../src/base/layers.ts';
import type { LiveContact } from '../../src/contact/contact.ts';
import type { Account, Configuration } from '../../src/manifest/configuration.ts';
import { decide } from '../../src/plan/decide.ts';
import type { Decision } from '../../src/plan/decision.ts';
import { account, desired, live } from './subject.ts';
import type { Declarations, ThreeWayCase } from './three-way/case.ts';
import { THREE_WAY_CASES } from './three-way-cases.ts';

const DIALECT_OF = {
  shop: 'omnisend@2026-03-15',
  old: 'omnisend@v3',
  app: 'loops@v1',
  news: 'envoke@v1',
} as const;

interface Merged {
  readonly based: WithBase;
  readonly contact: ContactToPlan;
  readonly decision: Decision;
}

function merge({ account: name = 'shop', onRemoved = 'keep', base, now, live: values }: ThreeWayCase): Merged {
  const at = account(DIALECT_OF[name], { name, onRemoved });
  const today = configuration(at, now);
  const based = withBase({ configuration: today, whole: today }, baseOfConfiguration(configuration(at, base)));
  const [contact] = based.configuration.contacts;
  if (contact === undefined) throw new RangeError('the case declares no contact, neither before nor now');
  return { based, contact, decision: decide(contact, liveOf(values, base, now), at) };
}

function configuration(at: Account, declared: Declarations | undefined): Configuration {
  const contact = declared && desired({ account: at.name, key: `${at.name}/jane@example.com`, ...declared });
  return {
    accounts: [at],
    contacts: contact === undefined ? [] : [contact],
    unsupportedFields: [],
    digest: '',
    files: 1,
  };
}

/** Builds a live contact with the declared identifiers, so that all differences come from the merge. */
function liveOf(values: ThreeWayCase['live'], ...declared: readonly (Declarations | undefined)[]): LiveContact {
  const identifiers = Object.assign({}, ...declared.map((each) => each?.identifiers));
  const { phone, userId } = identifiers;
  return live({
    phones: phone === undefined ? [] : [phone],
    ...(userId === undefined ? {} : { userId }),
    ...values,
  });
}

const byPath = (a: { readonly path: readonly string[] }, b: { readonly path: readonly string[] }): number =>
  a.path.join('\0') < b.path.join('\0') ? -1 : 1;

function differencesOf(decision: Decision) {
  return decision.kind === 'change' ? [...decision.differences].sort(byPath) : [];
}

test('the table has every kind of row', () => {
  expect(THREE_WAY_CASES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(THREE_WAY_CASES.map(({ name }) => name)).size).toBe(THREE_WAY_CASES.length);
});

describe('base × manifests × live', () => {
  test.each(THREE_WAY_CASES.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const { based, contact, decision } = merge(row);
    const { dropped = {}, differences, changedSinceBase = [], notCleared = [] } = row;

    const found = contact.base?.dropped ?? { scalars: {}, sets: {}, customProperties: {} };
    expect(found).toEqual({ scalars: {}, sets: {}, customProperties: {}, ...dropped });
    expect(differencesOf(decision)).toEqual([...differences].sort(byPath));
    const kept = 'notices' in decision ? decision.notices.filter(({ rule }) => rule === 'changed-since-base') : [];
    expect(kept.map(({ path }) => path)).toEqual(changedSinceBase);
    expect(based.notes.map(({ code, args }) => [code, 'field' in args && args.field])).toEqual(
      notCleared.map((field) => ['not-cleared', field]),
    );
  });
});

describe('a contact that only the base has', () => {
  const rows = THREE_WAY_CASES.filter(({ removal }) => removal !== undefined);

  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    expect(removalOf(merge(row).decision)).toBe(row.removal);
  });
});

function removalOf(decision: Decision): string {
  if (decision.kind === 'kept') return decision.held.length === 0 ? 'nothing' : 'held';
  if (decision.kind !== 'change') return decision.kind;
  const [blocked] = decision.blocked;
  if (blocked !== undefined) return `blocked-${blocked.rule}`;
  return decision.action === 'delete' ? 'delete' : 'unsubscribe';
}
