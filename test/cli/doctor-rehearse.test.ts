// `rollcall doctor --rehearse`: from the question to the plan that believes what was found.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { parseDiagnosis } from '../helpers/doctor-schema.ts';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { aRepository, commit, git, writeFiles } from '../helpers/repository.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const EMAIL = 'me+rollcall@example.net';
const FILE = 'contacts.d/facts.shop.yaml';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ SHOP_KEY: 'brand1-key0123456789' });
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", baseUrl: "${sandbox.baseUrls.omnisend}", limits: { minContacts: 0 } }
contacts:
  - { email: ann@example.com, city: null, state: null }
`,
  );
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

const rollcall = (...args: readonly string[]): Promise<Run> => place.rollcall(...args, '--no-color');
const rehearse = (...args: readonly string[]) => rollcall('doctor', '--rehearse', EMAIL, ...args);

// biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
async function setVendor(settings: object): Promise<any> {
  const contacts = [
    {
      identifiers: [{ type: 'email', id: 'ann@example.com', channels: { email: { status: 'nonSubscribed' } } }],
      city: 'Oslo',
      state: 'Viken',
    },
  ];
  const state = { version: 1, accounts: { default: { omnisend: { contacts, ...settings } } } };
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
}

async function writes(): Promise<readonly { readonly body: unknown }[]> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { method: string; body: unknown }[];
  return all.filter(({ method }) => method !== 'GET');
}

test('what was proved loses its mark, and what was refused becomes a mistake', { timeout: 60_000 }, async () => {
  await setVendor({ clearing: { state: 'refused' } });
  const before = await rollcall('plan', '--base', 'none');
  expect(before.stdout.match(/unproven/g)).toHaveLength(2);

  const run = await rehearse('--auto-approve', '--json');
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(parseDiagnosis(run.stdout).accounts[0]?.rehearsal).toMatchObject({
    ended: 'done',
    contact: 'stays',
    recorded: { file: FILE },
  });
  expect(JSON.stringify(await writes())).not.toContain('ann@');
  const text = await readFile(join(place.directory, FILE), 'utf8');
  expect(text).toMatch(
    /- fact: clear\.city\n {8}result: proved\n {8}date: \d{4}-\d\d-\d\d\n {8}apiVersion: 2026-03-15\n/,
  );
  expect(text).toMatch(/- fact: clear\.state\n {8}result: refused\n/);
  expect((await rollcall('fmt', '--check')).stdout).not.toContain('facts.shop');

  const refused = await rollcall('plan', '--base', 'none');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/all\.yaml:4[\s\S]*cannot-clear/)]);
  await place.write(
    'contacts.d/all.yaml',
    (await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).replace(', state: null', ''),
  );
  const after = await rollcall('plan', '--base', 'none');
  expect([after.code, after.stdout]).toEqual([0, expect.stringContaining('"city":""')]);
  expect(after.stdout).not.toContain('unproven');
  expect((await rollcall('doctor')).stdout).toMatch(/clear\.city, 1 contact: proved here on/);
});

test('facts of a branch are shown, and believed once they are merged', { timeout: 60_000 }, async () => {
  await setVendor({});
  const origin = aRepository();
  git(origin, 'config', 'receive.denyCurrentBranch', 'ignore');
  const { directory } = place;
  git(directory, 'init', '--quiet', '--initial-branch=main');
  writeFiles(directory, { '.gitignore': '.rollcall/\n' });
  git(directory, 'remote', 'add', 'origin', `file://${origin}`);
  commit(directory);
  git(directory, 'push', '--quiet', 'origin', 'main');
  // As a clone has it: commands that work offline know the default branch by it.
  git(directory, 'remote', 'set-head', 'origin', 'main');
  git(directory, 'checkout', '--quiet', '-b', 'facts');
  expect((await rehearse('--auto-approve')).code).toBe(0);
  commit(directory);
  git(directory, 'push', '--quiet', 'origin', 'facts');

  const plan = async (): Promise<number> =>
    (await rollcall('plan', '--base', 'none')).stdout.match(/unproven/g)?.length ?? 0;
  expect(await plan()).toBe(2);
  expect((await rollcall('validate')).stderr).toMatch(
    /facts-not-merged[\s\S]*7 facts of shop are not on the default branch/,
  );
  expect((await rollcall('doctor')).stdout.replace(/\s+/g, ' ')).toMatch(
    /clear\.city, 1 contact: proved here on [\d-]+, not merged, so not believed/,
  );
  git(directory, 'push', '--quiet', 'origin', 'facts:main');
  expect(await plan()).toBe(0);
});

test('in a sandbox nothing is recorded', async () => {
  const { code, stdout } = await rehearse('--auto-approve', '--sandbox');
  expect([code, stdout]).toEqual([0, expect.stringContaining('a sandbox proves nothing of a vendor')]);
  expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['all.yaml']);
});

test('a vendor that has the address already: nothing is written, and the exit code says so', async () => {
  const channels = { email: { status: 'nonSubscribed' } };
  await setVendor({ contacts: [{ identifiers: [{ type: 'email', id: 'me2@example.net', channels }] }] });
  const { code, stdout } = await rollcall('doctor', '--rehearse', 'me2@example.net', '--auto-approve', '--redact');
  expect([code, stdout]).toEqual([3, expect.stringMatching(/the account has a contact of the address ‹email›/)]);
  expect(stdout).not.toContain('me2@');
  expect(await writes()).toEqual([]);
});

describe('nothing is written', () => {
  test.each<readonly [what: string, args: readonly string[], code: number, words: RegExp]>([
    ['without a terminal or a flag', ['--rehearse', EMAIL], 1, /no terminal to confirm on[\s\S]*--auto-approve/],
    ['with an address that is none', ['--rehearse', 'jane', '--auto-approve'], 64, /is not an email address/],
    [
      'with an address that a manifest names',
      ['--rehearse', 'Ann@Example.com', '--auto-approve'],
      64,
      /the manifests name/,
    ],
    [
      'with one that a filter leaves out',
      ['--rehearse', 'ann@example.com', '--auto-approve', '--contact', 'x*'],
      64,
      /the manifests name/,
    ],
  ])('%s', async (_, args, code, words) => {
    const run = await rollcall('doctor', ...args);
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(words)]);
    expect(await writes()).toEqual([]);
  });

  test.skipIf(lacksTerminal)('after one yes of two', async () => {
    await place.write('keys.env', 'SHOP_KEY=brand1-key0123456789\n');
    const first = await rollcallAtTerminal(place, ['doctor', '--rehearse', EMAIL, '--secrets', 'keys.env'], {
      after: 'is accepted: ',
      keys: 'no\r',
    });
    expect([first.code, first.screen]).toEqual([1, expect.stringContaining('not rehearsed; nothing was written')]);
    expect(first.screen.replace(/\s+/g, ' ')).toContain(
      `Create one contact with the address ${EMAIL} at shop (Omnisend 2026-03-15,`,
    );
    const second = await rollcallAtTerminal(
      place,
      ['doctor', '--rehearse', EMAIL, '--secrets', 'keys.env'],
      { after: 'is accepted: ', keys: 'yes\r' },
      { after: 'whom you mail? Only "yes" is accepted: ', keys: 'no\r' },
    );
    expect([second.code, second.screen]).toEqual([1, expect.stringContaining('an address of your own')]);
    expect(await writes()).toEqual([]);
  });
});
