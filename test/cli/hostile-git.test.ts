// Every command of the built program, in every place where the files of a stranger would make git run a program. None runs, and
// git gets no credential.

import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { NESTS, partialClone } from '../helpers/hostile-nests.ts';
import { type Probe, probeGit } from '../helpers/probe.ts';
import { git } from '../helpers/repository.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import { setTraps, type Traps } from '../helpers/traps.ts';

const KEY = 'brand-1234567890abcdef';

let sandbox: Sandbox;
let place: Workplace;
let root: string;
let traps: Traps;
let probe: Probe;

beforeEach(async () => {
  traps = setTraps();
  probe = probeGit();
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({
    PATH: probe.path,
    HOME: '/nonexistent',
    OMNISEND_API_KEY: KEY,
    // Set by whoever calls: they would lead git astray, or have it run something.
    GIT_DIR: '/nonexistent',
    GIT_SSH_COMMAND: traps.program('callers-ssh-command'),
    GIT_EXTERNAL_DIFF: traps.program('callers-diff'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: traps.program('callers-fsmonitor'),
    GIT_TRACE2: join(traps.marks, 'trace'),
  });
  root = realpathSync(place.directory);
  await place.write('contacts.d/accounts.yaml', accounts());
  await place.write('contacts.d/people.yaml', 'contacts:\n  - { email: jane@example.com, firstName: Jane }\n');
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function accounts(): string {
  const account = `provider: omnisend, apiVersion: "2026-03-15", onMissing: create, limits: { minContacts: 0 }`;
  return `accounts:\n  shop: { ${account}, baseUrl: "${sandbox.url}/omnisend", apiKey: "\${OMNISEND_API_KEY}" }\n`;
}

/** In an order in which each has what it needs. */
const COMMANDS: readonly (readonly string[])[] = [
  ['validate'],
  ['fmt', '--check'],
  ['plan', '--sandbox', '--base', 'main', '--changed'],
  ['plan', '--sandbox', '--base', './contacts.d'],
  ['plan', '--sandbox', '--base', '--upload-pack=x'],
  ['plan', '--sandbox', '--base', 'contacts.d', '--out', 'plan.json'],
  ['show', 'plan.json'],
  ['explain', 'jane@example.com', '--sandbox', '--base', 'HEAD'],
  ['drift', '--sandbox'],
  ['doctor', '--sandbox'],
  ['pull', '--all', '--dry-run', '--sandbox'],
  ['snapshot', '--base', 'main', '--out', 'live.ndjson'],
  ['import', '--account', 'shop', '--to', 'imported'],
  ['init'],
  ['completion', 'bash'],
  ['help', 'resubscribe'],
  ['digest', 'jane@example.com'],
  ['erase', 'jane@example.com', '--sandbox', '--dry-run'],
  ['record', 'list'],
  ['record', 'drop', '--account', 'shop', '--auto-approve', '--offline-record'],
  ['record', 'move', 'HEAD', '--offline-record'],
  ['record', 'forget-owed', '--auto-approve', '--offline-record'],
  ['apply', '--sandbox', '--auto-approve', '--base', 'HEAD'],
  ['set', 'jane@example.com', 'city=Oslo', '--sandbox', '--auto-approve'],
  ['unsubscribe', 'jane@example.com', '--sandbox', '--auto-approve'],
  ['apply', 'plan.json', '--sandbox', '--offline-record'],
  ['rollback', '--sandbox', '--offline-record'],
  ['rollback', '--list'],
  ['worker'],
  ['runs'],
];

/** These reach the remote, for the record of what was applied. */
const REACHING: readonly (readonly string[])[] = [
  ['plan'],
  ['plan', '--base', 'contacts.d'],
  ['explain', 'jane@example.com', '--base', 'HEAD'],
  ['apply', '--auto-approve'],
  ['explain', 'jane@example.com'],
  ['drift'],
  ['pull', '--all', '--dry-run'],
  ['record', 'list', '--remote'],
];

async function runAll(commands: typeof COMMANDS, directory: string): Promise<void> {
  for (const [command = '', ...args] of commands) {
    const where = ['show', 'completion', 'init', 'digest', 'worker', 'runs'].includes(command)
      ? []
      : ['--dir', directory];
    const { stderr } = await place.rollcall(command, ...args, ...where);
    expect({ command, stderr, sprung: traps.sprung() }).toMatchObject({ sprung: [] });
    expect(stderr).not.toContain('bug in rollcall');
  }
}

function expectSafeCalls(): void {
  for (const call of probe.calls()) expect(call[0]).toMatch(/^--git-dir=\//);
  const environments = probe.environments();
  expect(environments).not.toContain(KEY);
  expect(environments).not.toMatch(/^(GIT_SSH_COMMAND|GIT_DIR|GIT_EXTERNAL_DIFF|GIT_TRACE2)=/m);
  expect(environments).not.toContain('callers-fsmonitor');
}

describe('no program runs in', () => {
  test.each(NESTS.map((nest) => [nest.name, nest] as const))('%s', { timeout: 90_000 }, async (_, nest) => {
    const { build, directory = 'contacts.d', head, remote } = nest;
    build(root, traps);
    const planned = await place.rollcall('plan', '--dir', directory, '--base', 'HEAD');
    if (head === 'works') expect(planned.stdout).toContain('1 to create');
    else expect(planned.stderr).toMatch(head);
    await runAll(REACHING, directory);
    const clone = dirname(join(root, directory));
    if (head === 'works') {
      const ref = git(clone, 'for-each-ref', '--format=%(refname)', 'refs/rollcall/record');
      expect(git(clone, 'ls-tree', '--full-tree', '--name-only', ref)).toBe('record.json');
      const recorded = git(clone, 'rev-parse', ref);
      if (remote) expect(git(git(clone, 'remote', 'get-url', 'origin'), 'rev-parse', ref)).toBe(recorded);
    }
    await runAll(COMMANDS, directory);
    expectSafeCalls();
  });

  test.each(['file', 'ext', 'ssh', 'git'] as const)(
    'a partial clone that lacks the base, with a remote over %s',
    { timeout: 90_000 },
    async (url) => {
      partialClone(root, traps, url);
      const planned = await place.rollcall('plan', '--sandbox', '--base', 'HEAD');
      expect(planned.stderr).toContain('git fetch --refetch --no-filter');
      await runAll(COMMANDS, 'contacts.d');
      expectSafeCalls();
    },
  );
});

test('fetch and push use the transport settings of the clone, and pass on no credential', async () => {
  partialClone(root, traps, 'ssh');
  for (const command of REACHING) await place.rollcall(...command);
  const run = await place.rollcall('apply', '--auto-approve');
  expect(run.stderr).toContain('cannot ask for what was applied at origin');
  expect(traps.sprung()).toEqual(['ssh-command']);
  const environment = readFileSync(join(traps.marks, 'ssh-command'), 'utf8');
  expect(environment).toContain('HOME=/nonexistent');
  expect(environment).not.toContain(KEY);
  expect(environment).not.toContain('upload-pack-');
  expectSafeCalls();
});

test('a remote that is a program is never run, whatever the configuration allows', async () => {
  partialClone(root, traps, 'ext');
  for (const command of REACHING) await place.rollcall(...command);
  const run = await place.rollcall('apply', '--auto-approve');
  expect(run.stderr).toContain("at origin: transport 'ext' not allowed");
  expect(traps.sprung()).toEqual([]);
});

describe('the record that a claim to supersede an opt-out needs', () => {
  const CLAIM = '{ source: form, createdAt: 2024-05-01T00:00:00Z, supersedesOptOut: true }';

  beforeEach(async () => {
    const channels = `{ email: { status: subscribed, consent: ${CLAIM} } }`;
    await place.write('contacts.d/people.yaml', `contacts:\n  - { email: jane@example.com, channels: ${channels} }\n`);
  });

  test('is an error, not absent, if `.git` points elsewhere', async () => {
    git(root, 'init', '--quiet');
    await place.write('contacts.d/.git', `gitdir: ${root}/.git\n`);
    const run = await place.rollcall('plan');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`${root}/contacts.d/.git points to ${root}/.git, whose \`core.worktree\` is not `);
  });

  test('is absent without a repository; without git, a plan needs another base than the record', async () => {
    expect((await place.rollcall('plan')).code).toBe(0);
    git(root, 'init', '--quiet');
    const alone = await openWorkplace({ PATH: '/nonexistent', OMNISEND_API_KEY: KEY });
    const dir = ['--dir', join(root, 'contacts.d')];
    const refused = await alone.rollcall('plan', ...dir);
    const run = await alone.rollcall('plan', '--base', 'none', ...dir);
    await alone.remove();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('git cannot be started')]);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });
});
