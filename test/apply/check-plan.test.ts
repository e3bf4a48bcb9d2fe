// To which accounts a plan may be applied, as far as records and approval are concerned.

import { describe, expect, test } from 'vitest';
import { endingOf } from '../../src/apply/account-results.ts';
import { APPROVED, type Approval, refusedAccounts } from '../../src/apply/check-plan.ts';
import type { ApplyTarget } from '../../src/apply/run.ts';
import type { AppliedState, RecordState } from '../../src/base/record/state.ts';
import type { PlannedAccount } from '../../src/plan/document.ts';
import { alarmsOf } from '../../src/render/alarms.ts';
import { wordsOfRow } from '../../src/render/words/outcomes.ts';
import { aChange, anAccount, aPlan } from '../builders/plan.ts';

const APPLIED: AppliedState = {
  state: 'applied',
  at: '2026-11-28T14:02:00Z',
  commit: '3f2a9c1b5d7e8f90a1b2',
  owed: 0,
  position: 'current',
};
const BEHIND: AppliedState = {
  ...APPLIED,
  position: 'behind',
  behind: { mergeBase: 'a1', branch: 'origin/main', contacts: 4, conflicts: 0 },
};
const REFUSED: RecordState = {
  state: 'refused',
  reason: 'not-on-default-branch',
  commit: '3f2a9c1b5d7e8f90a1b2',
  at: '2026-11-28T14:02:00Z',
  remote: 'origin',
};
const UNATTENDED: Approval = { ...APPROVED, isUnattended: true };

function refused(overrides: Partial<PlannedAccount>, approval: Approval, base = 'record') {
  const account = anAccount(overrides);
  const { origin, dialect, keyField } = account;
  const target = {
    account: 'shop',
    origin,
    keyField,
    provider: { capabilities: { dialect } },
  } as unknown as ApplyTarget;
  const plan = { ...aPlan({ accounts: [account], changes: [aChange()] }), base: { name: base, commits: [] } };
  return refusedAccounts(plan, new Map([['shop', target]]), approval);
}

function codes(overrides: Partial<PlannedAccount>, approval: Approval, base?: string): readonly string[] {
  return refused(overrides, approval, base).map(({ code }) => code);
}

describe('where the record stands', () => {
  test('a superseded or behind record refuses, even if a person has approved the plan', () => {
    expect(codes({ record: { ...APPLIED, position: 'superseded' } }, APPROVED)).toEqual(['superseded']);
    expect(codes({ record: BEHIND }, APPROVED)).toEqual(['behind-record']);
    expect(codes({ record: APPLIED }, UNATTENDED)).toEqual([]);
  });

  test('what is recorded now counts for a saved plan, not what the plan says', () => {
    const records = new Map([['shop', { ...APPLIED, position: 'superseded' } as const]]);
    expect(codes({ record: APPLIED }, { ...APPROVED, records })).toEqual(['superseded']);
    const refusedNow = new Map([['shop', REFUSED]]);
    expect(codes({ record: APPLIED }, { ...APPROVED, records: refusedNow })).toEqual(['record-refused']);
    expect(codes({ record: APPLIED }, { ...APPROVED, records: refusedNow }, 'main')).toEqual([]);
  });

  test('the sentence names the commit and the command', () => {
    const [row] = refused({ record: BEHIND }, APPROVED);
    expect(row && wordsOfRow({ ...row, code: row.code })).toEqual({
      message:
        'commit 3f2a9c1b5d7e of origin/main was applied on 28 Nov 2026 14:02 UTC, and these manifests lack it; 4 contacts changed there since and left out here',
      hint: 'merge it first: `git merge 3f2a9c1b5d7e`',
    });
    expect(alarmsOf(anAccount({ record: BEHIND }), [])).toMatchObject([{ title: 'refused: behind-record' }]);
  });

  test('a late run has nothing to do and ends as incomplete; any other refusal keeps the apply from starting', () => {
    const plan = aPlan({ changes: [aChange()] });
    const row = { account: 'shop', status: 'refused', changes: 1, outcomes: {} } as const;
    expect(endingOf(plan, [{ ...row, code: 'superseded' }])).toBe('incomplete');
    expect(endingOf(plan, [{ ...row, code: 'behind-record' }])).toBe('not-started');
  });
});

describe('what nobody has approved', () => {
  const firstRun = [{ rule: 'first-run', args: { why: 'looked-up', declared: 60, creates: 60 } }] as const;
  const removals = [{ rule: 'unreviewed-removals', args: { why: 'deletes', amount: 3 } }] as const;

  test.each([
    ['a first run', firstRun, {}, ['first-run']],
    ['a first run with --first-run', firstRun, { firstRun: true }, []],
    ['a first run that was reviewed', firstRun, { isReviewed: true }, ['first-run']],
    ['removals', removals, {}, ['unreviewed-removals']],
    ['removals that were reviewed', removals, { isReviewed: true }, []],
    ['removals with --first-run', removals, { firstRun: true }, ['unreviewed-removals']],
  ])('%s', (_, unattended, approval, expected) => {
    expect(codes({ unattended }, { ...UNATTENDED, ...approval })).toEqual(expected);
    expect(codes({ unattended }, { ...APPROVED, ...approval })).toEqual([]);
  });
});
