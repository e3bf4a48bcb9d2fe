// What the record takes as confirmed where it cannot name the manifests that were planned.

import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/apply/events.ts';
import type { PlannedChange } from '../../../src/plan/document.ts';
import { desiredHashOf } from '../../../src/plan/ids.ts';
import { endingsOf } from '../../../src/workflows/record/endings.ts';
import { aDesired } from '../../builders/contacts.ts';
import { aChange, aPlan } from '../../builders/plan.ts';

const desired = aDesired({ scalars: { firstName: 'Jane' } });

function endingOf(
  change: Partial<PlannedChange>,
  { isSameManifests, declared = [desired] }: { isSameManifests: boolean; declared?: readonly (typeof desired)[] },
): string {
  const made = aChange({ account: desired.account, key: desired.key, ...change });
  const { id, changeId, account, key } = made;
  const outcomes: readonly Outcome[] = [{ change: id, changeId, account, key, status: 'succeeded' }];
  const plan = aPlan({ changes: [made] });
  return endingsOf(account, { plan, outcomes, accounts: [], isSameManifests }, { changed: undefined, declared })(key);
}

const MOVED = { desiredHash: desiredHashOf({ desired: { ...desired, scalars: { title: 'Dr' } } }) };

test('what was carried out is confirmed by the manifests that were planned', () => {
  expect(endingOf(MOVED, { isSameManifests: true })).toBe('confirmed');
});

test('by other manifests, it is confirmed only if these declare the contact alike', () => {
  expect(endingOf({ desiredHash: desiredHashOf({ desired }) }, { isSameManifests: false })).toBe('confirmed');
  expect(endingOf(MOVED, { isSameManifests: false })).toBe('unconfirmed');
  expect(endingOf(MOVED, { isSameManifests: false, declared: [] })).toBe('unconfirmed');
});

test('a deletion is confirmed, because its contact is declared by neither', () => {
  expect(endingOf({ ...MOVED, action: 'delete' }, { isSameManifests: false, declared: [] })).toBe('confirmed');
});
