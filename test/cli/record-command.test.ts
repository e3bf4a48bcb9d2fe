// `rollcall record`: what a team does with its records by hand.

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aTeam, type Machine, people, type Team } from '../helpers/team.ts';

const JANE = 'email: jane@example.com, firstName: Jane';
const JOE = 'email: joe@example.com, firstName: Joe';

/** Jane with a city is applied; then the city is dropped. */
async function applied(more = ''): Promise<{ readonly team: Team; readonly machine: Machine }> {
  const team = await aTeam();
  const machine = await team.machine();
  machine.push({ 'contacts.d/a.yaml': team.accounts(more) + people(`${JANE}, city: London`, JOE) });
  expect((await machine.apply()).code).toBe(0);
  machine.push({ 'contacts.d/a.yaml': team.accounts(more) + people(JANE, JOE) });
  return { team, machine };
}

async function listed(machine: Machine, ...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const run = await machine.rollcall('record', 'list', '--json', ...args);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return (JSON.parse(run.stdout) as { readonly records: readonly Record<string, unknown>[] }).records;
}

function record(machine: Machine, ...args: readonly string[]) {
  return machine.rollcall('record', ...args, '--auto-approve');
}

async function removals(machine: Machine, ...args: readonly string[]): Promise<readonly string[]> {
  const { changes } = await machine.plan(...args);
  return changes.flatMap(({ key, differences }) =>
    differences.filter(({ op }) => op === 'remove').map(({ path }) => `${key} ${path.join('.')}`),
  );
}

describe('list', () => {
  test('shows every record without credentials, and where it is kept', async () => {
    const { team, machine } = await applied();
    const [head] = [machine.git('rev-parse', 'HEAD~1')];
    const fresh = await team.machine({ SHOP_KEY: '' });
    expect(await listed(fresh)).toMatchObject([
      {
        account: 'shop',
        origin: `${team.sandbox.url}/omnisend`,
        directory: 'contacts.d',
        commit: head,
        owed: 0,
        keptIn: 'git',
        atRemote: 'same',
      },
    ]);
    const text = await fresh.rollcall('record', 'list');
    expect(text.stdout).toContain(`applied: commit ${head?.slice(0, 10)} on `);
    expect(text.stdout).toContain('kept in git and at the remote');
    const none = await team.machine({}, '--no-clone');
    none.write({ 'contacts.d/a.yaml': team.accounts() });
    expect((await none.rollcall('record', 'list')).stdout).toBe('Nothing is recorded as applied.\n');
  });

  test('shows a private record, and one that is only in this clone', async () => {
    const { machine } = await applied();
    await machine.apply('--no-push-record');
    expect(await listed(machine)).toMatchObject([{ keptIn: 'git', atRemote: 'another' }]);
    machine.write({ 'contacts.d/a.yaml': 'accounts: [broken\n' });
    expect((await machine.rollcall('record', 'list')).code).toBe(0);
  });
});

describe('drop', () => {
  test('forgets a record here and at the remote; the next plan is a first run', async () => {
    const { team, machine } = await applied();
    const [{ name = '' } = {}] = await listed(machine);
    expect(await record(machine, 'drop', String(name))).toMatchObject({ code: 0, stdout: `Dropped ${name}.\n` });
    expect(machine.git('ls-remote', 'origin', 'refs/rollcall/*')).toBe('');
    expect(await removals(machine)).toEqual([]);
    expect((await (await team.machine()).plan()).accounts[0]?.record).toMatchObject({ state: 'none' });
    expect(await record(machine, 'drop', String(name))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no record'),
    });
  });

  test('--gone forgets the records of accounts that are no longer declared', async () => {
    const { team, machine } = await applied();
    machine.push({
      'contacts.d/a.yaml': `accounts:\n  other: { provider: loops, baseUrl: "${team.sandbox.url}/loops", apiKey: "\${SHOP_KEY}" }\n`,
    });
    expect((await record(machine, 'drop', '--gone')).code).toBe(0);
    expect(await listed(machine)).toEqual([]);
  });

  test('asks nobody without --auto-approve', async () => {
    const { machine } = await applied();
    expect(await machine.rollcall('record', 'drop', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--auto-approve'),
    });
    expect((await record(machine, 'drop')).code).toBe(64);
  });
});

describe('move', () => {
  test('takes over the record of a directory that was moved', async () => {
    const { team, machine } = await applied();
    renameSync(join(machine.place.directory, 'contacts.d'), join(machine.place.directory, 'people'));
    machine.push({ 'people/a.yaml': team.accounts() + people(JANE, JOE) });
    const { accounts } = await machine.plan('-d', 'people');
    const [{ name = '' } = {}] = (accounts[0]?.record?.elsewhere ?? []) as readonly { readonly name?: string }[];
    expect(await record(machine, 'move', name, '-d', 'people')).toMatchObject({ code: 0 });
    expect(await removals(machine, '-d', 'people')).toEqual(['shop/jane@example.com city']);
    expect((await machine.apply('-d', 'people')).code).toBe(0);
    expect(await removals(machine, '-d', 'people')).toEqual([]);
    expect(await listed(machine)).toMatchObject([{ directory: 'people' }]);
  });

  test('points the record anew after history was rewritten', async () => {
    const { machine } = await applied();
    machine.git('checkout', '--quiet', '--orphan', 'rewritten', 'HEAD~1');
    machine.git('commit', '--quiet', '--message=everything anew');
    const rewritten = machine.git('rev-parse', 'HEAD');
    machine.git('branch', '--quiet', '--force', 'main', 'rewritten');
    machine.git('checkout', '--quiet', 'main');
    machine.git('push', '--quiet', '--force', 'origin', 'main');
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({ state: 'refused' });
    expect(await record(machine, 'move', 'HEAD')).toMatchObject({ code: 0 });
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({ state: 'applied', commit: rewritten });
  });

  test('takes over a record of the old form, whose tree is the manifests’ directory', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply('--no-record');
    const tree = machine.git('rev-parse', 'HEAD:contacts.d');
    const old = machine.git('commit-tree', tree, '-m', 'rollcall: applied to shop');
    machine.git('update-ref', 'refs/rollcall/applied/shop', old);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect((await machine.plan()).accounts[0]?.record).toMatchObject({
      state: 'none',
      elsewhere: [{ name: 'applied/shop' }],
    });
    expect(await record(machine, 'move', 'applied/shop')).toMatchObject({ code: 0 });
    expect(await removals(machine)).toEqual(['shop/jane@example.com city']);
    expect(machine.git('for-each-ref', 'refs/rollcall/applied')).toBe('');
  });

  test('replaces no other record without --force, and names what it does not find', async () => {
    const { team, machine } = await applied();
    const staging = await team.machine({ SHOP_KEY: 'brand2-secret' });
    await staging.apply('--first-run');
    const records = await listed(staging);
    expect(records).toHaveLength(2);
    const other =
      records.map(({ name }) => String(name)).find((name) => machine.git('for-each-ref').includes(name)) ?? '';
    expect(await record(staging, 'move', other)).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') });
    expect(await record(staging, 'move', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no record nowhere'),
    });
  });
});

describe('forget-owed', () => {
  test('lets go of one field, or of everything that is owed of the contacts', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({
      'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London, address: Street`, `${JOE}, city: Paris`),
    });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    await machine.apply('--base', 'none');
    expect(await removals(machine)).toEqual([
      'shop/jane@example.com address',
      'shop/jane@example.com city',
      'shop/joe@example.com city',
    ]);
    expect(await record(machine, 'forget-owed', '--contact', 'jane@*', '--field', 'city')).toMatchObject({ code: 0 });
    expect(await removals(machine)).toEqual(['shop/jane@example.com address', 'shop/joe@example.com city']);
    expect(await record(machine, 'forget-owed', '--contact', 'joe@*')).toMatchObject({ code: 0 });
    expect(await removals(machine)).toEqual(['shop/jane@example.com address']);
    expect((await machine.apply()).code).toBe(0);
    expect(await removals(machine)).toEqual([]);
    expect((await record(machine, 'forget-owed')).stdout).toBe('Nothing is owed there.\n');
  });
});
