// A machine whose clock is wrong, from the manifests to the plan, with a vendor whose clock is right.

import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectAccounts, loadManifests, makePlan, withoutBase } from '../../src/index.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

let bench: Workbench | undefined;
afterEach(() => bench?.close());

/** The codes of diagnostics, and the rules that block, of a person who subscribed at an instant. */
async function planned(subscribedAt: string, machine: number) {
  bench = await openWorkbench({
    now: () => NOON,
    manifests: {
      'a.yaml': `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", limits: { minContacts: 0 } }
contacts:
  - email: ana@example.com
    channels: { email: { status: subscribed, consent: { source: form, createdAt: ${subscribedAt} } } }
`,
    },
  });
  const { directory, sandbox } = bench;
  const at = { directory, workingDirectory: dirname(directory), environment: {}, sandbox: true };
  const { configuration, diagnostics } = await loadManifests({ ...at, now: () => machine });
  const clock = { now: () => machine, sleep: async () => {} };
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: sandbox.url, http: { clock } });
  const filters = { accounts: [], contacts: [], changed: false };
  const { changes } = await makePlan(withoutBase(configuration), connections.accounts, { filters });
  await connections.close();
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { errors, blocked: changes.flatMap(({ blocked }) => blocked.map(({ rule, args }) => [rule, args.why])) };
}

test('a clock that is an hour slow does not accuse an honest date', async () => {
  expect(await planned('2026-06-01T11:55:00Z', NOON - HOUR)).toEqual({ errors: [], blocked: [] });
});

test('a clock that is an hour fast does not let a date from the future pass', async () => {
  const found = await planned('2026-06-01T12:30:00Z', NOON + HOUR);
  expect(found).toEqual({ errors: [], blocked: [['future-date', 'fast']] });
});

test('a date that is days ahead is a mistake before any vendor is asked', async () => {
  expect((await planned('2026-06-03T12:30:00Z', NOON)).errors).toEqual(['date-in-future']);
});
