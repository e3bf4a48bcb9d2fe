// What a plan and an apply suggest to do next.

import { describe, expect, test } from 'vitest';
import { nextStepApplied, nextStepUnsaved } from '../../src/cli/planned.ts';
import type { Plan } from '../../src/plan/document.ts';
import { anAccount, aPlan } from '../builders/plan.ts';
import { annaIsNew } from '../render/five-changes.ts';

const RECORD = { name: 'record', commits: [] };
const NONE = { state: 'none', elsewhere: [] } as const;
const HELD = { key: 'shop/jane@example.com', reason: 'opt-out', channels: ['email'] } as never;
const ELSEWHERE = { name: 'omnisend-1', directory: 'people.d', origin: 'https://api.omnisend.com' };
const APPLIED = { state: 'applied', at: '2026-06-01T12:00:00Z', commit: null, owed: 0, position: 'current' } as const;

function idle(overrides: Partial<Plan> = {}): Plan {
  const accounts = overrides.accounts ?? [anAccount({ record: APPLIED, held: [] })];
  return { ...aPlan({ accounts, changes: [] }), base: RECORD, ...overrides };
}

describe('after a plan', () => {
  test.each<[string, Plan, string | undefined]>([
    ['with changes: apply', aPlan({ changes: [annaIsNew('c1')] }), 'rollcall apply, and the same options'],
    ['with nothing to do: drift', idle(), 'rollcall drift'],
    [
      'with nothing to do on a first run: apply, which records',
      idle({ accounts: [anAccount({ record: NONE, held: [] })] }),
      'commit the manifests, and record them as applied with: rollcall apply',
    ],
    [
      'with a record elsewhere: nothing, as an apply would leave it behind',
      idle({ accounts: [anAccount({ record: { state: 'none', elsewhere: [ELSEWHERE] }, held: [] })] }),
      undefined,
    ],
    ['with another base: nothing', idle({ base: null }), undefined],
    ['that cannot be applied: mend it', idle({ accounts: [anAccount({ complete: false })] }), 'plan again'],
    ['of people who left: pull', idle({ accounts: [anAccount({ held: [HELD] })] }), 'rollcall pull'],
  ])('%s', (_, plan, expected) => {
    const next = nextStepUnsaved(plan);
    if (expected === undefined) expect(next).toBeUndefined();
    else expect(next).toContain(expected);
  });
});

test('after an apply: drift, and rollback if something was written', () => {
  expect(nextStepApplied(idle())).toBe(
    'see what others change at the vendors with: rollcall drift, and the same options',
  );
  expect(nextStepApplied(aPlan({ changes: [annaIsNew('c1')] }))).toMatch(
    /rollcall drift, and the same options; take this apply back with: rollcall rollback$/,
  );
  const rollback = { planId: 'x', startedAt: '2026-06-01T12:00:00Z', before: [] };
  expect(nextStepApplied(idle({ rollback }))).toBeUndefined();
});
