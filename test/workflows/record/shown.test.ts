// Of which contacts an apply has shown that the vendor has them, although it did not confirm all of their changes.

import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/apply/events.ts';
import type { PlannedChange } from '../../../src/plan/document.ts';
import { shownBy } from '../../../src/workflows/record/endings.ts';
import { aChange, aPlan } from '../../builders/plan.ts';

type Ended = Pick<Outcome, 'status' | 'code'> & { readonly args?: object };

const BLOCKED: Ended = { status: 'blocked', code: 'unknown-property' };
const notShown = (what?: string): Ended => ({
  status: 'unconverged',
  code: 'not-shown',
  ...(what && { args: { what } }),
});

test.each<[string, PlannedChange['action'], Ended, boolean]>([
  ['a create of which a part was blocked', 'create', BLOCKED, true],
  ['one that was rolled back after the plan', 'create', { status: 'blocked', code: 'rolled-back' }, false],
  ['one that does not show a field', 'create', notShown('field'), true],
  ['one that shows nothing', 'create', notShown('contact'), false],
  ['one that ended in an earlier run, which kept only the code', 'create', notShown(), false],
  ['one that met somebody who existed', 'create', { status: 'unconverged', code: 'existed-already' }, true],
  ['one that failed', 'create', { status: 'failed', code: 'unanswered' }, false],
  ['an update that shows nothing, of a contact that the plan saw', 'update', notShown('contact'), true],
  ['a deletion that does not show', 'delete', notShown('deleted'), true],
  ['a deletion of which a part was blocked', 'delete', BLOCKED, false],
])('%s', (_, action, ended, isShown) => {
  const change = aChange({ action });
  const { id, changeId, account, key } = change;
  const outcomes = [{ change: id, changeId, account, key, ...ended }] as readonly Outcome[];
  const applied = { plan: aPlan({ changes: [change] }), outcomes, accounts: [], isSameManifests: true };
  expect([...shownBy('shop', applied)]).toEqual(isShown ? [key] : []);
  expect([...shownBy('app', applied)]).toEqual([]);
});

test('a change that the plan blocked as a whole shows nothing', () => {
  const change = aChange({ action: 'create', requests: [] });
  const { id, changeId, account, key } = change;
  const outcomes = [{ change: id, changeId, account, key, status: 'blocked', code: 'protected' }] as readonly Outcome[];
  const plan = aPlan({ changes: [change] });
  expect(shownBy('shop', { plan, outcomes, accounts: [], isSameManifests: true }).size).toBe(0);
});
