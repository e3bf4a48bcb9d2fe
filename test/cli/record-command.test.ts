// `rollcall record`: what a team does with its records, on real repositories with a real remote.

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lacksTerminal, rollcallAtTerminal } from '../helpers/pty.ts';
import { git } from '../helpers/repository.ts';
import { aTeam, type Machine, type PlanDocument, people, pushUnreviewedRecord, type Team } from '../helpers/team.ts';

const JANE = 'email: jane@example.com, firstName: Jane';
const JOE = 'email: joe@example.com, firstName: Joe';

interface Listed {
  readonly name: string;
  readonly form: string;
  readonly keptIn: string;
  readonly account?: string;
  readonly directory?: string;
  readonly owed?: number;
  readonly remote?: string;
  readonly revision?: string;
}

async function listed(machine: Machine, ...args: readonly string[]): Promise<readonly Listed[]> {
  const run = await machine.rollcall('record', 'list', '--json', ...args);
  expect(run.stderr).toBe('');
  return (JSON.parse(run.stdout) as { records: readonly Listed[] }).records;
}

function summary({ changes }: PlanDocument): readonly string[] {
  return changes.map(
    ({ key, action, owed, differences }) =>
      `${action} ${key}${owed === true ? ' (owed)' : ''}: ${differences.map(({ path, op }) => `${op} ${path.join('.')}`).join(', ')}`,
  );
}

/** A machine at which two contacts with a city were applied. */
async function applied(team: Team): Promise<Machine> {
  const machine = await team.machine();
  const everybody = people(`${JANE}, city: London`, `${JOE}, city: Paris`);
  machine.push({ 'contacts.d/a.yaml': team.accounts() + everybody });
  expect(await machine.apply()).toMatchObject({ code: 0 });
  return machine;
}

/** The same, with the removal of both cities owed. */
async function owing(team: Team): Promise<Machine> {
  const machine = await applied(team);
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
  await machine.apply('--base', 'none');
  return machine;
}

describe('record list', () => {
  test('shows what was applied, whether it was pushed, and what is owed', async () => {
    const team = await aTeam();
    const machine = await owing(team);
    const [record] = await listed(machine, '--remote');
    expect(record).toMatchObject({
      form: 'record',
      keptIn: 'git',
      account: 'shop',
      directory: 'contacts.d',
      owed: 2,
      remote: 'pushed',
      revision: machine.git('rev-parse', 'HEAD'),
    });
    const { stdout } = await machine.rollcall('record', 'list', '--remote');
    expect(stdout).toMatch(/^ACCOUNT +DESTINATION +DIRECTORY +REVISION +APPLIED +OWED +KEPT\n/);
    expect(stdout).toContain('in git, pushed\n');
    expect(stdout).toContain(record?.name);
    expect(stdout).not.toContain('brand1');
  });

  test('works without credentials, with invalid manifests and without any record', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    machine.write({ 'contacts.d/a.yaml': 'accounts: 1\n' });
    const bare = await team.machine({ SHOP_KEY: '' });
    expect(await listed(machine)).toMatchObject([{ account: 'shop' }]);
    expect((await bare.rollcall('record', 'list')).stdout).toBe('Nothing is recorded as applied.\n');
    expect(await listed(bare, '--remote')).toMatchObject([{ account: 'shop', remote: 'only-there', keptIn: 'remote' }]);
    expect(bare.git('for-each-ref', 'refs/rollcall')).toBe('');
  });

  test('shows records of the old form, unreadable ones, and those of a sandbox', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    machine.git('update-ref', 'refs/rollcall/applied/old', 'HEAD');
    machine.git('update-ref', `refs/rollcall/record/loops-${'0'.repeat(24)}`, 'HEAD');
    expect((await listed(machine)).map(({ form, account }) => [form, account])).toEqual([
      ['old', 'old'],
      ['record', 'shop'],
      ['unreadable', undefined],
    ]);
    await machine.apply('--sandbox');
    expect(await listed(machine, '--sandbox')).toMatchObject([{ keptIn: 'sandbox', account: 'shop' }]);
  });

  test('says which record is newer than the remote’s, or only here', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    await machine.apply('--no-push-record');
    expect(await listed(machine, '--remote')).toMatchObject([{ remote: 'ahead' }]);
    git(team.remote, 'update-ref', '-d', `refs/rollcall/record/${(await listed(machine))[0]?.name}`);
    expect(await listed(machine, '--remote')).toMatchObject([{ remote: 'only-here' }]);
  });
});

describe('record drop', () => {
  test('forgets a record here and at the remote, so that the next plan is a first run', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    const asked = await machine.rollcall('record', 'drop', '--account', 'shop');
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('--auto-approve') });
    const run = await machine.rollcall('record', 'drop', '--account', 'shop', '--auto-approve');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('The next plan there is a first run') });
    expect(await listed(machine, '--remote')).toEqual([]);
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({ state: 'none' });
  });

  test('with --offline-record it is forgotten here only', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    const [record] = await listed(machine);
    await machine.rollcall('record', 'drop', record?.name ?? '', '--auto-approve', '--offline-record');
    expect(await listed(machine, '--remote')).toMatchObject([{ remote: 'only-there' }]);
    const again = await machine.rollcall('record', 'drop', record?.name ?? '', '--auto-approve');
    expect(again.code).toBe(0);
    expect(await listed(machine, '--remote')).toEqual([]);
  });

  test('--gone forgets the records of accounts that are no longer declared, and no renamed one', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    machine.push({ 'contacts.d/a.yaml': team.accounts('', 'store') + people(JANE) });
    const kept = await machine.rollcall('record', 'drop', '--gone', '--auto-approve');
    expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to forget') });
    const other = team.accounts('', 'store').replace('SHOP_KEY', 'OTHER_KEY');
    machine.push({ 'contacts.d/a.yaml': other + people(JANE) });
    const unknown = await machine.rollcall('record', 'drop', '--gone', '--auto-approve');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('credentials of store') });
    machine.write({ 'keys.env': 'OTHER_KEY=brand2-secret\n' });
    const run = await machine.rollcall('record', 'drop', '--gone', '--auto-approve', '--secrets', 'keys.env');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('of shop') });
    expect(await listed(machine, '--remote')).toEqual([]);
  });

  test('refuses unknown names, and more than one way of choosing', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    for (const [args, code, words] of [
      [['nonsense'], 1, /no record nonsense/],
      [[], 64, /either names of records, --account or --gone/],
      [['x', '--gone'], 64, /either names/],
      [['applied/shop'], 1, /no record applied\/shop/],
    ] as const) {
      const run = await machine.rollcall('record', 'drop', '--auto-approve', ...args);
      expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(words)]);
    }
  });
});

describe('record move', () => {
  test('carries the record of a moved directory over, with what is owed', async () => {
    const team = await aTeam();
    const machine = await owing(team);
    renameSync(join(machine.place.directory, 'contacts.d'), join(machine.place.directory, 'people'));
    machine.push();
    const [before] = await listed(machine);
    const first = await machine.plan('-d', 'people');
    expect(first.accounts[0]?.record).toMatchObject({ state: 'none', elsewhere: [{ name: before?.name }] });
    const run = await machine.rollcall('record', 'move', before?.name ?? '', '-d', 'people');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('pushed') });
    expect(await listed(machine, '--remote')).toMatchObject([{ directory: 'people', owed: 2, remote: 'pushed' }]);
    const wanted = [
      'update shop/jane@example.com (owed): remove city',
      'update shop/joe@example.com (owed): remove city',
    ];
    expect(summary(await machine.plan('-d', 'people'))).toEqual(wanted);
    const colleague = await team.machine();
    expect(summary(await colleague.plan('-d', 'people'))).toEqual(wanted);
    expect((await machine.apply('-d', 'people', '--contact', 'jane*')).code).toBe(0);
    expect(summary(await machine.plan('-d', 'people'))).toEqual(wanted.slice(1));
    expect((await machine.apply('-d', 'people')).code).toBe(0);
    expect(await listed(machine)).toMatchObject([{ owed: 0 }]);
  });

  test('carries the record over to another key, and not from an account that is declared', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    const [before] = await listed(machine);
    const two = `${team.accounts()}  other: ${team.accounts().split('shop: ')[1]?.replace('SHOP_KEY', 'OTHER_KEY')}`;
    machine.push({ 'contacts.d/a.yaml': `${two}contacts:\n  - { ${JANE}, accounts: [shop, other] }\n` });
    machine.write({ 'keys.env': 'OTHER_KEY=brand2-secret\n' });
    const args = ['record', 'move', before?.name ?? '', 'other', '--secrets', 'keys.env'] as const;
    expect(await machine.rollcall(...args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the record of shop, which is declared here'),
    });
    expect(await machine.rollcall(...args, '--force')).toMatchObject({ code: 0 });
    expect(await listed(machine, '--remote')).toMatchObject([{ account: 'other', remote: 'pushed' }]);
  });

  test('takes over a record of the old form, by the commit that has the same manifests', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const before = team.accounts() + people(`${JANE}, city: London`);
    const first = machine.push({
      'contacts.d/a.yaml': before,
      'contacts.d/README.txt': 'x',
      'contacts.d/.hidden.yaml': 'x',
    });
    const blob = machine.git('rev-parse', 'HEAD:contacts.d/a.yaml');
    machine.write({ tree: `100644 blob ${blob}\ta.yaml\n` });
    const old = oldRecord(machine, blob);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    const run = await machine.rollcall('record', 'move', 'applied/shop');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('was pushed') });
    expect(await listed(machine, '--remote')).toMatchObject([{ form: 'record', revision: first, remote: 'pushed' }]);
    expect(old).not.toBe(first);
  });

  test('keeps a record of the old form whose manifests no commit has, in this clone only', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    await team.next([]);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply('--no-record');
    machine.write({ 'other.yaml': `${team.accounts()}# edited\n${people(`${JANE}, city: London`)}` });
    oldRecord(machine, machine.git('hash-object', '-w', 'other.yaml'));
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    const run = await machine.rollcall('record', 'move', 'applied/shop');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('in this clone only') });
    expect(summary(await machine.plan())).toEqual(['update shop/jane@example.com: remove city']);
    expect((await machine.apply()).code).toBe(0);
    expect(await listed(machine, '--remote')).toMatchObject([{ form: 'record', remote: 'pushed', owed: 0 }]);
  });

  test('adopts a commit, and refuses one that is earlier than what was applied', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const first = machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply('--no-record');
    const second = machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect(await machine.rollcall('record', 'move', first.slice(0, 10), 'shop')).toMatchObject({ code: 0 });
    expect(summary(await machine.plan())).toEqual(['update shop/jane@example.com: remove city']);
    await machine.apply();
    expect(await listed(machine)).toMatchObject([{ revision: second }]);
    const earlier = await machine.rollcall('record', 'move', first);
    expect(earlier).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
    expect(await machine.rollcall('record', 'move', first, '--force')).toMatchObject({ code: 0 });
    expect(await listed(machine, '--remote')).toMatchObject([{ revision: first, remote: 'pushed' }]);
    const nowhere = await machine.rollcall('record', 'move', first, 'nowhere');
    expect(nowhere).toMatchObject({ code: 64, stderr: expect.stringContaining('name one of: shop') });
  });

  test('adopts a commit, and keeps what was applied for contacts that are proposed now', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    const proposal = `stage: proposed\n${people(JANE)}`;
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JOE), 'contacts.d/b.yaml': proposal });
    await machine.apply();
    expect(await machine.rollcall('record', 'move', 'HEAD', 'shop')).toMatchObject({ code: 0 });
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE), 'contacts.d/b.yaml': 'contacts: []\n' });
    expect(summary(await machine.plan())).toEqual(['update shop/jane@example.com: remove city']);
  });

  test('points the record anew after history was rewritten, and keeps no old commit reachable', async () => {
    const team = await aTeam();
    const machine = await applied(team);
    const old = machine.git('rev-parse', 'HEAD');
    machine.git('checkout', '--quiet', '--orphan', 'rewritten');
    const made = machine.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JOE}, city: Paris`) });
    machine.git('push', '--quiet', '--force', 'origin', 'HEAD:main');
    machine.git('branch', '--quiet', '-M', 'main');
    const run = await machine.rollcall('record', 'move', 'HEAD', 'shop');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('was pushed') });
    const [record] = await listed(machine, '--remote');
    expect(record).toMatchObject({ revision: made, remote: 'pushed' });
    for (const directory of [machine.place.directory, team.remote])
      expect(git(directory, 'rev-list', `refs/rollcall/record/${record?.name}`)).not.toContain(old);
    expect(summary(await machine.plan())).toEqual([]);
  });
});

/** The remote has a record of `contacts.d` that is not believed. */
async function disbelieved(team: Team): Promise<{ readonly machine: Machine; readonly name: string }> {
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
  const { ref } = await pushUnreviewedRecord(team, team.accounts() + people(JANE, JOE));
  return { machine, name: ref.replace('refs/rollcall/record/', '') };
}

describe('record move, where the remote’s record is not believed', () => {
  test('does not take it over, and changes nothing', async () => {
    const team = await aTeam();
    const { machine, name } = await disbelieved(team);
    const before = git(team.remote, 'for-each-ref');
    for (const args of [[name], [name, 'shop', '--force']]) {
      const run = await machine.rollcall('record', 'move', ...args);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr.replaceAll(/\s+/g, ' ')).toMatch(
        /names commits that the remote’s default branch lacks.*--trust-record/,
      );
    }
    expect(git(team.remote, 'for-each-ref')).toBe(before);
    expect(machine.git('for-each-ref', 'refs/rollcall')).toBe('');
  });

  test('with --trust-record, takes it over to another directory, in this clone only', async () => {
    const team = await aTeam();
    const { machine, name } = await disbelieved(team);
    renameSync(join(machine.place.directory, 'contacts.d'), join(machine.place.directory, 'people'));
    machine.push();
    const run = await machine.rollcall('record', 'move', name, '-d', 'people', '--trust-record');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('in this clone only') });
    expect(await listed(machine, '--remote')).toMatchObject([{ directory: 'people', remote: 'only-here' }]);
  });

  test('replaces it by a commit', async () => {
    const team = await aTeam();
    const { machine } = await disbelieved(team);
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({ state: 'refused' });
    const run = await machine.rollcall('record', 'move', 'HEAD', 'shop');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('was pushed') });
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({ state: 'applied' });
  });
});

/** A commit with one manifest at its root, as earlier versions recorded it. */
function oldRecord(machine: Machine, blob: string): string {
  machine.git('update-index', '--index-version', '2');
  machine.git('read-tree', '--empty');
  machine.git('update-index', '--add', '--cacheinfo', `100644,${blob},a.yaml`);
  const made = machine.git('commit-tree', machine.git('write-tree'), '-m', 'rollcall');
  machine.git('read-tree', 'HEAD');
  machine.git('update-ref', 'refs/rollcall/applied/shop', made);
  return made;
}

describe('record forget-owed', () => {
  test('lets go of one contact, and of the rest', async () => {
    const team = await aTeam();
    const machine = await owing(team);
    const run = await machine.rollcall('record', 'forget-owed', '--contact', 'jane*', '--auto-approve');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('1 contact still owed') });
    expect(summary(await machine.plan())).toEqual(['update shop/joe@example.com (owed): remove city']);
    expect(await listed(machine, '--remote')).toMatchObject([{ owed: 1, remote: 'pushed' }]);
    await machine.rollcall('record', 'forget-owed', '--auto-approve');
    expect(summary(await machine.plan())).toEqual([]);
    const nothing = await machine.rollcall('record', 'forget-owed', '--auto-approve');
    expect(nothing).toMatchObject({ code: 0, stdout: 'Nothing that is owed matches.\n' });
  });

  test('lets go of a field, while other fields stay owed', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London, lastName: Roe`, JOE) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    await machine.apply('--base', 'none');
    const run = await machine.rollcall('record', 'forget-owed', '--field', 'city', '--auto-approve', '--json');
    expect(JSON.parse(run.stdout)).toEqual({ forgotten: [{ account: 'shop', contacts: 1, owed: 1 }] });
    expect(summary(await machine.plan())).toEqual(['update shop/jane@example.com (owed): remove lastName']);
    expect((await machine.apply()).code).toBe(0);
    expect((await team.contacts())[0]).toMatchObject({ city: 'London' });
    expect(await listed(machine)).toMatchObject([{ owed: 0 }]);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people('email: jane@example.com', JOE) });
    expect(summary(await machine.plan())).toEqual(['update shop/jane@example.com: remove firstName']);
  });

  test('lets go of the last field that is owed, and then nothing is', async () => {
    const team = await aTeam();
    const machine = await owing(team);
    const run = await machine.rollcall('record', 'forget-owed', '--field', 'city', '--auto-approve');
    expect(run.stdout).toContain('let go of what was owed of 2 contacts; nothing is owed any more');
    expect(summary(await machine.plan())).toEqual([]);
    const colleague = await team.machine();
    expect(summary(await colleague.plan())).toEqual([]);
  });
});

describe.skipIf(lacksTerminal)('at a terminal (needs python3 or `script` for a pseudo-terminal)', () => {
  const QUESTION = 'Only "yes" is accepted: ';
  const COMMANDS = [
    ['drop', ['--account', 'shop'], 'Forget what was applied there?', 'The next plan there is a first run'],
    ['forget-owed', [], 'Let go of it?', 'nothing is owed any more'],
  ] as const;

  test.each(COMMANDS)('record %s shows what it would do, and asks', async (command, more, question, done) => {
    const team = await aTeam();
    const machine = await owing(team);
    machine.write({ 'keys.env': 'SHOP_KEY=brand1-secret\n' });
    const before = git(team.remote, 'for-each-ref');
    const args = ['record', command, ...more, '--secrets', 'keys.env'];
    for (const [keys, code] of [
      ['no\r', 1],
      ['\x04', 1],
      ['\x03', 130],
    ] as const) {
      const run = await rollcallAtTerminal(machine.place, args, { after: QUESTION, keys });
      expect(run).toMatchObject({ code, screen: expect.stringContaining('not confirmed; nothing was changed') });
      expect(run.screen.slice(0, run.screen.indexOf(question))).toContain('shop');
      expect(git(team.remote, 'for-each-ref')).toBe(before);
    }
    const run = await rollcallAtTerminal(machine.place, args, { after: QUESTION, keys: 'yes\r' });
    expect(run).toMatchObject({ code: 0, screen: expect.stringContaining(done) });
    expect(git(team.remote, 'for-each-ref')).not.toBe(before);
  });
});

describe('what is owed survives', () => {
  test('the renaming of its account, over several applies', async () => {
    const team = await aTeam();
    const machine = await owing(team);
    machine.push({ 'contacts.d/a.yaml': team.accounts('', 'store') + people(JANE, JOE) });
    expect((await machine.apply('--contact', 'jane*')).code).toBe(0);
    const wanted = ['update store/joe@example.com (owed): remove city'];
    expect(summary(await machine.plan())).toEqual(wanted);
    machine.push({ 'contacts.d/a.yaml': team.accounts('', 'outlet') + people(`${JANE}, lastName: Roe`, JOE) });
    expect((await machine.apply('--contact', 'jane*')).code).toBe(0);
    expect(summary(await machine.plan())).toEqual(['update outlet/joe@example.com (owed): remove city']);
    expect((await machine.apply()).code).toBe(0);
    expect(await listed(machine, '--remote')).toMatchObject([{ account: 'outlet', owed: 0, remote: 'pushed' }]);
  });
});

describe('without git', () => {
  test('private records are listed, let go of and dropped', async () => {
    const team = await aTeam();
    const machine = await team.machine({}, '--no-clone');
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    await machine.apply('--base', 'none');
    expect(await listed(machine, '--remote')).toMatchObject([{ keptIn: 'private', owed: 1, account: 'shop' }]);
    expect((await machine.rollcall('record', 'list')).stdout).toContain('on this machine only');
    const run = await machine.rollcall('record', 'forget-owed', '--auto-approve');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is owed any more') });
    expect(summary(await machine.plan())).toEqual([]);
    const dropped = await machine.rollcall('record', 'drop', '--account', 'shop', '--auto-approve', '--json');
    expect(JSON.parse(dropped.stdout)).toMatchObject({ dropped: [{ account: 'shop', keptIn: ['private'] }] });
    expect(await listed(machine)).toEqual([]);
    const moved = await machine.rollcall('record', 'move', 'HEAD');
    expect(moved).toMatchObject({ code: 1, stderr: expect.stringContaining('no record HEAD') });
  });
});

test('names that were typed are masked with --redact', async () => {
  const team = await aTeam();
  const machine = await applied(team);
  for (const args of [
    ['drop', 'jane@example.com', '--auto-approve'],
    ['move', 'jane@example.com'],
  ]) {
    const run = await machine.rollcall('record', ...args, '--redact');
    expect(run.code).toBe(1);
    expect(run.stdout + run.stderr).not.toContain('jane@');
  }
});

test('an unreachable remote stops a change, unless --offline-record is given', async () => {
  const team = await aTeam();
  const machine = await applied(team);
  machine.git('remote', 'set-url', 'origin', 'file:///nonexistent');
  const args = ['record', 'drop', '--account', 'shop', '--auto-approve'] as const;
  const refused = await machine.rollcall(...args);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--offline-record') });
  expect(await machine.rollcall(...args, '--offline-record')).toMatchObject({ code: 0 });
  expect(await listed(machine)).toEqual([]);
});

test('the help of each subcommand has examples and exit codes, and empty values are refused', async () => {
  const team = await aTeam();
  const machine = await team.machine();
  for (const name of ['list', 'drop', 'move', 'forget-owed']) {
    const help = await machine.rollcall('record', name, '--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/Examples:\n[\s\S]*Exit codes:\n/) });
    const empty = await machine.rollcall('record', name, '--dir', '');
    expect(empty).toMatchObject({ code: 64, stderr: expect.stringContaining('must not be empty') });
  }
  const wrong = await machine.rollcall('record', 'nonsense', '--json');
  expect(wrong.code).toBe(64);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'usage' } });
});
