// Sentences beside the codes of a plan.

import { expect, test } from 'vitest';
import type { BlockedDifference } from '../../../src/plan/document.ts';
import { planWithWords } from '../../../src/render/words/documents.ts';
import { aChange, aPlan } from '../../builders/plan.ts';

test('a blocked difference has its sentence, whether it is planned or only proposed', () => {
  const blocked: readonly BlockedDifference[] = [
    { rule: 'unknown-property', path: ['customProperties', 'age'], before: null, after: 1, args: {} },
  ];
  const change = aChange({ blocked });
  const { account, key, source, differences } = change;
  const proposed = [{ account, key, action: 'update', source, differences, blocked } as const];
  const plan = planWithWords({ ...aPlan({ changes: [change] }), proposed });
  const words = { message: expect.any(String), unblock: expect.any(String) };
  expect(plan.changes[0]?.blocked).toMatchObject([words]);
  expect(plan.proposed?.[0]?.blocked).toMatchObject([words]);
});
