// A saved plan whose requests were edited, and whose id was computed again, with the built program (fault I5).

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planIdOf } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  letters: { provider: loops, apiKey: "\${LETTERS_KEY}", onMissing: create }
contacts:
  - email: ann@example.com
    firstName: Ann
    channels: { email: { status: subscribed, consent: { source: form, createdAt: 2024-01-01 } } }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/people.yaml', MANIFEST);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  await place.write('contacts.d/people.yaml', MANIFEST.replace('firstName: Ann', 'firstName: Anna'));
  await rollcall('plan', '--out', 'plan.json');
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(command: string, ...args: readonly string[]): Promise<Run> {
  return place.rollcall(command, '--sandbox', sandbox.url, ...args);
}

/** Adds members to the body of every request. */
async function editBodies(members: object): Promise<void> {
  const plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
  const requests = plan.requests.map((request) => ({ ...request, body: { ...(request.body as object), ...members } }));
  await place.write('plan.json', JSON.stringify({ ...plan, requests, planId: planIdOf(plan.changes, requests) }));
}

async function writes(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  return requests.map(({ method }) => method).filter((method) => method !== 'GET');
}

test('a plan that shows a name and would also unsubscribe is neither applied, reviewed nor shown', async () => {
  await editBodies({ subscribed: false });
  const refusal = expect.stringMatching(
    /plan\.json was edited: it would send something else for letters\/ann@example\.com than the differences that it shows/,
  );
  for (const args of [
    ['apply', 'plan.json'],
    ['apply', '--reviewed', 'plan.json'],
  ]) {
    const run = await rollcall(...(args as [string, string]));
    expect([run.code, run.stderr], args.join(' ')).toEqual([1, refusal]);
  }
  const shown = await place.rollcall('show', 'plan.json');
  expect([shown.code, shown.stderr]).toEqual([1, refusal]);
  expect(await writes()).toEqual([]);
});

test('the plan as it was made is shown with its requests, and applied', async () => {
  await editBodies({});
  const shown = await place.rollcall('show', 'plan.json');
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/PUT \S+[\s\S]*"firstName":\s*"Anna"/)]);
  expect((await rollcall('apply', 'plan.json')).code).toBe(0);
  expect(await writes()).toEqual(['PUT']);
});

test('a plan is refused at an account whose updates address contacts by another key', async () => {
  const shop = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
contacts:
  - { email: bob@example.com, firstName: Bob }
`;
  await place.write('contacts.d/people.yaml', shop);
  await rollcall('plan', '--out', 'plan.json');
  await place.write('contacts.d/people.yaml', shop.replace('omnisend,', 'omnisend, keyField: email,'));
  const run = await rollcall('apply', 'plan.json');
  expect([run.code, run.stderr + run.stdout]).toEqual([
    1,
    expect.stringContaining('planned with keyField id, but the account now has email'),
  ]);
  expect(await writes()).toEqual([]);
});
