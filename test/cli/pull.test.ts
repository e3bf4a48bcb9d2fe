// `rollcall pull`: what others changed at the vendors, taken into the files that declare it.

import { readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { writesAt } from '../helpers/at-sandbox.ts';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
`;
const PEOPLE = `# Our people.
defaults:
  accounts: [shop]
  city: &home Vilnius   # everybody's
contacts:
  - email: ann@example.com
    firstName: 'Ann'    # as she writes it
    channels: { email: subscribed }
  - email: bob@example.com
    accounts: [shop, app]
    firstName: Bob
    lastName: *home
    channels:
      email: { status: unsubscribed, statusChangedAt: 2026-01-01T00:00:00Z }
  - { email: gus@example.com, firstName: Gus }
`;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/accounts.yaml', ACCOUNTS);
  await place.write('contacts.d/people.yaml', PEOPLE);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  await others();
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(...args: readonly string[]): Promise<Run> {
  return place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
}

function people(): Promise<string> {
  return readFile(join(place.directory, 'contacts.d/people.yaml'), 'utf8');
}

/** Ann opts out and moves, Bob is renamed at both accounts and joins at the app, and Gus is deleted. */
async function others(): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { accounts: Record<string, any> };
  const { shop, app } = state.accounts;
  // The creates of the apply were sent side by side, so the order at the vendor is any.
  const [ann, bob, gus] = ['Ann', 'Bob', 'Gus'].map((name) =>
    shop.omnisend.contacts.find(({ firstName }: { readonly firstName?: string }) => firstName === name),
  );
  const consent = { status: 'unsubscribed', statusChangedAt: '2099-01-01T00:00:00.000Z' };
  ann.identifiers[0].channels.email = consent;
  ann.statuses = [{ channel: 'email', ...consent }];
  ann.city = 'Riga';
  bob.firstName = 'Rob';
  bob.lastName = 'Doe';
  shop.omnisend.contacts.splice(shop.omnisend.contacts.indexOf(gus), 1);
  Object.assign(app.loops.contacts[0], { firstName: 'Robert', subscribed: true });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
}

describe('pull', () => {
  test('takes everything, and only the lines of the values change', async () => {
    const writes = await writesAt(sandbox);
    const run = await rollcall('pull', '--all');
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('Took 6 values of 3 contacts into 1 file:\n  contacts.d/people.yaml\n');
    expect(run.stdout).toContain('No longer at the vendor, and left in the manifests (1)\n  shop/gus@example.com');
    const text = await people();
    for (const line of [
      '# Our people.',
      "  city: &home Vilnius   # everybody's",
      "    firstName: 'Ann'    # as she writes it",
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('channels: { email: unsubscribed }\n');
    expect(text).toContain('- { email: gus@example.com, firstName: Gus }\n');
    // A default is overridden on the contact. The entry serves two accounts, and only the shop has the other last name.
    expect(text).toMatch(/email: ann@example\.com[\s\S]*city: Riga[\s\S]*email: bob@example\.com/);
    expect(text).toContain('    firstName: Rob\n    lastName: *home\n');
    expect(text).toMatch(/at:\n[\s\S]* {6}shop:\n {8}lastName: Doe\n/);
    expect(text).toMatch(/at:\n {6}app:\n[\s\S]*firstName: Robert/);
    expect(await writesAt(sandbox)).toEqual(writes);
    const again = JSON.parse((await rollcall('drift', '--json')).stdout);
    expect(again.entries.map(({ kind }: { kind: string }) => kind)).toEqual(['gone']);
  });

  test('takes only opt-outs and returns, or only some fields', async () => {
    expect((await rollcall('pull', '--opt-outs')).code).toBe(0);
    const text = await people();
    expect(text).toContain('channels: { email: unsubscribed }');
    expect(text).toMatch(/at:\n {6}app:\n {8}channels:\n {10}email: (subscribed|\{ status: subscribed \})/);
    expect(text).not.toMatch(/Riga|Rob/);
    expect((await rollcall('pull', '--take', 'city,lastName', '--account', 'shop')).code).toBe(0);
    expect(await people()).toMatch(/Riga[\s\S]*lastName: Doe/);
    expect(await people()).not.toContain('Rob');
  });

  test('previews the lines and writes nothing with --dry-run; masked, it shows fields and no lines', async () => {
    const run = await rollcall('pull', '--take', 'firstName', '--dry-run');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/--- contacts\.d\/people\.yaml\n\+\+\+ contacts\.d\/people\.yaml\n@@ /);
    expect(run.stdout).toContain('-    firstName: Bob\n+    firstName: Rob\n');
    expect(await people()).toBe(PEOPLE);
    const masked = await rollcall('pull', '--all', '--dry-run', '--redact');
    expect(masked.stdout).not.toMatch(/example|Rob|Riga|2099/);
    expect(masked.stdout).toContain('firstName  "‹name 1›" → "‹name 2›"');
    const json = JSON.parse((await rollcall('pull', '--all', '--dry-run', '--json', '--redact')).stdout);
    expect(json).toMatchObject({
      formatVersion: 1,
      redacted: true,
      dryRun: true,
      files: ['contacts.d/people.yaml'],
      exceptions: [],
    });
  });

  test('is a usage error if nothing says what to take and nobody can be asked', async () => {
    for (const [args, message] of [
      [['pull'], /give --take FIELDS, --opt-outs or --all/],
      [['pull', '--json'], /give --take FIELDS, --opt-outs or --all/],
      [['pull', '--take', 'shoeSize'], /is not a field that drifts/],
    ] as const) {
      const run = await rollcall(...args);
      expect([run.code, run.stdout + run.stderr]).toEqual([64, expect.stringMatching(message)]);
    }
    expect(await people()).toBe(PEOPLE);
  });

  test('names what cannot be taken, takes the rest and exits with 3', async () => {
    // Nothing is recorded in another directory, so nobody knows whether Bob's opt-out ever reached the app.
    await place.write('other/people.yaml', ACCOUNTS + PEOPLE);
    const run = await rollcall('pull', '--all', '--dir', 'other');
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(
      'Not taken: 1 value\n  ! app/bob@example.com  channels.email.status  other/people.yaml:12',
    );
    expect(run.stdout).toContain('what the manifests say was not applied yet');
    const text = await readFile(join(place.directory, 'other/people.yaml'), 'utf8');
    expect(text).toContain('firstName: Rob');
    expect(text).toContain('status: unsubscribed, statusChangedAt: 2026-01-01T00:00:00Z');
  });

  test('takes nothing if an account could not be read', async () => {
    await fetch(`${sandbox.url}/_sandbox/next`, {
      method: 'PUT',
      body: JSON.stringify([{ method: 'GET', status: 401, times: 5 }]),
    });
    const run = await rollcall('pull', '--all');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('Nothing was taken');
    expect(await people()).toBe(PEOPLE);
  });

  test('writes through a link inside the repository, and keeps the link', async () => {
    const file = join(place.directory, 'contacts.d/people.yaml');
    await rename(file, join(place.directory, 'people-elsewhere.yaml'));
    await symlink('../people-elsewhere.yaml', file);
    expect((await rollcall('pull', '--take', 'firstName')).code).toBe(0);
    expect(await readFile(join(place.directory, 'people-elsewhere.yaml'), 'utf8')).toContain('firstName: Rob');
  });

  test.skipIf(lacksTerminal)('shows the drift at a terminal, and asks', { timeout: 60_000 }, async () => {
    const args = ['pull', '--sandbox', sandbox.url, '--no-redact'];
    const ask = { after: '(Enter: nothing): ' };
    const nothing = await rollcallAtTerminal(place, args, { ...ask, keys: '\r' });
    expect([nothing.code, await people()]).toEqual([0, PEOPLE]);
    expect(nothing.screen).toContain('Opted out (1)');
    const some = await rollcallAtTerminal(place, args, { ...ask, keys: 'city, opt-outs\r' });
    expect(some.code).toBe(0);
    expect(await people()).toMatch(/Riga/);
    expect(await people()).not.toContain('Rob');
    const stopped = await rollcallAtTerminal(place, args, { ...ask, keys: '\x03' });
    expect(stopped.code).toBe(130);
  });
});
