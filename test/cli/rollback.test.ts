// Taking an apply back with the built program: shown, carried out, recorded for everybody, and not done again until it is reverted.

import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { aTeam, type Machine, people, type Team } from '../helpers/team.ts';

// Each story runs the program a dozen times.
vi.setConfig({ testTimeout: 240_000 });

const JANE = 'email: jane@example.com, firstName: Jane, city: London';
const JANET = 'email: jane@example.com, firstName: Janet, city: Vilnius, tags: { vip: true }';
const JOE = 'email: joe@example.com, firstName: Joe, channels: { email: { status: subscribed } }';

/** A machine that applied two commits: Jane, then Janet and Joe. Its plan of the second was saved as `again.json`. */
async function twoApplies(): Promise<{ readonly team: Team; readonly machine: Machine }> {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ '.gitignore': '.rollcall\n', 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  expect(await machine.apply()).toMatchObject({ code: 0 });
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANET, JOE) });
  expect(await machine.rollcall('plan', '--out', 'again.json')).toMatchObject({ code: 0 });
  expect(await machine.apply()).toMatchObject({ code: 0 });
  await team.writes();
  return { team, machine };
}

async function blockedBy(machine: Machine): Promise<readonly unknown[]> {
  const { changes } = (await machine.plan()) as unknown as {
    readonly changes: readonly { readonly blocked: readonly { readonly rule: string }[] }[];
  };
  return changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule));
}

describe('the last apply', () => {
  test('is shown without a terminal, taken back with --auto-approve, and not done again by anybody', async () => {
    const { team, machine } = await twoApplies();
    const shown = await machine.rollcall('rollback');
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.stdout).toMatch(/Takes back the apply of .*, where\s+live\s+still\s+has what it wrote/);
    expect(shown.stdout).toMatch(/"Janet"\s+→ "Jane"/);
    expect(shown.stderr).toMatch(/rollcall rollback --auto-approve/);
    expect(await team.writes()).toEqual([]);

    const back = await machine.rollcall('rollback', '--auto-approve');
    // Joe was created, and this vendor deletes nobody.
    expect(back).toMatchObject({ code: 3 });
    expect(back.stderr).toMatch(/Recorded as rolled back, and pushed: shop\.\n.*git revert [0-9a-f]+/);
    const [jane, joe] = await team.contacts();
    expect(jane).toMatchObject({ firstName: 'Jane', city: 'London', tags: [] });
    expect(joe).toMatchObject({ identifiers: [{ channels: { email: { status: 'nonSubscribed' } } }] });
    await team.writes();

    const colleague = await team.machine();
    expect(await blockedBy(colleague)).toEqual(['rolled-back', 'rolled-back']);
    expect(await colleague.apply()).toMatchObject({ code: 3 });
    expect(await machine.rollcall('apply', 'again.json')).toMatchObject({ code: 3 });
    expect(await machine.rollcall('rollback', '--auto-approve')).toMatchObject({ code: 3 });
    expect(await team.writes()).toEqual([]);
    expect((await colleague.rollcall('record', 'list')).stdout).toMatch(/2 contacts rolled back/);

    colleague.git('revert', '--no-edit', 'HEAD');
    colleague.push();
    expect(await blockedBy(colleague)).toEqual([]);
    expect(await colleague.apply()).toMatchObject({ code: 0 });
    expect(await team.writes()).toEqual([]);
    expect((await colleague.rollcall('record', 'list')).stdout).not.toMatch(/rolled back/);
  });

  test('is a plan like any other: saved, shown, applied on another machine from its files', async () => {
    const { team, machine } = await twoApplies();
    const colleague = await team.machine();
    await cp(join(machine.place.directory, '.rollcall'), join(colleague.place.directory, 'files'), { recursive: true });
    expect(await colleague.rollcall('rollback')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/--from DIR/),
    });
    expect(await colleague.rollcall('rollback', '--from', 'files', '--out', 'back.json')).toMatchObject({ code: 0 });
    expect((await colleague.rollcall('show', 'back.json')).stdout).toMatch(/Takes back the apply/);
    expect(await team.writes()).toEqual([]);
    expect(await colleague.rollcall('apply', 'back.json')).toMatchObject({ code: 3 });
    expect((await team.contacts())[0]).toMatchObject({ firstName: 'Jane', city: 'London' });
    expect(await blockedBy(machine)).toEqual(['rolled-back', 'rolled-back']);
  });

  test('leaves what somebody else has changed since', async () => {
    const { team, machine } = await twoApplies();
    await team.edit((state) => state.replaceAll('Vilnius', 'Riga'));
    const { stdout } = await machine.rollcall('rollback', '--contact', 'jane@*');
    expect(stdout).toMatch(/changed-since-apply/);
    expect(stdout).not.toMatch(/PATCH/);
  });

  test('may be a rollback, by its name: then what was rolled back counts again', async () => {
    const { team, machine } = await twoApplies();
    await machine.rollcall('rollback', '--auto-approve', '--contact', 'jane@*');
    const { runs } = JSON.parse((await machine.rollcall('rollback', '--list', '--json')).stdout);
    expect(runs).toHaveLength(3);
    expect(runs[0]).toMatchObject({ rolledBack: runs[1].run, finished: true, accounts: [{ contacts: 1 }] });
    expect(await machine.rollcall('rollback', runs[0].run.slice(0, 8), '--auto-approve')).toMatchObject({ code: 0 });
    expect((await team.contacts())[0]).toMatchObject({ firstName: 'Janet', tags: ['vip'] });
    expect((await machine.plan()).changes).toEqual([]);
  });
});

describe('an apply of another place is not taken back here', () => {
  async function aPlace(manifests: (city: string) => string) {
    const sandbox = await startSandbox({ rateLimit: 'off' });
    const place = await openWorkplace();
    onTestFinished(async () => {
      await sandbox.close();
      await place.remove();
    });
    const declare = (city: string) =>
      place.write('contacts.d/a.yaml', manifests(city).replace('URL', `${sandbox.url}/omnisend`));
    return { place, declare };
  }

  test('the newest apply is that of the environment, and a named one of another is refused', async () => {
    const { place, declare } = await aPlace(
      (city) => `accounts:
  shop: { provider: omnisend, apiKey: "\${KEY}" }
environments: { staging: {}, production: {} }
contacts:
  - { email: ann@example.com, city: ${city} }
`,
    );
    for (const city of ['Oslo', 'Kyiv']) {
      await declare(city);
      for (const env of ['staging', 'production'])
        expect(await place.rollcall('apply', '--sandbox', '--env', env, '--auto-approve')).toMatchObject({ code: 0 });
    }
    const { runs } = JSON.parse((await place.rollcall('rollback', '--list', '--json')).stdout);
    expect(runs.map(({ environment }: { readonly environment: string }) => environment)).toEqual([
      ...['production', 'staging', 'production', 'staging'],
    ]);
    const other = await place.rollcall('rollback', runs[0].run, '--sandbox', '--env', 'staging');
    expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/planned for the environment production/)]);
    const staging = await place.rollcall('rollback', '--sandbox', '--env', 'staging', '--out', 'back.json');
    expect([staging.code, staging.stdout]).toEqual([0, expect.stringMatching(/staging[\s\S]*"Kyiv" → "Oslo"/)]);
    const named = await place.rollcall('rollback', runs[0].run, '--sandbox');
    expect([named.code, named.stdout]).toEqual([0, expect.stringMatching(/production[\s\S]*"Kyiv" → "Oslo"/)]);
  });

  test('nor is one of another brand, whose contacts may have the same addresses', async () => {
    const { place, declare } = await aPlace(
      (city) => `accounts:
  shop: { provider: omnisend, apiKey: "\${KEY}", baseUrl: "URL" }
contacts:
  - { email: ann@example.com, city: ${city} }
`,
    );
    await place.write('one.env', 'KEY=branda-1\n');
    await place.write('two.env', 'KEY=brandb-1\n');
    await declare('Oslo');
    expect(await place.rollcall('apply', '--secrets', 'one.env', '--auto-approve', '--first-run')).toMatchObject({
      code: 0,
    });
    const elsewhere = await place.rollcall('rollback', '--secrets', 'two.env', '--auto-approve');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringMatching(/another destination than shop/)]);
    expect((await place.rollcall('rollback', '--secrets', 'one.env')).stdout).toMatch(/ann@example\.com/);
  });
});

test('manifests that are in no commit are restored as well', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ '.gitignore': '.rollcall\n', 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  await machine.apply();
  machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANET) });
  await machine.apply();
  expect(await machine.rollcall('rollback', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await blockedBy(machine)).toEqual(['rolled-back']);
  machine.git('checkout', '--quiet', '--', '.');
  expect((await machine.plan()).changes).toEqual([]);
  expect(await machine.apply()).toMatchObject({ code: 0 });
});

test('where the manifests are behind, nobody else is recorded as owed', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  const KIM = 'email: kim@example.com, firstName: Kim';
  const kimBefore = 'email: kim@example.com, firstName: K';
  const manifest = team.accounts() + people(JANE, kimBefore);
  const first = machine.push({ '.gitignore': '.rollcall\n', 'contacts.d/a.yaml': manifest });
  await machine.apply();
  for (const jane of [JANE, JANET]) {
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(jane, KIM) });
    expect(await machine.apply()).toMatchObject({ code: 0 });
  }
  machine.git('switch', '--quiet', '--create', 'mine', first);
  machine.commit({ 'contacts.d/b.yaml': people('email: lou@example.com') });
  expect(await machine.rollcall('rollback', '--auto-approve')).toMatchObject({ code: 0 });
  machine.git('switch', '--quiet', 'main');
  const { accounts } = await machine.plan();
  expect(accounts).toMatchObject([{ record: { state: 'applied', owed: 1 } }]);
});

/** A machine whose last apply was to give three people a last name: one has it, one was refused, one was not reached. */
async function interruptedApply(): Promise<{ readonly team: Team; readonly machine: Machine }> {
  const team = await aTeam();
  const machine = await team.machine();
  for (const more of ['', ', lastName: Roe']) {
    const all = ['jane', 'joe', 'kim'].map((name) => `email: ${name}@example.com, firstName: ${name}${more}`);
    machine.push({ '.gitignore': '.rollcall\n', 'contacts.d/a.yaml': team.accounts() + people(...all) });
    const isSecond = more !== '';
    if (isSecond) await team.next([{ match: { method: 'PATCH' }, skip: 1, times: 9, status: 401, body: {} }]);
    expect(await machine.apply('--parallelism', '1')).toMatchObject({ code: isSecond ? 3 : 0 });
  }
  await team.next([]);
  await team.writes();
  return { team, machine };
}

async function lastNames(team: Team): Promise<readonly unknown[]> {
  return (await team.contacts()).map(({ lastName }) => lastName ?? '');
}

test('an interrupted apply that is rolled back cannot be resumed', async () => {
  const { team, machine } = await interruptedApply();
  expect((await lastNames(team)).filter((name) => name === 'Roe')).toHaveLength(1);
  expect(await machine.rollcall('rollback', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await lastNames(team)).toEqual(['', '', '']);
  const resumed = await machine.rollcall('apply', '--resume', '--auto-approve');
  expect(resumed).toMatchObject({ code: 1, stderr: expect.stringMatching(/no interrupted apply/) });
});

test('an interrupted apply stays resumable if its rollback cannot be recorded, and so sends nothing', async () => {
  const { team, machine } = await interruptedApply();
  const ref = machine.git('for-each-ref', '--format=%(refname)', 'refs/rollcall/record');
  const lock = join(machine.place.directory, '.git', `${ref}.lock`);
  await writeFile(lock, '');
  expect(await machine.rollcall('rollback', '--auto-approve')).toMatchObject({ code: 1 });
  expect(await team.writes()).toEqual([]);
  await rm(lock);
  // The change that was refused has ended.
  expect(await machine.rollcall('apply', '--resume', '--auto-approve')).toMatchObject({ code: 3 });
  expect((await lastNames(team)).filter((name) => name === 'Roe')).toHaveLength(2);
});

describe('mistakes', () => {
  test.each([
    [['rollback'], 1, /no apply here that could be rolled back/],
    [['rollback', 'abcdef'], 1, /no run abcdef/],
    [['rollback', 'abcdef', '--list'], 64, /--list cannot be combined/],
    [['rollback', '--out', 'p.json', '--auto-approve'], 64, /cannot be used with/],
    [['rollback', '--encrypt-to', 'age1x'], 64, /--encrypt-to needs a file/],
  ] as const)('%j', async (args, code, message) => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect(await machine.rollcall(...args)).toMatchObject({ code, stderr: expect.stringMatching(message) });
    const asJson = await machine.rollcall(...args, '--json');
    expect(asJson.code).toBe(code);
    if (code === 1) expect(JSON.parse(asJson.stdout)).toMatchObject({ error: { code: 'no-run' } });
  });
});

test('nothing personal is shown with --redact, and no plan id', async () => {
  const { machine } = await twoApplies();
  for (const args of [
    ['--list'],
    ['--list', '--json'],
    [],
    ['--json'],
    ['--auto-approve', '--json'],
    ['--auto-approve'],
  ]) {
    const { stdout, stderr } = await machine.rollcall('rollback', '--redact', ...args);
    expect(stdout + stderr, args.join(' ')).not.toMatch(/jane|joe|London|Vilnius|[0-9a-f]{64}/i);
  }
  const journals = await readFile(join(machine.place.directory, '.rollcall/.gitignore'), 'utf8');
  expect(journals).toBe('*\n');
});
