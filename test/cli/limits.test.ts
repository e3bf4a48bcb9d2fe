// Limits given when planning.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
contacts:
  - { email: jane@example.com, firstName: Jane }
`,
  );
});
afterEach(() => place.remove());

test('a limit given when planning refuses the account, and stands in the plan', async () => {
  const refused = await place.rollcall('plan', '--sandbox', '--max-requests', '0', '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout).accounts).toMatchObject([
    {
      overrides: { maxRequests: 0 },
      refusals: [{ rule: 'max-requests', unblock: expect.stringContaining('--max-requests') }],
    },
  ]);
  const taken = await place.rollcall('plan', '--sandbox', '--max-requests', '1', '--json');
  expect([taken.code, JSON.parse(taken.stdout).accounts[0].overrides]).toEqual([0, { maxRequests: 1 }]);
});
