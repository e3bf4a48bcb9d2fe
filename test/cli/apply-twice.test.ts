// A5: a saved plan that is applied twice, or whose changes somebody else made, ends 0 and sends nothing.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 5, rateLimit: 'off' });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890', LOOPS_API_KEY: 'loops-1234567890' });
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/omnisend" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/loops" }
contacts:
  - { email: user000001@example.com, accounts: [shop], firstName: Changed, tags: { vip: true } }
${[1, 2, 3, 4, 5, 6].map((n) => `  - { email: new${n}@example.com, accounts: [shop], firstName: New }`).join('\n')}
  - { email: ada@example.com, accounts: [app], firstName: Ada, channels: { email: unsubscribed } }
`,
  );
  await place.rollcall('plan', '--out', 'plan.json');
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

async function writes(): Promise<number> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { readonly method: string }[];
  return all.filter(({ method }) => method !== 'GET').length;
}

test('the second apply of a plan succeeds, says so, and sends nothing', async () => {
  expect((await place.rollcall('apply', 'plan.json')).code).toBe(0);
  const sent = await writes();
  const text = await place.rollcall('apply', 'plan.json');
  expect([text.code, text.stdout]).toEqual([
    0,
    'Applied: 8 succeeded of 8 changes.\n8 already as planned: nothing was sent for them.\n',
  ]);
  const json = await place.rollcall('apply', 'plan.json', '--json');
  expect(json.code).toBe(0);
  const { outcomes, accounts } = JSON.parse(json.stdout);
  expect(outcomes[0]).toMatchObject({
    status: 'succeeded',
    code: 'already-done',
    message: 'already as planned; nothing was sent for it',
  });
  expect(accounts).toMatchObject([{ status: 'applied' }, { status: 'applied', outcomes: { succeeded: 7 } }]);
  expect(await writes()).toBe(sent);
});

test('with --no-refresh an update without a status is sent again, and a create is not', async () => {
  await place.rollcall('apply', 'plan.json');
  const sent = await writes();
  const run = await place.rollcall('apply', 'plan.json', '--no-refresh');
  expect([run.code, run.stdout]).toEqual([
    0,
    expect.stringContaining('7 already as planned: nothing was sent for them.'),
  ]);
  // The PATCH; adding a tag might create the contact, so it is preceded by a read.
  expect((await writes()) - sent).toBe(1);
});
