// ROLLCALL_DEBUG=http with the built program: what it prints about requests, and what it does not.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run } from '../helpers/rollcall.ts';
import { credentials } from './canaries.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 1 });
});
afterAll(() => sandbox.close());

const EMAIL = 'jane.canary@example.com';

function manifest(): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/@shop/omnisend", limits: { minContacts: 0 } }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/@app/loops", limits: { minContacts: 0 } }
contacts:
  - { accounts: [shop, app], email: ${EMAIL}, firstName: Canary, channels: { email: subscribed } }
`;
}

/** A contact is created and then changed, so that its id is in a path. */
async function applyTwice(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  const place = await openWorkplace({ ...credentials, ...environment });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify({ version: 1, accounts: {} }) });
  await place.write('contacts.d/all.yaml', manifest());
  await place.rollcall('apply', '--auto-approve', ...args);
  await place.write('contacts.d/all.yaml', manifest().replaceAll('Canary', 'Canary-Two'));
  const run = await place.rollcall('apply', '--auto-approve', ...args);
  await place.remove();
  return run;
}

function tracesIn({ stderr }: Run): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('http '));
}

test('one line per request, with the quota if the vendor returns it', async () => {
  const run = await applyTwice({ ROLLCALL_DEBUG: 'http' });
  const traces = tracesIn(run);
  expect(run.code).toBe(0);
  expect(traces.length).toBeGreaterThan(4);
  for (const line of traces) expect(line).toMatch(/^http (shop|app): [A-Z]+ \/\S+ \d{3} in [\d,]+ ms/);
  expect(run.stderr).toMatch(/^http shop: PATCH \/api\/contacts\/[\da-f]+ 200 in /m);
  expect(run.stderr).toMatch(/^http app: GET \/api\/v1\/contacts\/find\?email=… 200 in .*quota \d+ of \d+ left$/m);
  expect(traces.join('\n')).not.toContain('jane');
});

test('under CI, identifiers are masked, and no line contains a credential or personal data', async () => {
  const run = await applyTwice({ ROLLCALL_DEBUG: '1,http', CI: '1' });
  expect(run.stderr).toMatch(/^http shop: PATCH \/api\/contacts\/‹id› 200 in /m);
  expect(tracesIn(run).join('\n')).not.toMatch(/[\da-f]{20}/);
  for (const value of [...Object.values(credentials), EMAIL, 'Canary', 'Bearer'])
    expect(run.stdout + run.stderr).not.toContain(value);
});

test.each([{}, { ROLLCALL_DEBUG: '1' }, { ROLLCALL_DEBUG: 'https' }])('%j: no line', async (environment) => {
  expect(tracesIn(await applyTwice(environment))).toEqual([]);
});

test('--json prints one document', async () => {
  const run = await applyTwice({ ROLLCALL_DEBUG: 'http' }, '--json');
  expect(JSON.parse(run.stdout)).toMatchObject({ outcomes: expect.any(Array) });
  expect(tracesIn(run).length).toBeGreaterThan(4);
});
