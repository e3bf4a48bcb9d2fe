// Environments as a team lives with them: real repositories, a real remote, the built program.

import { describe, expect, test, vi } from 'vitest';
import { aTeam, type Machine, people, type Team } from '../helpers/team.ts';

// Each test runs the program many times.
vi.setConfig({ testTimeout: 240_000 });

const KEYS = { STAGING_KEY: 'brand2-secret' };
const SUBSCRIBED = 'channels: { email: subscribed }';
const ANN = `email: ann@our.example, firstName: Ann, ${SUBSCRIBED}`;
const KIM = `email: kim@example.com, firstName: Kim, ${SUBSCRIBED}`;

/** An account at two places of the sandbox: staging takes only people of our own. */
function manifests(team: Team, contacts: string, { staging = '', patterns = '["*@our.example"]' } = {}): string {
  const at = `baseUrl: "${team.sandbox.url}/@staging/omnisend", apiKey: "\${STAGING_KEY}"`;
  return `${team.accounts(', onRemoved: unsubscribe, limits: { maxUnsubscribes: 10 }')}
environments:
  staging: { accounts: { shop: { ${at}, contacts: ${patterns}${staging} } } }
  production: {}
${contacts}`;
}

interface Known {
  readonly identifiers: readonly {
    readonly id: string;
    readonly channels: { readonly email?: { readonly status: string } };
  }[];
}

/** Everybody that the vendor has, as `ann@our.example nonSubscribed`. */
async function peopleAt(team: Team, account: string): Promise<readonly string[]> {
  const { accounts } = JSON.parse(await team.state()) as {
    readonly accounts: Readonly<Record<string, { readonly omnisend?: { readonly contacts: readonly Known[] } }>>;
  };
  const contacts = accounts[account]?.omnisend?.contacts ?? [];
  return contacts.flatMap(({ identifiers }) => identifiers.map(({ id }) => id)).sort();
}

interface Listed {
  readonly environment?: string;
  readonly account: string;
  readonly remote?: string;
}

async function records(machine: Machine): Promise<readonly Listed[]> {
  const { stdout } = await machine.rollcall('record', 'list', '--remote', '--json');
  return (JSON.parse(stdout) as { readonly records: readonly Listed[] }).records;
}

describe('staging and production', () => {
  test('have records of their own, and neither touches what belongs to the other', async () => {
    const team = await aTeam();
    const machine = await team.machine(KEYS);
    machine.push({ 'contacts.d/a.yaml': manifests(team, people(ANN, KIM)) });
    expect((await machine.apply('--env', 'staging')).code).toBe(0);
    expect(await peopleAt(team, 'staging')).toEqual(['ann@our.example']);
    expect(await peopleAt(team, 'default')).toEqual([]);

    // The first run of production is its own, and asks for nothing because of staging's record.
    const plan = await machine.plan('--env', 'production');
    expect(plan.accounts[0]?.record).toEqual({ state: 'none', elsewhere: [] });
    expect((await machine.apply('--env', 'production')).code).toBe(0);
    expect(await peopleAt(team, 'default')).toEqual(['ann@our.example', 'kim@example.com']);
    expect((await records(machine)).map(({ environment, account, remote }) => [environment, account, remote])).toEqual(
      expect.arrayContaining([
        ['staging', 'shop', 'pushed'],
        ['production', 'shop', 'pushed'],
      ]),
    );

    // Both are gone from the manifests: staging never knew Kim.
    machine.push({ 'contacts.d/a.yaml': manifests(team, people('email: joe@our.example')) });
    const keys = async (environment: string) =>
      (await machine.plan('--env', environment)).changes.map(({ key }) => key);
    expect(await keys('staging')).toEqual(['shop/ann@our.example', 'shop/joe@our.example']);
    expect(await keys('production')).toEqual(['shop/ann@our.example', 'shop/joe@our.example', 'shop/kim@example.com']);
  });

  test('that share a vendor’s account are refused, with every base', async () => {
    const team = await aTeam();
    const machine = await team.machine();
    const shared = `${team.accounts()}environments: { staging: {}, production: {} }\n${people(ANN)}`;
    machine.push({ 'contacts.d/a.yaml': shared });
    expect((await machine.apply('--env', 'production')).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': shared.replace('Ann', 'Anna') });
    for (const base of ['record', 'none', 'HEAD~1']) {
      const run = await machine.apply('--env', 'staging', '--base', base);
      expect([base, run.code]).toEqual([base, 1]);
      expect(run.stdout + run.stderr).toMatch(/the environment production was applied\s+at the same destination/);
    }
    expect((await team.writes()).filter(({ method }) => method === 'PATCH')).toEqual([]);
    // An environment that is no longer declared has moved away, or has another name now.
    machine.push({ 'contacts.d/a.yaml': shared.replace('production: {}', 'live: {}').replace('Ann', 'Anna') });
    expect((await machine.apply('--env', 'live')).code).toBe(0);
    expect((await records(machine)).map(({ environment }) => environment)).toEqual(['live']);
  });

  test('follow a record from before environments were declared', async () => {
    const team = await aTeam();
    const machine = await team.machine(KEYS);
    machine.push({ 'contacts.d/a.yaml': team.accounts() + people(`${ANN}, city: Oslo`) });
    expect((await machine.apply()).code).toBe(0);
    machine.push({ 'contacts.d/a.yaml': manifests(team, people(ANN)) });
    const { changes, accounts } = await machine.plan('--env', 'production');
    expect(accounts[0]?.record).toMatchObject({ state: 'applied' });
    expect(changes.map(({ differences }) => differences.map(({ path, op }) => [path.join('.'), op]))).toEqual([
      [['city', 'remove']],
    ]);
    const staging = (await machine.plan('--env', 'staging')).accounts[0]?.record;
    expect(staging).toMatchObject({ state: 'none', elsewhere: [{ directory: 'contacts.d' }] });
    // Once production has been applied, its record says whose it is.
    expect((await machine.apply('--env', 'production')).code).toBe(0);
    expect((await machine.plan('--env', 'staging')).accounts[0]?.record).toEqual({ state: 'none', elsewhere: [] });
  });

  test('a record that is ahead is a plain base where the environment says `behind: allow`', async () => {
    const team = await aTeam();
    const machine = await team.machine(KEYS);
    const colleague = await team.machine(KEYS);
    for (const staging of ['', ', behind: allow']) {
      const options = { staging };
      machine.push({ 'contacts.d/a.yaml': manifests(team, people(`${ANN}, city: Oslo`), options) });
      colleague.git('fetch', '--quiet');
      colleague.git('switch', '--quiet', '--force-create', 'feature', 'origin/main');
      colleague.commit({ 'contacts.d/b.yaml': people('email: joe@our.example') });
      machine.push({ 'contacts.d/a.yaml': manifests(team, people(`${ANN}, city: Rome`), options) });
      expect((await machine.apply('--env', 'staging')).code).toBe(0);
      const plan = await colleague.plan('--env', 'staging');
      const position = plan.accounts[0]?.record?.position;
      const keys = plan.changes.map(({ key }) => key);
      if (staging === '') expect([position, keys]).toEqual(['behind', ['shop/joe@our.example']]);
      else expect([position, keys]).toEqual(['current', ['shop/ann@our.example', 'shop/joe@our.example']]);
      const run = await colleague.apply('--env', 'staging', '--no-push-record');
      expect(run.code, run.stdout + run.stderr).toBe(staging === '' ? 1 : 0);
    }
  });
});

describe('the name of the environment', () => {
  test('comes from the flag, the variable or the plan, and never contradicts the plan', async () => {
    const team = await aTeam();
    const machine = await team.machine(KEYS);
    const live = await team.machine({ ...KEYS, ROLLCALL_ENV: 'production' });
    machine.push({ 'contacts.d/a.yaml': manifests(team, people(ANN, KIM)) });
    live.git('pull', '--quiet');

    const without = await machine.rollcall('plan', '--json');
    expect(without.code).toBe(1);
    expect(JSON.parse(without.stdout).error).toMatchObject({
      code: 'environment',
      environments: ['production', 'staging'],
    });
    expect((await live.plan()).changes).toHaveLength(2);
    expect((await live.plan('--env', 'staging')).changes).toHaveLength(1);

    expect((await machine.rollcall('plan', '--env', 'staging', '--out', 'plan.json')).code).toBe(0);
    for (const how of [['plan.json'], ['--reviewed', 'plan.json']]) {
      const flag = await machine.rollcall('apply', ...how, '--env', 'production');
      expect([flag.code, flag.stderr]).toEqual([
        64,
        expect.stringContaining('made for the environment staging, but --env'),
      ]);
    }
    expect(await team.writes()).toEqual([]);

    // The plan's own environment is enough, also for a review.
    const applied = await machine.rollcall('apply', 'plan.json', '--json');
    expect([applied.code, JSON.parse(applied.stdout).error]).toEqual([0, undefined]);
    expect(await peopleAt(team, 'staging')).toEqual(['ann@our.example']);
    const reviewed = await machine.rollcall('apply', '--reviewed', 'plan.json');
    expect([reviewed.code, reviewed.stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
  });

  test('stands in every format of a plan', async () => {
    const team = await aTeam();
    const machine = await team.machine(KEYS);
    machine.push({ 'contacts.d/a.yaml': manifests(team, people(ANN)) });
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await machine.rollcall('plan', '--env', 'staging', '--format', format, '--redact');
      expect(stdout, format).toContain('Environment: staging');
    }
    const { stdout } = await machine.rollcall('plan', '--env', 'staging', '--json', '--redact');
    expect(JSON.parse(stdout).environment).toBe('staging');
  });
});

test('a sandbox keeps each environment apart', async () => {
  const team = await aTeam();
  const machine = await team.machine(KEYS);
  machine.write({ 'contacts.d/a.yaml': manifests(team, people(ANN, KIM)) });
  const plan = await machine.rollcall('plan', '--sandbox', '--env', 'staging', '--out', 'staging.json', '--json');
  expect(JSON.parse(plan.stdout).accounts[0].origin).toBe('sandbox:staging/shop');
  expect((await machine.apply('--sandbox', '--env', 'staging')).code).toBe(0);
  expect((await machine.plan('--sandbox', '--env', 'staging')).changes).toEqual([]);
  expect((await machine.plan('--sandbox', '--env', 'production')).changes).toHaveLength(2);
  expect((await machine.apply('--sandbox', '--env', 'production')).code).toBe(0);
  const { stdout } = await machine.rollcall('record', 'list', '--sandbox', '--json');
  const { records: listed } = JSON.parse(stdout) as { readonly records: readonly Listed[] };
  expect(listed.map(({ environment }) => environment).sort()).toEqual(['production', 'staging']);
});

test('what reads an account says in which environment, and nobody out of scope is imported again', async () => {
  const team = await aTeam();
  const machine = await team.machine(KEYS);
  machine.write({ 'contacts.d/a.yaml': manifests(team, people(ANN)) });
  expect((await machine.apply('--env', 'staging')).code).toBe(0);
  // She is declared, and out of scope from now on.
  machine.write({ 'contacts.d/a.yaml': manifests(team, people(ANN), { patterns: '["nobody@*"]' }) });
  const imported = await machine.rollcall('import', '--account', 'shop', '--env', 'staging', '--json');
  expect(JSON.parse(imported.stdout)).toMatchObject({ environment: 'staging', contacts: 0, declared: 1 });
  const drift = await machine.rollcall('drift', '--env', 'staging', '--json');
  expect(JSON.parse(drift.stdout)).toMatchObject({ environment: 'staging', entries: [] });
  const saved = await machine.rollcall('snapshot', '--env', 'staging', '--out', 'live.ndjson', '--json');
  expect(JSON.parse(saved.stdout)).toMatchObject({ environment: 'staging', contacts: 1 });
  const other = await machine.rollcall('plan', '--env', 'production', '--live', 'live.ndjson');
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('was taken in the environment staging')]);
});
