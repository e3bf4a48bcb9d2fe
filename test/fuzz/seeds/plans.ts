// Valid plans: those of the scenarios, five changes, and one that has everything that a plan can have.

import type { RecordState } from '../../../src/base/record/state.ts';
import { personal } from '../../../src/contact/argument.ts';
import { sha256 } from '../../../src/contact/canonical.ts';
import { planIdOf } from '../../../src/plan/build.ts';
import type { Plan, PlannedAccount } from '../../../src/plan/document.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { aPlan, hostileParts } from '../../builders/plan.ts';
import { fiveChanges } from '../../render/five-changes.ts';
import { scenarioPlans } from './scenarios.ts';

export function somePlans(): readonly string[] {
  const plans = [...scenarioPlans(), withFingerprints(fiveChanges()), ...RECORDS.map(fullPlan)];
  const texts = plans.map((plan) => [...serialisePlan(plan)].join(''));
  for (const text of texts) parsePlan(text, 'a seed');
  return texts;
}

const AT = '2026-06-01T12:00:00Z';

const RECORDS: readonly RecordState[] = [
  { state: 'none', elsewhere: [{ name: 'omnisend-1', directory: 'old', origin: 'https://api.omnisend.com', at: AT }] },
  {
    ...{ state: 'applied', at: AT, commit: 'c'.repeat(40), owed: 2, position: 'behind', offline: true },
    behind: { mergeBase: 'b'.repeat(40), contacts: 3, conflicts: 1 },
  },
  { state: 'refused', reason: 'not-on-default-branch', commit: 'c'.repeat(40), at: AT, remote: 'origin' },
];

/** A plan with every optional member, and the record. */
function fullPlan(record: RecordState): Plan {
  const { change, account, request } = hostileParts('Jane');
  const full: PlannedAccount = {
    ...account,
    record,
    reading: {
      ...{ strategy: 'incremental', requests: 2, known: 5, cached: { since: AT, fullAt: AT } },
      notes: [{ code: 'read-in-full', args: { why: 'nothing-cached' } }],
    },
    notices: account.notices.map((notice) => ({
      ...notice,
      entries: notice.entries.map((entry) => ({ ...entry, key: change.key })),
    })),
    unattended: [{ rule: 'first-run', args: { why: 'new', requests: 1 } }],
    raised: [{ limit: 'limits.maxDeletes', total: true, before: 1, after: null }],
    overrides: { maxDeletes: 3, maxShrinkPercent: 20, maxMinutes: 9, firstRun: true },
    declaredBefore: 3,
  };
  const plan = aPlan({ changes: [{ ...change, contactId: 'v1', owed: true }], accounts: [full], requests: [request] });
  return {
    ...plan,
    base: { name: 'record', commits: ['c'.repeat(40)] },
    notes: [
      { code: 'account-gone', args: { account: 'shop', contacts: 2 } },
      { code: 'file-ignored', args: { file: personal('file', 'a.csv') } },
    ],
  };
}

/** The builders of tests write words for fingerprints, and a plan file has none. */
function withFingerprints(plan: Plan): Plan {
  const requests = plan.requests.map((request) => ({
    ...request,
    items: request.items.map((item) => ({ ...item, expectAfter: sha256(item.expectAfter) })),
  }));
  return { ...plan, requests, planId: planIdOf(plan.changes, requests) };
}
