// The rounds of a reading: who could not be decoded is never taken for absent.

import { describe, expect, test } from 'vitest';
import { identifierKey } from '../../../src/contact/contact.ts';
import type { ReadProblem } from '../../../src/live/problem.ts';
import type { LiveSource, ReadReport } from '../../../src/live/source.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import { account, desired, toPlan } from '../subject.ts';

const JANE = desired({ identifiers: { email: 'jane@example.com' } });
const UNREADABLE: ReadProblem = { code: 'timeout', args: { account: 'shop', what: 'no answer in time' } };
const FAILED = new Map([[identifierKey({ kind: 'email', value: 'jane@example.com' }), UNREADABLE]]);
const LISTED: ReadReport = { strategy: 'list', requests: 1, complete: true, seen: 1, failed: FAILED };
const LOOKED_UP: ReadReport = { strategy: 'look-up', requests: 1, complete: false, seen: 0, failed: new Map() };

describe.each<[string, readonly ReadReport[]]>([
  ['the listing of a small account', [LISTED]],
  ['a listing after look-ups, because another text may hide her', [LOOKED_UP, LOOKED_UP, LISTED]],
])('a contact that cannot be decoded in %s', (_, reports) => {
  test('is not created', async () => {
    const left = [...reports];
    const source: LiveSource = {
      schema: async () => ({ requests: 0, schema: {} }),
      read: async (_questions, _onContact, { strategy } = {}) =>
        strategy === 'list' ? LISTED : (left.shift() ?? LOOKED_UP),
    };
    const { decisions, failures } = await decideAccount(account(), [toPlan(JANE)], source, {});
    expect(decisions).toEqual([]);
    expect(failures).toMatchObject([{ code: 'timeout', keys: [JANE.key] }]);
  });
});
