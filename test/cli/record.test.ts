// The record of what was applied, as a team lives with it: real repositories, a real remote, the built program.

import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../helpers/repository.ts';
import { aTeam, type Machine, type PlanDocument, people, pushUnreviewedRecord } from '../helpers/team.ts';

const JANE = 'email: jane@example.com, firstName: Jane';
const JOE = 'email: joe@example.com, firstName: Joe';

function summary({ changes }: PlanDocument): readonly string[] {
  return changes.map(
    ({ key, action, owed, differences }) =>
      `${action} ${key.slice(key.indexOf('/') + 1)}${owed === true ? ' (owed)' : ''}: ${differences
        .map(({ path, op }) => `${op} ${path.join('.')}`)
        .join(', ')}`,
  );
}

function records(machine: Machine): readonly string[] {
  return machine.git('for-each-ref', '--format=%(refname)', 'refs/rollcall/record').split('\n').filter(Boolean);
}

function document(machine: Machine): { revision: string; exceptions: readonly { contacts: readonly string[] }[] } {
  const [ref = ''] = records(machine);
  return JSON.parse(machine.git('cat-file', '-p', `${ref}:record.json`));
}

describe('nothing is forgotten', () => {
  test('a field that is dropped is removed by a plain plan and apply (B1)', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, JOE) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
    expect((await machine.apply()).code).toBe(0);
    expect((await team.writes()).at(-1)).toMatchObject({ method: 'PATCH', body: { city: '' } });
    expect(summary(await machine.plan())).toEqual([]);
    expect(document(machine)).toMatchObject({ revision: machine.git('rev-parse', 'HEAD'), exceptions: [] });
  });

  test('an apply with --base none leaves the removal owed, and every later plan shows it', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, JOE) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    const run = await machine.apply('--base', 'none');
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('shop: 1 contact owed')]);
    const { stdout } = await machine.rollcall('plan', '--base', 'none');
    expect(stdout).toContain('shop: 1 contact owed from earlier applies');
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    expect(summary(await machine.plan('--changed'))).toEqual([
      'update jane@example.com (owed): remove city',
      'update joe@example.com: add city',
    ]);
  });

  test('an apply of one contact leaves what is owed of the others owed', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, `${JOE}, city: Paris`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    expect((await machine.apply('--contact', 'jane*')).code).toBe(0);
    expect(summary(await machine.plan())).toEqual(['update joe@example.com (owed): remove city']);
  });

  test('a field is let go by `unmanaged`, and owes nothing', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, unmanaged: [city]`) });
    expect(summary(await machine.plan())).toEqual([]);
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect(summary(await machine.plan())).toEqual([]);
  });

  test('what failed, was left out by a filter or came later is applied by the next plain apply', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const everybody = Array.from({ length: 6 }, (_, index) => `email: p${index}@example.com, city: London`);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(...everybody) });
    await team.next([{ match: { method: 'POST', path: '/api/contacts' }, status: 400, body: {} }]);
    expect((await machine.apply('--contact', 'p[01]*', '--contact', 'p0@*', '--contact', 'p1@*')).code).toBe(3);
    // One is dropped before it was ever applied, one loses a field, one is new.
    const rest = [...everybody.slice(1, 5), 'email: p5@example.com', 'email: p6@example.com, city: Rome'];
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(...rest) });
    expect((await machine.apply()).code).toBe(0);
    expect(summary(await machine.plan())).toEqual([]);
    expect(document(machine).exceptions).toEqual([]);
    const cities = (await team.contacts()).map((contact) => contact.city ?? '').sort();
    expect(cities.filter((city) => city === 'London').length).toBeGreaterThanOrEqual(4);
    expect(cities).toContain('Rome');
  });

  test('an apply that was killed and never resumed forgets nothing', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, `${JOE}, city: Paris`) });
    await team.next([{ match: { method: 'PATCH' }, skip: 1, times: 9, fault: 'hang' }]);
    const isWritten = expect.poll(() => team.state(), { timeout: 20_000 }).toMatch(/London|Paris/);
    const killed = await machine.place.rollcallUntil(isWritten, 'apply', '--auto-approve');
    expect(killed.code).toBe(null);
    await team.next([]);
    // Another machine, as that of a CI job is gone when it was killed.
    const other = await team.machine();
    other.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    expect(summary(await other.plan())).toEqual([expect.stringMatching(/^update j.* \(owed\): remove city$/)]);
    expect((await other.apply()).code).toBe(0);
    expect(await team.state()).not.toMatch(/London|Paris/);
    expect(document(other)).toMatchObject({ exceptions: [] });
    expect(document(other)).not.toHaveProperty('begunFrom');
  });

  test('an apply that was killed and is resumed owes nothing', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, `${JOE}, city: Paris`) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    await team.next([{ match: { method: 'PATCH' }, skip: 1, times: 9, fault: 'hang' }]);
    const cities = async (): Promise<number> => (await team.state()).split(/London|Paris/).length;
    const isWritten = expect.poll(cities, { timeout: 20_000 }).toBe(2);
    expect((await machine.place.rollcallUntil(isWritten, 'apply', '--auto-approve')).code).toBe(null);
    await team.next([]);
    expect(await machine.rollcall('apply', '--resume', '--auto-approve')).toMatchObject({ code: 0 });
    expect(document(machine).exceptions).toEqual([]);
    expect(await team.state()).not.toMatch(/London|Paris/);
  });

  test('a manifest that is saved while an apply runs is not in its record: the record is of what was planned (I2)', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply()).code).toBe(0);
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: Paris`) });
    // The first write is refused for three seconds. The file is saved while the apply waits.
    const refused = { match: { method: 'PATCH' }, times: 1, status: 429, headers: { 'retry-after': '3' }, body: {} };
    await team.next([refused]);
    await team.writes();
    const running = machine.apply();
    await expect.poll(async () => (await team.writes()).length, { timeout: 20_000 }).toBe(1);
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect((await running).code).toBe(0);
    expect(await team.state()).toContain('Paris');
    // Were the saved file recorded, `city` would count as let go, and Paris would stay at the vendor for good.
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
  });

  // Nobody knows which of the two addresses the vendor has: the contact is found by either.
  test.each([false, true])(
    'a contact dropped after an unconfirmed change of email is deleted (written: %s)',
    async (written) => {
      const team = await aTeam();
      const machine = await team.machine({ NEWS_KEY: 'key', NEWS_ID: 'id' });
      const keys = `apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}"`;
      const removes = 'onRemoved: delete, limits: { maxDeletes: 1 }';
      const news = `accounts:\n  news: { provider: envoke, baseUrl: "${team.sandbox.url}/envoke", ${keys}, ${removes} }\n`;
      machine.push({ 'contacts.d/a.yaml': news + people('email: old@example.com, firstName: Jane', JOE) });
      expect((await machine.apply()).code).toBe(0);
      const changed = 'email: new@example.com, previously: { email: old@example.com }, firstName: Jane';
      machine.push({ 'contacts.d/a.yaml': news + people(changed, JOE) });
      await team.next([{ match: { method: 'PATCH' }, status: 400, body: {} }]);
      expect((await machine.apply()).code).toBe(3);
      expect((await machine.plan()).accounts[0]?.record).toMatchObject({ owed: 1 });
      if (written) await team.edit((state) => state.replaceAll('old@example.com', 'new@example.com'));
      machine.push({ 'contacts.d/a.yaml': news + people(JOE) });
      expect(summary(await machine.plan())).toEqual(['delete new@example.com (owed): ']);
      expect((await machine.apply()).code).toBe(0);
      expect(await team.state()).not.toMatch(/old@example|new@example/);
      expect(summary(await machine.plan())).toEqual([]);
      expect(document(machine).exceptions).toEqual([]);
    },
  );

  test('a dropped contact that has opted out is not deleted, but counted in every plan, and exits with 0 (B2)', async () => {
    const team = await aTeam();
    const machine = await team.machine({ APP_KEY: 'key' });
    const app = `accounts:\n  app: { provider: loops, baseUrl: "${team.sandbox.url}/loops", apiKey: "\${APP_KEY}", onRemoved: delete }\n`;
    const unsubscribed = 'email: gone@example.com, channels: { email: unsubscribed }';
    machine.push({ 'contacts.d/a.yaml': app + people(unsubscribed, JANE_AT_APP) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': app + people(JANE_AT_APP) });
    for (const _ of [1, 2]) {
      expect((await machine.apply()).code).toBe(0);
      const plan = await machine.plan();
      expect(summary(plan)).toEqual([]);
      expect(plan.accounts[0]?.held).toMatchObject([{ key: 'app/gone@example.com', reason: 'would-lose-opt-out' }]);
    }
  });
});

const JANE_AT_APP = 'email: jane@example.com, channels: { email: unsubscribed }';

describe('a record belongs to a destination and a directory', () => {
  test('staging and production have a record each, and neither forgets the other (B3)', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });

    const production = await team.machine({ SHOP_KEY: 'brand2-secret' });
    const first = await production.plan();
    expect(first.accounts[0]?.record).toMatchObject({
      state: 'none',
      elsewhere: [{ directory: 'contacts.d', origin: `${team.sandbox.url}/omnisend` }],
    });
    expect(summary(first)).toEqual([]);
    expect((await production.apply('--first-run')).code).toBe(0);
    expect(records(production)).toHaveLength(2);
    // Production's apply says nothing of staging: the removal is still owed there.
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
  });

  test('another key of the same brand has the same record', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    const rotated = await team.machine({ SHOP_KEY: 'brand1-another' });
    expect(summary(await rotated.plan())).toEqual(['update jane@example.com: remove city']);
  });

  test('two directories with an account of one name: neither deletes the other’s contacts', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({
      'a/a.yaml': team.accounts(', onRemoved: unsubscribe') + people(JANE),
      'b/b.yaml': team.accounts(', onRemoved: unsubscribe') + people(JOE),
    });
    expect((await machine.apply('-d', 'a')).code).toBe(0);
    expect((await machine.apply('-d', 'b', '--first-run')).code).toBe(0);
    expect(summary(await machine.plan('-d', 'a'))).toEqual([]);
    expect(summary(await machine.plan('-d', 'b'))).toEqual([]);
    expect(records(machine)).toHaveLength(2);
  });

  test('a renamed account keeps its record, as the destination is the same; a moved directory is a first run that names it', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts('', 'store') + people(JANE) });
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
    renameSync(join(machine.place.directory, 'contacts.d'), join(machine.place.directory, 'people'));
    machine.push({ 'people/a.yaml': team.accounts() + people(JANE) });
    const moved = await machine.plan('-d', 'people');
    expect(summary(moved)).toEqual([]);
    expect(moved.accounts[0]?.record).toMatchObject({ state: 'none', elsewhere: [{ directory: 'contacts.d' }] });
  });

  test('two accounts of one destination are a mistake', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const second = team.accounts('', 'store').replace('accounts:\n', '');
    machine.push({ 'contacts.d/a.yaml': `${team.accounts()}${second}contacts:\n  - { ${JANE}, accounts: [shop] }\n` });
    const run = await machine.rollcall('plan');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('same-destination')]);
  });
});

describe('manifests that are in no commit', () => {
  test('are recorded on this machine only; once they are committed, the record moves into git', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, `${JOE}, city: Paris`) });
    const run = await machine.apply();
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('Recorded as applied: shop.') });
    expect(records(machine)).toEqual([]);
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    const plan = await machine.plan();
    expect(summary(plan)).toEqual(['update jane@example.com: remove city']);
    expect(plan.accounts[0]?.record).toMatchObject({ state: 'applied', commit: null });
    machine.push();
    expect((await machine.apply()).code).toBe(0);
    expect(records(machine)).toHaveLength(1);
    const privately = readdirSync(join(machine.place.directory, '.rollcall/record')).filter((name) =>
      name.endsWith('.json'),
    );
    expect(privately).toEqual([]);
    expect(summary(await machine.plan())).toEqual([]);
  });

  test('CRLF instead of LF does not count, as git checks files out so', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const text = team.accounts() + people(JANE);
    machine.push({ 'contacts.d/a.yaml': text });
    machine.write({ 'contacts.d/a.yaml': text.replaceAll('\n', '\r\n') });
    await machine.apply();
    expect(document(machine).revision).toBe(machine.git('rev-parse', 'HEAD'));
  });

  test('without git there is a record, too', async () => {
    const team = await aTeam();
    const machine = await team.machine({}, '--no-clone');
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply()).code).toBe(0);
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
  });

  test('a sandbox keeps its record in its own state', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply('--sandbox', 'one.json')).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect(records(machine)).toEqual([]);
    expect(summary(await machine.plan('--sandbox', 'one.json'))).toEqual(['update jane@example.com: remove city']);
    expect(summary(await machine.plan('--sandbox', 'two.json'))).toEqual([
      'create jane@example.com: add email, add firstName',
    ]);
  });
});

describe('the remote', () => {
  test('a fresh clone, also a shallow one, knows what was applied elsewhere', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    for (const index of [1, 2, 3]) machine.push({ 'notes.txt': String(index) });
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    const shallow = await team.machine({}, '--depth=1');
    expect(summary(await shallow.plan())).toEqual(['update jane@example.com: remove city']);
    expect((await shallow.apply()).code).toBe(0);
    expect(summary(await machine.plan())).toEqual([]);
  });

  test('a fresh clone knows with every base who was at the vendor, and what is owed', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const subscribed = `${JANE}, channels: { email: subscribed }`;
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(subscribed, `${JOE}, city: Paris`) });
    await machine.apply();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(subscribed, JOE) });
    await machine.apply('--base', 'none');
    await team.edit((state) => {
      const edited = JSON.parse(state);
      const { omnisend } = edited.accounts.default;
      omnisend.contacts = omnisend.contacts.filter((contact: object) => !JSON.stringify(contact).includes('jane@'));
      return JSON.stringify(edited);
    });
    for (const base of ['record', 'none', 'main', 'contacts.d']) {
      const fresh = await team.machine();
      const { accounts, changes } = await fresh.plan('--base', base);
      expect(accounts[0]?.held.map(({ key, reason }) => [key, reason])).toEqual([
        ['shop/jane@example.com', 'was-here'],
      ]);
      expect(accounts[0]?.record).toMatchObject({ state: 'applied', owed: 1 });
      expect(changes.map(({ action }) => action)).toEqual(base === 'record' ? ['update'] : []);
      const explained = await fresh.rollcall('explain', 'jane@example.com', '--base', base);
      expect(explained.stdout).toContain('was-here');
    }
    rmSync(team.remote, { recursive: true });
    const offline = await machine.rollcall('plan', '--base', 'none');
    expect(offline.stdout.replace(/\s+/g, ' ')).toContain('The remote could not be asked, and the record here is from');
  });

  test('unreachable: a plan uses this clone’s record, and an apply refuses without --offline-record', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await machine.apply();
    machine.commit({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    rmSync(team.remote, { recursive: true });
    const plan = await machine.plan();
    expect(summary(plan)).toEqual(['update jane@example.com: remove city']);
    expect(plan.accounts[0]?.record).toMatchObject({ offline: true });
    const refused = await machine.apply();
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--offline-record')]);
    expect((await machine.apply('--offline-record')).code).toBe(0);
  });

  test('unreachable, with another base: what is applied is not recorded, which is said, and is no green exit', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    rmSync(team.remote, { recursive: true });
    const run = await machine.apply('--base', 'none');
    expect(run).toMatchObject({ code: 3, stdout: expect.stringContaining('1 succeeded') });
    expect(run.stderr).toMatch(/What was applied is not recorded[\s\S]*--offline-record/);
    expect((await machine.apply('--base', 'none', '--no-record')).code).toBe(0);
    expect((await machine.apply('--base', 'none', '--offline-record')).code).toBe(0);
  });

  test('a commit that was amended or squashed away is still a base', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() });
    machine.git('switch', '--quiet', '--create', 'feature');
    machine.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    const applied = await machine.apply();
    expect(applied.stderr).toContain('in this clone only');
    machine.write({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    machine.git('commit', '--quiet', '--all', '--amend', '--message=amended');
    machine.git('reflog', 'expire', '--expire=now', '--all');
    machine.git('gc', '--quiet', '--prune=now');
    expect(summary(await machine.plan())).toEqual(['update jane@example.com: remove city']);
  });

  test('a branch that is behind: contacts that main changed are left out', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const old = { 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) };
    machine.push(old);
    const branch = await team.machine();
    branch.git('switch', '--quiet', '--create', 'feature');
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, JOE) });
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    expect((await machine.apply()).code).toBe(0);
    const plan = await branch.plan();
    expect(plan.accounts[0]?.record).toMatchObject({ position: 'behind', behind: { contacts: 1, conflicts: 0 } });
    expect(summary(plan)).toEqual(['update jane@example.com: add city']);
    const short = (commit: string): string => machine.git('rev-parse', commit).slice(0, 12);
    const shown = (await branch.rollcall('plan')).stdout.replaceAll(/\s+/g, ' ');
    expect(shown).toContain(
      `Compared with ${short('HEAD~')}, the merge base with origin/main, because these manifests lack what was applied on `,
    );
    expect(shown).toMatch(`${short('HEAD')}`);
    const refused = await branch.apply();
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`git merge ${short('HEAD')}`) });
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(`commit ${short('HEAD')} of origin/main was applied on`);
  });

  test('does not take the record: the apply says so, ends with 3, and keeps it in this clone', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    writeFileSync(join(team.remote, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const run = await machine.apply();
    expect([run.code, run.stderr]).toEqual([3, expect.stringContaining('cannot push refs/rollcall/record/')]);
    expect(run.stdout).toContain('1 succeeded');
    expect(records(machine)).toHaveLength(1);
    rmSync(join(team.remote, 'hooks/pre-receive'));
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    expect((await machine.apply()).stderr).toContain('and pushed: shop');
  });

  test('two machines apply one after the other, each from what the other recorded', async () => {
    const team = await aTeam();
    const [one, other] = [await team.machine(), await team.machine()];
    one.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
    await one.apply();
    other.git('pull', '--quiet', 'origin', 'main');
    other.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
    expect((await other.apply()).stderr).toContain('and pushed: shop');
    one.git('pull', '--quiet', 'origin', 'main');
    expect(summary(await one.plan())).toEqual([]);
    expect(records(one)).toEqual(records(other));
  });

  test('a branch applied here and main applied elsewhere: both records count, and nothing is forgotten', async () => {
    const team = await aTeam();
    const [main, branch] = [await team.machine(), await team.machine()];
    main.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    expect((await main.apply()).code).toBe(0);
    branch.git('pull', '--quiet', 'origin', 'main');
    branch.git('switch', '--quiet', '--create', 'feature');
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, JOE) });
    expect((await branch.apply()).stderr).toContain('in this clone only');
    main.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    expect((await main.apply()).code).toBe(0);
    branch.git('fetch', '--quiet', 'origin', 'main');
    branch.git('merge', '--quiet', '--strategy-option=theirs', 'FETCH_HEAD', '--message=merge');
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(JANE, `${JOE}, city: Paris`) });
    expect(summary(await branch.plan())).toEqual(['update jane@example.com: remove city']);
    branch.git('switch', '--quiet', 'main');
    branch.git('pull', '--quiet', 'origin', 'main');
    expect(summary(await branch.plan())).toEqual(['update jane@example.com: remove city']);
    expect(await branch.apply()).toMatchObject({ code: 0, stderr: expect.stringContaining('and pushed: shop') });
    expect(await team.state()).not.toContain('London');
    expect(summary(await main.plan())).toEqual([]);
  });

  test('where two records count, what either of them owes is counted', async () => {
    const team = await aTeam();
    const [main, branch] = [await team.machine(), await team.machine()];
    main.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE, JOE) });
    await main.apply();
    branch.git('pull', '--quiet', 'origin', 'main');
    branch.git('switch', '--quiet', '--create', 'feature');
    branch.commit({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`, `${JOE}, city: Oslo`) });
    expect(await branch.apply('--contact', '*/joe*')).toMatchObject({ code: 0 });
    main.push({ 'contacts.d/b.yaml': people('email: kim@example.com') });
    expect(await main.apply()).toMatchObject({ code: 0 });
    branch.git('fetch', '--quiet', 'origin', 'main');
    branch.git('merge', '--quiet', 'FETCH_HEAD', '--message=merge');
    expect((await branch.plan()).accounts).toMatchObject([{ record: { state: 'applied', owed: 1 } }]);
  });

  test('a record that names commits of no branch is refused by name, and --trust-record lifts that', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    machine.push({ 'contacts.d/a.yaml': team.accounts(', onRemoved: unsubscribe') + people(JANE) });
    expect((await machine.apply()).code).toBe(0);
    const attacker = await team.machine();
    attacker.git('switch', '--quiet', '--create', 'evil');
    attacker.commit({ 'contacts.d/a.yaml': team.accounts(', onRemoved: unsubscribe') + people(JANE, JOE) });
    await attacker.apply('--no-push-record');
    const [ref = ''] = records(attacker);
    attacker.git('push', '--quiet', 'origin', ref);
    const plan = await machine.plan();
    expect(plan.accounts[0]?.record).toMatchObject({
      state: 'refused',
      reason: 'not-on-default-branch',
      remote: 'origin',
    });
    expect(summary(plan)).toEqual([]);
    const trusted = await machine.plan('--trust-record');
    expect(trusted.accounts[0]?.record).toMatchObject({ state: 'applied' });
  });

  test.each(['none', 'main'])(
    'with --base %s, such a record is not overwritten, and the plan says so',
    async (base) => {
      const team = await aTeam();
      const machine = await team.machine();
      machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
      const theirs = await pushUnreviewedRecord(team, team.accounts() + people(JANE, JOE));
      machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${JANE}, city: London`) });
      const before = git(team.remote, 'for-each-ref');
      const why = `the record at origin names commit ${theirs.commit.slice(0, 12)}, which is not on the first-parent line of the remote’s default branch`;
      const applied = await machine.apply('--base', base);
      // What is dropped later would be forgotten, so that this is not all that was to be done.
      expect(applied).toMatchObject({ code: 3, stderr: expect.stringContaining('must not be overwritten: shop') });
      expect(applied.stdout.replaceAll(/\s+/g, ' ')).toContain(
        `shop: what is applied there will not be recorded, because ${why}`,
      );
      expect(git(team.remote, 'for-each-ref')).toBe(before);
      expect(records(machine)).toEqual([]);
    },
  );

  test.each([
    ['pushed', []],
    ['not pushed', ['--no-push-record']],
  ])(
    'a damaged record of this clone (%s before): refused as a base, and with another base not recorded',
    async (_, flags) => {
      const team = await aTeam();
      const machine = await team.machine();
      machine.push({ 'contacts.d/a.yaml': team.accounts() + people(JANE) });
      await machine.apply(...flags);
      const stranger = machine.git('commit-tree', 'HEAD^{tree}', '-m', 'no record');
      machine.git('update-ref', records(machine)[0] ?? '', stranger);
      const refused = await machine.rollcall('plan');
      expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('record-refused')]);
      const plan = await machine.rollcall('plan', '--base', 'none');
      expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('will not be recorded') });
      expect(await machine.plan('--base', 'none')).toMatchObject({
        notes: [{ code: 'not-recorded', args: { account: 'shop', why: 'unreadable' } }],
        accounts: [{ record: { state: 'refused' }, refusals: [] }],
      });
    },
  );
});
