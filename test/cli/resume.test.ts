// The plan, the journal and the locks of an apply, with the built program.

import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { openAtSandbox, writesAt } from '../helpers/at-sandbox.ts';
import type { Run, Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  ({ sandbox, place } = await openAtSandbox(MANIFEST));
});

function apply(...args: readonly string[]): Promise<Run> {
  return place.rollcall('apply', '--sandbox', sandbox.url, '--quiet', ...args);
}

function sent(): Promise<readonly string[]> {
  return writesAt(sandbox);
}

async function journalPath(): Promise<string> {
  const [name = ''] = await readdir(join(place.directory, '.rollcall/journal'));
  return join(place.directory, '.rollcall/journal', name);
}

/** The first write is refused for its key, so that the account stops and the rest is pending. */
async function stopAfterOne(): Promise<void> {
  const refusal = [{ match: { method: 'POST' }, times: 1000, status: 401, body: {} }];
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(refusal) });
}

/** As a kill right after the beginning leaves it: with the plans that are kept until the end. */
async function cutJournal(...plans: readonly string[]): Promise<void> {
  const path = await journalPath();
  for (const file of plans) {
    const text = await readFile(join(place.directory, file), 'utf8');
    await place.write(`.rollcall/plans/${(JSON.parse(text) as { planId: string }).planId}.json`, text);
  }
  await writeFile(path, `${(await readFile(path, 'utf8')).split('\n')[0]}\n{"type":"sen`);
}

test('an apply keeps its journal in a private file, and its plan for a rollback', async () => {
  await place.write('contacts.d/more.yaml', 'contacts:\n  - { email: bob@example.com, firstName: Bob }\n');
  await stopAfterOne();
  expect(await apply('--auto-approve', '--parallelism', '1')).toMatchObject({ code: 3 });
  const path = await journalPath();
  const [plan = ''] = await readdir(join(place.directory, '.rollcall/plans'));
  expect(path.endsWith(plan.replace('.json', '.ndjson'))).toBe(true);
  for (const file of [path, join(place.directory, '.rollcall/plans', plan)]) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
  expect(await readdir(join(place.stateHome, 'rollcall/locks'))).toEqual([]);
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: '[]' });
  expect(await apply('--auto-approve')).toMatchObject({ code: 0 });
  expect(await readdir(join(place.directory, '.rollcall/plans'))).toHaveLength(1);
});

test('with --identity, the plan is saved encrypted, and --resume decrypts it', async () => {
  const identity = await generateIdentity();
  await place.write('key.txt', `# mine\n${identity}\n`);
  const recipient = await identityToRecipient(identity);
  await place.write('contacts.d/eve.yaml', 'contacts:\n  - { email: eve@example.com, firstName: Eve }\n');
  await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'plan.age', '--encrypt-to', recipient);
  await place.write('contacts.d/more.yaml', 'contacts:\n  - { email: bob@example.com, firstName: Bob }\n');
  await stopAfterOne();
  const reviewed = ['--reviewed', 'plan.age', '--identity', 'key.txt', '--parallelism', '1'];
  expect(await apply(...reviewed)).toMatchObject({ code: 3, stdout: expect.stringContaining('1 pending') });
  const kept = await readdir(join(place.directory, '.rollcall/plans'));
  expect(kept.map((name) => name.replace(/^[0-9a-f]+/, ''))).toEqual(['.age', '.age']);
  for (const name of kept) {
    const bytes = await readFile(join(place.directory, '.rollcall/plans', name));
    expect([bytes.toString('latin1').slice(0, 21), bytes.includes('example.com')]).toEqual([
      'age-encryption.org/v1',
      false,
    ]);
  }
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: '[]' });
  expect(await apply('--resume', '--auto-approve')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('add --identity FILE'),
  });
  const resumed = await apply('--resume', '--identity', 'key.txt', '--auto-approve');
  expect(resumed).toMatchObject({ code: 3, stdout: expect.stringContaining('1 succeeded') });
  expect(resumed.stdout).toContain('unreviewed');
  // What is kept for a rollback stays encrypted.
  const left = await readdir(join(place.directory, '.rollcall/plans'));
  expect(left.map((name) => name.replace(/^[0-9a-f]+/, ''))).toEqual(['.age']);
});

test('an invalid identity is an error before anything is sent', async () => {
  await place.write('none.txt', 'AGE-SECRET-KEY-1NONE\n');
  expect(await apply('--auto-approve', '--identity', 'none.txt')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.txt contains no age identity'),
  });
  expect(await sent()).toEqual([]);
});

describe('--resume', () => {
  test('continues the newest unfinished journal; then there is none', async () => {
    await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'plan.json');
    const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
    await apply('plan.json');
    await cutJournal('plan.json');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
    expect(await apply('--resume', '--auto-approve')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 succeeded'),
    });
    expect(await apply('--resume', '--auto-approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is nothing to resume'),
    });
    expect(await sent()).toHaveLength(2);
  });

  test('accepts a journal of another machine together with its plan', async () => {
    await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'plan.json');
    const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
    await apply('plan.json');
    await cutJournal();
    await copyFile(await journalPath(), join(place.directory, 'other.ndjson'));
    await rm(join(place.directory, '.rollcall'), { recursive: true });
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
    expect(await apply('--resume', 'other.ndjson', '--auto-approve')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the plan of other\.ndjson is not in \.rollcall\/plans[\s\S]*apply PLAN --resume/),
    });
    expect(await apply('plan.json', '--resume', 'other.ndjson')).toMatchObject({ code: 0 });
  });

  test('rejects a journal of another plan', async () => {
    await apply('--auto-approve');
    await cutJournal();
    await place.write('contacts.d/more.yaml', 'contacts:\n  - { email: bob@example.com, firstName: Bob }\n');
    await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'other.json');
    expect(await apply('other.json', '--resume', await journalPath())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is the journal of another plan'),
    });
    expect(await sent()).toHaveLength(1);
  });

  test('the error for a missing journal says where journals are', async () => {
    const run = await apply('--resume', 'nowhere.ndjson');
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/journal nowhere\.ndjson does not exist.*\.rollcall\/journal/s),
    ]);
  });

  test('sends only what was reviewed in the first run, and rejects --reviewed', async () => {
    expect(await apply('--resume', '--reviewed', 'plan.json')).toMatchObject({ code: 64 });
    await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'reviewed.json');
    await place.write('contacts.d/more.yaml', 'contacts:\n  - { email: bob@example.com, firstName: Bob }\n');
    const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
    await place.rollcall('plan', '--sandbox', sandbox.url, '--out', 'fresh.json');
    expect(await apply('--reviewed', 'reviewed.json')).toMatchObject({ code: 3 });
    await cutJournal('fresh.json', 'reviewed.json');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
    const resumed = await apply('--resume', '--auto-approve');
    expect(resumed).toMatchObject({ code: 3, stdout: expect.stringContaining('unreviewed') });
    const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as {
      readonly accounts: unknown;
    };
    expect(JSON.stringify(accounts)).not.toContain('bob@');
  });

  test('sends what any of several reviewed plans has, and remembers all of them', async () => {
    const people = (...names: readonly string[]): Promise<void> =>
      place.write(
        'contacts.d/people.yaml',
        MANIFEST.replace(/ {2}- .*\n/, names.map((n) => `  - { email: ${n}@example.com }\n`).join('')),
      );
    const planned = async (file: string, ...names: readonly string[]): Promise<void> => {
      await people(...names);
      await place.rollcall('plan', '--sandbox', sandbox.url, '--out', file);
    };
    await planned('first.json', 'ann');
    await planned('second.json', 'bob', 'cyd');
    await planned('fresh.json', 'ann', 'bob', 'cyd', 'dan');
    const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
    const run = await apply('--reviewed', 'first.json', '--reviewed', 'second.json');
    expect(run).toMatchObject({ code: 3, stdout: expect.stringContaining('3 succeeded, 1 skipped of 4 changes') });
    const [started = ''] = (await readFile(await journalPath(), 'utf8')).split('\n');
    expect((JSON.parse(started) as { reviewed: unknown[] }).reviewed.length).toBe(2);
    await cutJournal('fresh.json', 'first.json', 'second.json');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
    expect(await apply('--resume', '--auto-approve')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('3 succeeded, 1 skipped of 4 changes'),
    });
  });
});

test.each(['journal', 'plans'])('where .rollcall/%s cannot be written, nothing is sent', async (name) => {
  await mkdir(join(place.directory, '.rollcall'));
  await writeFile(join(place.directory, '.rollcall', name), '');
  const run = await apply('--auto-approve');
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('not a directory') });
  expect(await sent()).toEqual([]);
});
