// `rollcall drift`: an apply, changes that others make at the vendor, and what is said of them.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { writesAt } from '../helpers/at-sandbox.ts';
import { parseDrift } from '../helpers/drift-schema.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

const PEOPLE = `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
contacts:
  - email: ann@example.com
    accounts: [shop]
    firstName: Ann
    channels: { email: subscribed }
  - email: bob@example.com
    accounts: [shop, app]
    firstName: Bob
    channels: { email: unsubscribed }
  - email: gus@example.com
    accounts: [app]
    channels: { email: subscribed }
`;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/people.yaml', PEOPLE);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(...args: readonly string[]): Promise<Run> {
  return place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
}

// biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
type State = { accounts: Record<string, any>; records?: unknown };

async function changeLive(change: (accounts: State['accounts']) => void): Promise<void> {
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as State;
  change(state.accounts);
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
}

async function applied(): Promise<void> {
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
}

function hasName(name: string) {
  return ({ firstName }: { readonly firstName?: string }): boolean => firstName === name;
}

/** Ann opts out, Bob is renamed at the shop and joins at the app, and Gus is deleted. */
function others(): Promise<void> {
  return changeLive(({ shop, app }) => {
    // The creates of the apply were sent side by side, so the order at the vendor is any.
    const [ann, bob] = ['Ann', 'Bob'].map((name) => shop.omnisend.contacts.find(hasName(name)));
    const consent = { status: 'unsubscribed', statusChangedAt: '2099-01-01T00:00:00.000Z' };
    ann.identifiers[0].channels.email = consent;
    ann.statuses = [{ channel: 'email', ...consent }];
    bob.firstName = 'Rob';
    const [joined] = app.loops.contacts.filter(hasName('Bob'));
    joined.subscribed = true;
    app.loops.contacts = [joined];
  });
}

describe('drift', () => {
  test('is none after an apply, and writes nothing', async () => {
    await applied();
    const before = await writesAt(sandbox);
    const run = await rollcall('drift', '--detailed-exitcode');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^No drift: 4 contacts are as they were applied\.\n/);
    expect(await writesAt(sandbox)).toEqual(before);
  });

  test('names who left first, then who is gone, then fields, with their places', async () => {
    await applied();
    await others();
    const run = await rollcall('drift', '--detailed-exitcode');
    expect(run.code).toBe(2);
    const said = run.stdout.split('\n').filter((line) => /^ {2}\S.* \(\d+\)$|^ {2}[-+~] /.test(line));
    expect(said).toEqual([
      '  Subscribed, though declared otherwise (1)',
      '  + app/bob@example.com  contacts.d/people.yaml:9',
      '  No longer at the vendor (1)',
      '  - app/gus@example.com  contacts.d/people.yaml:13',
      '  Opted out (1)',
      '  - shop/ann@example.com  contacts.d/people.yaml:5',
      '  Changed at the vendor (1)',
      '  ~ shop/bob@example.com  contacts.d/people.yaml:9',
    ]);
    expect(run.stdout).toContain('      firstName  "Bob" → "Rob"\n');
    expect((await rollcall('drift')).code).toBe(0);
  });

  test('is a document of its own as JSON, masked on demand', async () => {
    await applied();
    await others();
    const drift = parseDrift((await rollcall('drift', '--json')).stdout);
    expect(drift.entries.map(({ account, kind }) => [account, kind])).toEqual([
      ['app', 'subscribed'],
      ['app', 'gone'],
      ['shop', 'opted-out'],
      ['shop', 'field'],
    ]);
    const masked = await rollcall('drift', '--json', '--redact');
    expect(parseDrift(masked.stdout).entries.at(-1)).toMatchObject({
      key: 'shop/contact 4',
      declared: '‹name 1›',
      live: '‹name 2›',
    });
    expect(masked.stdout).not.toMatch(/example|Rob|2099/);
    const text = await rollcall('drift', '--redact', '--format', 'markdown');
    expect(text.stdout).not.toMatch(/example|Rob|2099/);
  });

  test('does not contain what only the manifests changed', async () => {
    await applied();
    const file = join(place.directory, 'contacts.d/people.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Ann', 'Anna'));
    const run = await rollcall('drift', '--detailed-exitcode');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('1 change of the manifests is not applied yet: `rollcall plan`');
  });

  test('obeys the filters, and names the account in the next command', async () => {
    await applied();
    await others();
    const shop = parseDrift((await rollcall('drift', '--account', 'shop', '--json')).stdout);
    expect(shop.entries.map(({ key }) => key)).toEqual(['shop/ann@example.com', 'shop/bob@example.com']);
    const bob = parseDrift((await rollcall('drift', '--contact', 'bob*', '--json')).stdout);
    expect(bob.entries.map(({ key }) => key)).toEqual(['app/bob@example.com', 'shop/bob@example.com']);
  });

  test('is incomplete, and never clean, if an account cannot be read', async () => {
    await applied();
    await fetch(`${sandbox.url}/_sandbox/next`, {
      method: 'PUT',
      body: JSON.stringify([{ method: 'GET', account: 'shop', status: 401, times: 5 }]),
    });
    const run = await rollcall('drift', '--detailed-exitcode');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('this is incomplete: app and shop could not be compared');
    expect(run.stdout).not.toContain('No drift:');
  });

  test('compares with the manifests alone before the first apply', async () => {
    const run = await rollcall('drift', '--detailed-exitcode');
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('compared with the manifests');
    expect(run.stdout).toContain('Not at the vendor (2)');
  });
});
