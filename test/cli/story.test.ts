// From an account without manifests to an apply that is taken back, staging first and then production, as a new user would do it: the
// commands in order, on a real repository and a sandbox with 2,000 contacts. Nothing is edited by hand but three values.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { git } from '../helpers/repository.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const FIRST = 'contacts.d/shop/shop-0001.yaml';

let sandbox: Sandbox;
let place: Workplace;
/** The commands of the user, git's included. */
let commands: string[];

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 2000, seed: 1, rateLimit: 'off' });
  place = await openWorkplace();
  commands = [];
  git(place.directory, 'init', '--quiet', '--initial-branch=main');
});
afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

/** Runs one command at the sandbox, and expects its exit code. */
async function rollcall(code: number, command: string, ...args: readonly string[]): Promise<Run> {
  commands.push(command);
  const at = command === 'init' ? [] : [`--sandbox=${sandbox.url}`];
  const run = await place.rollcall(command, ...args, ...at);
  expect({ command, code: run.code, stderr: run.stderr }).toMatchObject({ code });
  return run;
}

function commit(message: string): void {
  commands.push('git commit');
  git(place.directory, 'add', '--all');
  git(place.directory, 'commit', '--quiet', `--message=${message}`);
}

async function edit(...replacements: readonly (readonly [RegExp, string])[]): Promise<void> {
  const text = await readFile(join(place.directory, FIRST), 'utf8');
  const edited = replacements.reduce((now, [from, to]) => {
    expect(now).toMatch(from);
    return now.replace(from, to);
  }, text);
  await writeFile(join(place.directory, FIRST), edited);
}

/** Somebody changes a contact in the vendor's app. */
async function atVendor(email: string, body: object): Promise<void> {
  const url = `${sandbox.url}/@production%2Fshop/omnisend/api/contacts?email=${email}`;
  const headers = { Authorization: 'Omnisend-API-Key any', 'Omnisend-Version': '2026-03-15' };
  const json = { ...headers, 'Content-Type': 'application/json' };
  expect((await fetch(url, { method: 'PATCH', headers: json, body: JSON.stringify(body) })).status).toBe(200);
}

async function liveContact(email: string) {
  const url = `${sandbox.url}/@production%2Fshop/omnisend/api/contacts?email=${email}`;
  const headers = { Authorization: 'Omnisend-API-Key any', 'Omnisend-Version': '2026-03-15' };
  const { contacts } = (await (await fetch(url, { headers })).json()) as {
    readonly contacts: readonly {
      readonly city?: string;
      readonly firstName?: string;
      readonly tags?: readonly string[];
    }[];
  };
  return contacts[0];
}

const PRODUCTION = ['--env', 'production'] as const;

const [ADA, BEN, CARLA, LEFT] = [1, 2, 3, 10].map((n) => `user0000${String(n).padStart(2, '0')}@example.com`);

test('init, import, change, apply at staging and production, drift, pull and rollback', {
  timeout: 240_000,
}, async () => {
  const begun = await rollcall(0, 'init', '--account', 'shop', '--env', 'staging', '--env', 'production');
  expect(begun.stdout).toContain('rollcall import --account shop --env production');
  const imported = await rollcall(0, 'import', '--account', 'shop', ...PRODUCTION);
  expect(imported.stdout).toMatch(/Imported 2,000 contacts[\s\S]*Next: rollcall plan --account shop --env production/);
  expect(await readdir(join(place.directory, 'contacts.d/shop'))).toEqual(['shop-0001.yaml', 'shop-0002.yaml']);
  expect((await rollcall(0, 'plan', ...PRODUCTION)).stdout).toContain('No changes. 2,000 contacts are as declared.');
  commit('import');
  await rollcall(0, 'apply', '--auto-approve', ...PRODUCTION);

  const before = await Promise.all([ADA, BEN, CARLA].map((email) => liveContact(email ?? '')));
  await edit(
    [/(email: user000001@example.com\n)/, '$1    city: Lisbon\n'],
    [/(email: user000002@example.com\n {4}tags:\n)/, '$1      spring: true\n'],
    [/(email: user000003@example.com\n)/, '$1    firstName: Carla\n'],
  );
  commit('three changes');
  const rehearsed = await rollcall(0, 'apply', '--auto-approve', '--env', 'staging');
  expect(rehearsed.stdout).toContain('Applied: 3 succeeded of 3 changes.');
  expect(await Promise.all([ADA, BEN, CARLA].map((email) => liveContact(email ?? '')))).toEqual(before);
  const planned = await rollcall(2, 'plan', '--detailed-exitcode', ...PRODUCTION);
  expect(planned.stdout).toContain('Plan: 3 to update, 1,997 unchanged');
  const applied = await rollcall(0, 'apply', '--auto-approve', ...PRODUCTION);
  expect(applied.stdout).toContain('Applied: 3 succeeded of 3 changes.');

  await atVendor(ADA ?? '', { city: 'Porto' });
  const channels = { email: { status: 'unsubscribed', statusChangedAt: new Date().toISOString() } };
  await atVendor(LEFT ?? '', { identifiers: [{ type: 'email', id: LEFT, channels }] });
  const drift = await rollcall(2, 'drift', '--detailed-exitcode', ...PRODUCTION);
  expect(drift.stdout).toMatch(/Opted out \(1\)[\s\S]*user000010@[\s\S]*"Lisbon" → "Porto"[\s\S]*`rollcall pull/);
  const pulled = await rollcall(0, 'pull', '--all', ...PRODUCTION);
  expect(pulled.stdout).toMatch(/Took 2 values of 2 contacts[\s\S]*commit them; `rollcall plan/);
  const changedLines = git(place.directory, 'diff', '--unified=0').match(/^[-+] .*$/gm);
  expect(changedLines).toEqual([
    '-    city: Lisbon',
    '+    city: Porto',
    '-      email: subscribed',
    '+      email: unsubscribed',
  ]);
  commit('what others changed');

  // What somebody else has changed since is named, and left as it is.
  const back = await rollcall(3, 'rollback', '--auto-approve', ...PRODUCTION);
  expect(back.stdout).toMatch(/user000001@example.com[\s\S]*changed-since-apply[\s\S]*2 succeeded/);
  const after = await Promise.all([ADA, BEN, CARLA].map((email) => liveContact(email ?? '')));
  expect(after.map((contact) => contact?.city)).toEqual(['Porto', ...before.slice(1).map((contact) => contact?.city)]);
  expect(after.map((contact) => contact?.firstName)).toEqual(before.map((contact) => contact?.firstName));
  expect(after.map((contact) => contact?.tags)).toEqual(before.map((contact) => contact?.tags));
  const refused = await rollcall(0, 'plan', ...PRODUCTION);
  expect(refused.stdout).toMatch(/2 blocked[\s\S]*rolled-back/);
  expect(commands.length).toBeLessThanOrEqual(14);
});
