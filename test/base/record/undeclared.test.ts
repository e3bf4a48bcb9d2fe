// Contacts that the vendor had and that are taken out of the manifests: the record remembers them, so that whoever is gone and is
// declared again is not new.

import { expect, test } from 'vitest';
import { withBase } from '../../../src/base/compare.ts';
import { MAX_UNDECLARED, wasUndeclared } from '../../../src/base/consent/undeclared.ts';
import type { Base } from '../../../src/base/layers.ts';
import { layersOf, mergeRecords, type RecordLayers } from '../../../src/base/record/layers.ts';
import type { AppliedAccount, Confirmation } from '../../../src/base/record/next/applied.ts';
import { nextExceptions } from '../../../src/base/record/next/exceptions.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import { OMNISEND_2026_03_15 } from '../../../src/providers/omnisend/capabilities.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aDesired } from '../../builders/contacts.ts';
import { recordOf } from './records.ts';

const JANE = aDesired({ identifiers: { email: 'jane@example.com', phone: '+37061234567' } });
const REVISION = 'a'.repeat(40);
const NOTHING: RecordLayers = { layers: [], owed: new Set() };
const SHOP = accountOf(OMNISEND_2026_03_15);

function applied(
  before: RecordLayers,
  declared: readonly DesiredContact[],
  more: Partial<AppliedAccount> = {},
): RecordLayers {
  const ended = (): Confirmation => 'confirmed';
  const next = nextExceptions({ account: SHOP, declared, revision: REVISION, before, wasBase: true, ended, ...more });
  const record = recordOf('shop', REVISION, next);
  expect(parseRecord(serialiseRecord(record))).toEqual(record);
  return layersOf(record, () => declared);
}

function isRemembered({ undeclared }: RecordLayers, contact = JANE): boolean {
  return wasUndeclared(contact, undeclared);
}

const ADDED = applied(NOTHING, [JANE]);
const DROPPED = applied(ADDED, []);

test('who was confirmed and is declared no more is remembered by every identifier, and in no words', () => {
  expect(ADDED.undeclared).toBeUndefined();
  expect(isRemembered(DROPPED)).toBe(true);
  expect(isRemembered(DROPPED, aDesired({ identifiers: { phone: '+37061234567' } }))).toBe(true);
  expect(isRemembered(DROPPED, aDesired({ identifiers: { email: 'kim@example.com' } }))).toBe(false);
  expect(JSON.stringify([...(DROPPED.undeclared ?? [])])).not.toMatch(/jane|3706/);
});

test('that lasts: over later applies, other records, and while the contact is declared again', () => {
  const later = applied(applied(DROPPED, []), [JANE]);
  expect(isRemembered(later)).toBe(true);
  expect(isRemembered(applied(later, []))).toBe(true);
  expect(isRemembered(mergeRecords([{ record: recordOf('shop', REVISION, {}) }], new Map()))).toBe(false);
});

test.each<[string, Partial<AppliedAccount>]>([
  ['the apply has deleted', { isDeleted: (key) => key === JANE.key }],
  ['an erasure names', { isForgotten: ({ identifiers }) => identifiers.email === JANE.identifiers.email }],
])('whom %s is not remembered, and no longer if they were', (_whom, more) => {
  expect(isRemembered(applied(ADDED, [], more))).toBe(false);
  expect(isRemembered(applied(applied(DROPPED, [JANE]), [], more))).toBe(false);
});

test.each<[string, RecordLayers, DesiredContact]>([
  ['whose create was not confirmed', applied(NOTHING, [JANE], { ended: () => 'unconfirmed' }), JANE],
  ['whom `onMissing: skip` left out', ADDED, { ...JANE, onMissing: 'skip' }],
  ['of whom all was held back', { ...ADDED, absent: new Set([hashOf(JANE)]) }, JANE],
])('somebody %s may never have been there', (_whom, before, contact) => {
  const layers = before.layers.map((layer) => ({ ...layer, contacts: [contact] }));
  expect(isRemembered(applied({ ...before, layers }, []))).toBe(false);
  const known = applied(DROPPED, [contact]);
  expect(isRemembered(applied({ ...before, layers, undeclared: known.undeclared ?? new Set() }, []))).toBe(true);
});

function hashOf({ key }: DesiredContact): string {
  const [hash = ''] =
    applied(applied(NOTHING, [aDesired({ key, identifiers: { email: JANE.identifiers.email ?? '' } })]), [])
      .undeclared ?? new Set<string>();
  return hash;
}

test('the oldest are forgotten first', () => {
  const crowd = Array.from({ length: MAX_UNDECLARED - 1 }, (_, index) => {
    const email = `p${index}@example.com`;
    return aDesired({ key: `shop/${email}`, identifiers: { email } });
  });
  const both = applied(applied(DROPPED, crowd), []);
  expect(both.undeclared?.size).toBe(MAX_UNDECLARED);
  expect(isRemembered(both, aDesired({ identifiers: { email: 'jane@example.com' } }))).toBe(false);
  expect(crowd.every((one) => isRemembered(both, one))).toBe(true);
});

test('of somebody who is declared again, the record confirms that the vendor had them, and nothing that was declared', () => {
  const base: Base = {
    accounts: [SHOP],
    layers: new Map([['shop', DROPPED.layers]]),
    isOwed: () => false,
    wasUndeclared: (contact) => isRemembered(DROPPED, contact),
    appliedAt: new Map([['shop', '2026-06-01T12:00:00Z']]),
  };
  const configuration = { accounts: [SHOP], contacts: [JANE], unsupportedFields: [], digest: '', files: 1 };
  const [contact] = withBase({ configuration, whole: configuration }, base).configuration.contacts;
  expect(contact).toMatchObject({ confirmed: [], confirmedAt: '2026-06-01T12:00:00Z' });
  expect(contact?.mayBeAbsent).toBeUndefined();
});
