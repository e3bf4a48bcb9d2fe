// A pull request that deletes two contacts, drops a field, moves a file and resubscribes a person.

import { execFileSync } from 'node:child_process';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890abcdef', HOME: '/nonexistent' });
  await place.write('contacts.d/accounts.yaml', accounts());
  await place.write('contacts.d/people.yaml', PEOPLE);
  await place.write('contacts.d/leaving.yaml', LEAVING);
  git('init', '--quiet', '--initial-branch', 'main');
  commit('everybody');
  await put([
    contact(1, 'stays@example.com', { firstName: 'Stay', city: 'Vilnius' }),
    contact(2, 'left@example.com', {}, 'unsubscribed'),
    contact(3, 'gone1@example.com', { firstName: 'Gone' }),
    contact(4, 'gone2@example.com', { firstName: 'Gone' }),
  ]);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

const PEOPLE = `contacts:
  - { email: stays@example.com, firstName: Stay, city: Vilnius }
  - { email: left@example.com, channels: { email: unsubscribed } }
`;
const LEAVING = `contacts:
  - { email: gone1@example.com, firstName: Gone }
  - { email: gone2@example.com, firstName: Gone }
`;

function accounts(more = ''): string {
  const base = `baseUrl: "${sandbox.url}/omnisend", apiKey: "\${OMNISEND_API_KEY}"`;
  return `accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", ${base}${more} }\n`;
}

function git(...args: readonly string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: 't',
    GIT_AUTHOR_EMAIL: 't@example.com',
    GIT_COMMITTER_NAME: 't',
    GIT_COMMITTER_EMAIL: 't@example.com',
  };
  return execFileSync('git', args, {
    cwd: place.directory,
    env: { PATH: process.env.PATH, ...identity },
    encoding: 'utf8',
  }).trim();
}

function commit(message: string): void {
  git('add', '--all', 'contacts.d');
  git('commit', '--quiet', '--message', message);
}

function contact(number: number, email: string, fields: object, status = 'subscribed'): object {
  const channels = { email: { status, statusChangedAt: '2024-01-01T00:00:00Z' } };
  return { id: `66a00000000000000000000${number}`, identifiers: [{ type: 'email', id: email, channels }], ...fields };
}

async function put(contacts: readonly object[]): Promise<void> {
  const state = { version: 1, accounts: { default: { omnisend: { contacts } } } };
  const response = await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
  expect(response.ok).toBe(true);
}

async function writes(): Promise<readonly { method: string; path: string; body: unknown }[]> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as {
    method: string;
    path: string;
    body: unknown;
  }[];
  return all.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => ({ method, path, body }));
}

/** The pull request's work tree. */
async function change(): Promise<void> {
  await rm(join(place.directory, 'contacts.d/leaving.yaml'));
  await rename(join(place.directory, 'contacts.d/people.yaml'), join(place.directory, 'contacts.d/moved.yaml'));
  const file = join(place.directory, 'contacts.d/moved.yaml');
  const text = (await readFile(file, 'utf8')).replace(', city: Vilnius', '');
  const claim = '{ email: { status: subscribed, consent: { source: form, createdAt: 2025-01-01T00:00:00Z } } }';
  await writeFile(file, text.replace('{ email: unsubscribed }', claim));
}

describe('a pull request', () => {
  test('keeps two contacts, removes one value, ignores a move, blocks one difference', async () => {
    await change();
    const run = await place.rollcall('plan', '--base', 'main', '--json', '--out', 'plan.json');
    expect(run.stderr).toBe('');
    const plan = JSON.parse(run.stdout);
    expect(plan.base).toEqual({ name: 'main', commits: [git('rev-parse', 'main')] });
    expect(plan.changes.map(({ key, differences, blocked }: never) => ({ key, differences, blocked }))).toEqual([
      {
        key: 'shop/left@example.com',
        differences: [],
        blocked: [expect.objectContaining({ rule: 'resubscribe', unblock: expect.stringContaining('with-consent') })],
      },
      {
        key: 'shop/stays@example.com',
        differences: [{ path: ['city'], op: 'remove', before: 'Vilnius', after: null, unproven: true }],
        blocked: [],
      },
    ]);
    expect(plan.accounts[0].notices).toMatchObject([
      { rule: 'no-longer-declared', entries: [{ key: 'shop/gone1@example.com' }, { key: 'shop/gone2@example.com' }] },
    ]);

    const applied = await place.rollcall('apply', 'plan.json');
    expect(applied.stdout).toContain('1 succeeded, 1 blocked of 2 changes');
    expect(await writes()).toEqual([
      { method: 'PATCH', path: '/api/contacts/66a000000000000000000001', body: { city: '' } },
    ]);
  });

  test('with onRemoved: unsubscribe, two people stop being mailable', async () => {
    await change();
    await place.write('contacts.d/accounts.yaml', accounts(', onRemoved: unsubscribe'));
    const run = await place.rollcall('plan', '--base', 'main', '--out', 'plan.json');
    expect(run.stdout).toContain('2 stop being mailable');
    expect(run.stdout).toMatch(/to unsubscribe \(2\)/);
    expect((await place.rollcall('apply', 'plan.json')).stdout).toContain('3 succeeded, 1 blocked of 4 changes');
  });

  test('a contact declared subscribed again is blocked, too, with what would unblock it', async () => {
    await change();
    const text = await readFile(join(place.directory, 'contacts.d/moved.yaml'), 'utf8');
    await place.write('contacts.d/moved.yaml', text.replace(/channels: .*/, 'channels: { email: subscribed } }'));
    const run = await place.rollcall('plan', '--base', 'main', '--json');
    const { blocked } = JSON.parse(run.stdout).changes[0];
    expect(blocked).toMatchObject([{ rule: 'resubscribe', unblock: expect.stringContaining('`consent.createdAt`') }]);
  });

  test('explain gives the same result for each contact, also for those no longer declared', async () => {
    await change();
    await place.write('contacts.d/accounts.yaml', accounts(', onRemoved: unsubscribe'));
    const run = await place.rollcall('explain', 'gone1@example.com', '--base', 'main', '--json');
    const [explanation] = JSON.parse(run.stdout).explanations;
    expect(explanation).toMatchObject({ removed: 'unsubscribe', decision: 'update' });
    expect(explanation.fields).toContainEqual({
      path: ['channels', 'email', 'status'],
      desired: 'unsubscribed',
      live: 'subscribed',
      verdict: 'change',
    });
  });

  test('--changed reads only contacts that differ; without a base it is a usage error', async () => {
    await change();
    const run = await place.rollcall('plan', '--base', 'main', '--changed', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ filters: { changed: true }, changes: [{}, {}] });
    expect((await place.rollcall('plan', '--changed', '--base', 'none')).code).toBe(64);
  });

  test('the error for an unknown base names the command to run', async () => {
    const run = await place.rollcall('plan', '--base', 'nowhere');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('`git log --oneline --all` lists')]);
    git('remote', 'add', 'origin', '/nowhere');
    const fetched = await place.rollcall('plan', '--base', 'nowhere');
    expect([fetched.code, fetched.stderr]).toEqual([1, expect.stringContaining('git fetch origin nowhere')]);
    const counted = await place.rollcall('plan', '--base', 'HEAD~99');
    expect(counted.stderr).toContain('`git log --oneline --all` lists');
  });

  test('without a repository, --base main is an error with a hint', async () => {
    await rm(join(place.directory, '.git'), { recursive: true });
    const run = await place.rollcall('plan', '--base', 'main');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('contacts.d is not in a git repository')]);
    expect(run.stderr).toContain('name a directory as the base, or write `--base none`');
  });

  test('only what was reviewed is sent', async () => {
    await place.rollcall('plan', '--base', 'applied', '--out', 'reviewed.json');
    await place.write('contacts.d/people.yaml', PEOPLE.replace('firstName: Stay', 'firstName: Other'));
    const run = await place.rollcall('apply', '--reviewed', 'reviewed.json', '--base', 'applied');
    expect(run.stdout).toContain('not in the reviewed plan');
    expect(run.code).toBe(3);
    expect(await writes()).toEqual([]);
  });
});
