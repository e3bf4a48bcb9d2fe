// Over HTTP: before a resubscription, and only then, the vendor is asked whether the address is suppressed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench({ manifests: { 'all.yaml': MANIFEST } });
  const contacts = [
    { email: 'bounced@example.com', subscribed: false, suppressed: true },
    { email: 'back@example.com', subscribed: false },
    { email: 'here@example.com', subscribed: true },
  ];
  await bench.setState({ version: 1, accounts: { app: { loops: { contacts } } } });
});
afterEach(() => bench.close());

const LIFT =
  'channels: { email: { status: subscribed, consent: { source: form, createdAt: 2026-05-01T00:00:00Z, supersedesOptOut: true } } }';
const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", resubscribe: with-consent }
contacts:
  - { email: bounced@example.com, ${LIFT} }
  - { email: back@example.com, ${LIFT} }
  - { email: here@example.com, ${LIFT} }
`;

test('blocks the suppressed contact, resubscribes the other, and asks about no other address', async () => {
  const plan = await bench.plan();
  const asked = (await bench.requests()).filter(({ path }) => path.endsWith('/suppression'));
  expect(asked.length).toBe(2);
  expect(plan.changes.map(({ key, blocked }) => [key, blocked.map(({ rule }) => rule)])).toEqual([
    ['app/back@example.com', []],
    ['app/bounced@example.com', ['suppressed']],
  ]);
  const { outcomes } = await bench.apply(plan);
  expect(outcomes.map(({ key, status }) => [key, status])).toEqual([
    ['app/back@example.com', 'succeeded'],
    ['app/bounced@example.com', 'blocked'],
  ]);
});
