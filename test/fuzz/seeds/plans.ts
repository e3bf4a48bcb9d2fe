// Valid plans: those of the scenarios, and plans without changes that have everything else that a plan can have.

import type { RecordState } from '../../../src/base/record/state.ts';
import { personal } from '../../../src/contact/argument.ts';
import type { Plan, PlannedAccount } from '../../../src/plan/document.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { aPlan, hostileParts } from '../../builders/plan.ts';
import { scenarioPlans } from './scenarios.ts';

export function somePlans(): readonly string[] {
  const plans = [...scenarioPlans(), ...RECORDS.map(fullPlan)];
  const texts = plans.map((plan) => [...serialisePlan(plan)].join(''));
  for (const text of texts) parsePlan(text, 'a seed');
  return texts;
}

const AT = '2026-06-01T12:00:00Z';

const RECORDS: readonly RecordState[] = [
  { state: 'none', elsewhere: [{ name: 'omnisend-1', directory: 'old', origin: 'https://api.omnisend.com', at: AT }] },
  {
    ...{ state: 'applied', at: AT, commit: 'c'.repeat(40), owed: 2, position: 'behind', offline: true },
    behind: { mergeBase: 'b'.repeat(40), branch: 'origin/main', contacts: 3, conflicts: 1 },
  },
  { state: 'refused', reason: 'not-on-default-branch', commit: 'c'.repeat(40), at: AT, remote: 'origin' },
];

/** A plan of an account with every optional member, and the record. Its requests would have to follow from its changes: it has none. */
function fullPlan(record: RecordState): Plan {
  const { change, account } = hostileParts('Jane');
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
  const plan = aPlan({ changes: [], accounts: [full], requests: [] });
  return {
    ...plan,
    base: { name: 'record', commits: ['c'.repeat(40)] },
    notes: [
      { code: 'account-gone', args: { account: 'shop', contacts: 2 } },
      { code: 'file-ignored', args: { file: personal('file', 'a.csv') } },
    ],
  };
}
