// Limit options apply to planning only.

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

test('a limit given as an option refuses the account, and is recorded in the plan', async () => {
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

test.each([
  [['plan.json', '--max-deletes', '5'], '--max-deletes cannot be combined with a saved plan'],
  [
    ['plan.json', '--min-contacts', '0', '--max-minutes', '9'],
    '--min-contacts, --max-minutes cannot be combined with a saved plan',
  ],
  [['plan.json', '--base', 'main', '--changed'], '--base, --changed cannot be combined with a saved plan'],
  [['plan.json', '--account', 'shop', '--contact', 'a*'], '--account, --contact cannot be combined with a saved plan'],
  [['--resume', '--max-requests', '5'], '--max-requests cannot be combined with --resume'],
])('apply %j is a usage error, before the plan is read', async (args, message) => {
  const run = await place.rollcall('apply', ...args);
  expect(run).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining(message) });
  expect(run.stderr).toContain('plan again with: rollcall plan --');
});

test('planning options cannot be combined with a saved plan; options of apply can', async () => {
  await place.rollcall('plan', '--sandbox', '--out', 'plan.json');
  const run = await place.rollcall('apply', 'plan.json', '--sandbox', '--auto-approve', '--full');
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('1 succeeded') });
});
