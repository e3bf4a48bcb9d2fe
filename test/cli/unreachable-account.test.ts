// An account in scope that could not be read, was refused or was stopped is part of the result: it has a row in text, in JSON and
// in the report, and the exit code is never 0.

import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { commit, git } from '../helpers/repository.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 5, rateLimit: 'off' });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890', LOOPS_API_KEY: 'loops-1234567890' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

interface World {
  /** What shop has to do. */
  readonly shop?: 'change' | 'nothing';
  readonly appBaseUrl?: string;
  /** Limits of the account app, in YAML. */
  readonly limits?: string;
  readonly app?: readonly string[];
}

const ADA = '  - { email: ada@example.com, accounts: [app], firstName: Ada, channels: { email: unsubscribed } }';

async function declare({
  shop = 'change',
  appBaseUrl = `${sandbox.url}/@app/loops`,
  limits = '',
  app = [ADA],
}: World = {}) {
  const name = shop === 'change' ? 'Changed' : 'First1';
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/omnisend" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${appBaseUrl}"${limits} }
contacts:
  - { email: user000001@example.com, accounts: [shop]${shop === 'nothing' ? '' : `, firstName: ${name}`} }
${app.join('\n')}
`,
  );
}

async function script(answers: readonly object[]): Promise<void> {
  const put = await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
  expect(put.ok).toBe(true);
}

/** Every answer of Loops, however often it is asked. */
function atApp(answer: object): Promise<void> {
  return script([{ match: { account: 'app' }, times: 10_000, ...answer }]);
}

async function writes(): Promise<readonly { readonly method: string; readonly path: string }[]> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as {
    readonly method: string;
    readonly path: string;
  }[];
  return all.filter(({ method }) => method !== 'GET');
}

interface Row {
  readonly account: string;
  readonly status: string;
  readonly code?: string;
  readonly unread?: readonly string[];
}

/** Three accounts, and one of them unreadable. */
async function declareThree(): Promise<void> {
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/omnisend" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/@app/loops" }
  outlet: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/@outlet/omnisend" }
contacts:
  - { email: user000001@example.com, accounts: [shop, outlet, app], firstName: Changed, channels: { email: unsubscribed } }
`,
  );
  await atApp({ status: 401, body: { message: 'Invalid API key' } });
}

const UNREAD_APP = {
  account: 'app',
  status: 'unread',
  code: 'unauthorized',
  message: expect.stringContaining('401'),
  hint: expect.stringContaining('check that the environment variable holds'),
};

interface Result {
  readonly accounts: readonly Row[];
  readonly outcomes: readonly { readonly status: string }[];
}

/** The one document on stdout. */
function documentOf({ stdout }: Run): Result {
  return JSON.parse(stdout) as Result;
}

const UNREADABLE: readonly (readonly [string, World, object | undefined, string])[] = [
  ['401', {}, { status: 401, body: { message: 'Invalid API key' } }, 'unauthorized'],
  ['403', {}, { status: 403, body: { message: 'no' } }, 'forbidden'],
  ['410', {}, { status: 410, body: { message: 'gone' } }, 'retired'],
  ['500', {}, { status: 500, body: { message: 'oops' } }, 'server'],
  ['HTML', {}, { status: 200, body: '<html>Login</html>' }, 'malformed'],
  ['a connection that breaks', {}, { fault: 'reset' }, 'reset'],
  ['a closed port', { appBaseUrl: 'http://127.0.0.1:9/loops' }, undefined, 'refused'],
];

describe('an account that cannot be read (A1)', () => {
  test.each(UNREADABLE)(
    '%s: apply does the rest and ends 3',
    async (_, world, answer, code) => {
      await declare(world);
      if (answer !== undefined) await atApp(answer);
      const run = await place.rollcall('apply', '--auto-approve', '--json', '--report', 'report.json');
      expect(run.code).toBe(3);
      const { accounts, outcomes } = documentOf(run);
      expect(accounts).toMatchObject([
        { account: 'app', status: 'unread', code, message: expect.any(String), hint: expect.any(String) },
        { account: 'shop', status: 'applied' },
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
      const report = JSON.parse(await readFile(join(place.directory, 'report.json'), 'utf8')) as Result;
      expect(report.accounts).toEqual(accounts);
    },
    60_000,
  );

  test('in text, it is named with a hint', async () => {
    await declare();
    await atApp({ status: 401, body: {} });
    const run = await place.rollcall('apply', '--auto-approve');
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/app: could not be read, and nothing was sent to it {2}unauthorized/);
    expect(run.stdout).toMatch(/→ check that the environment variable holds/);
    expect(run.stdout).toContain('Applied: 1 succeeded of 1 change. Left out: app.');
  });

  test('if there is nothing to do elsewhere, nothing is started and the exit code is 1', async () => {
    await declare({ shop: 'nothing' });
    await atApp({ status: 401, body: {} });
    for (const json of [true, false]) {
      const run = await place.rollcall('apply', '--auto-approve', ...(json ? ['--json', '--report', 'r.json'] : []));
      expect(run.code).toBe(1);
      expect(run.stdout).not.toContain('nothing to do');
      expect(run.stderr).not.toContain('Applying');
      if (json) expect(documentOf(run).accounts[0]).toMatchObject({ account: 'app', status: 'unread' });
    }
    const report = JSON.parse(await readFile(join(place.directory, 'r.json'), 'utf8')) as Result;
    expect(report.accounts).toMatchObject([
      { account: 'app', status: 'unread' },
      { account: 'shop', status: 'idle' },
    ]);
  });

  test('a saved plan and a reviewed plan give the same result', async () => {
    await declare();
    await place.rollcall('plan', '--out', 'good.json');
    await atApp({ status: 401, body: {} });
    expect((await place.rollcall('plan', '--out', 'plan.json')).code).toBe(1);
    const reviewed = await place.rollcall('apply', '--reviewed', 'good.json', '--json');
    expect([reviewed.code, documentOf(reviewed).accounts]).toMatchObject([
      3,
      [{ account: 'app', status: 'unread' }, {}],
    ]);
    await script([]);
    const saved = await place.rollcall('apply', 'plan.json', '--json');
    // What the reviewed plan did is done, and app was not read when the saved plan was made.
    expect([saved.code, documentOf(saved).accounts]).toMatchObject([3, [{ account: 'app', status: 'unread' }, {}]]);
  });

  test('with a base and --changed, accounts with dropped declarations are in scope', async () => {
    await declare();
    git(place.directory, 'init', '--quiet');
    commit(place.directory);
    await declare({ app: [ADA.replace('firstName: Ada, ', '')] });
    await atApp({ status: 401, body: {} });
    const run = await place.rollcall('apply', '--auto-approve', '--json', '--base', 'HEAD', '--changed');
    expect(run.code).toBe(1);
    expect(documentOf(run).accounts).toMatchObject([{ account: 'app', status: 'unread', code: 'unauthorized' }]);
  });

  test('an account without declared contacts is not in scope', async () => {
    await declare({ app: [] });
    await atApp({ status: 401, body: {} });
    const run = await place.rollcall('apply', '--auto-approve', '--json');
    expect([run.code, documentOf(run).accounts.map(({ account }) => account)]).toEqual([0, ['shop']]);
  });

  test('if one of its contacts cannot be read, that contact is listed (A2)', async () => {
    await declare({ app: [ADA, ADA.replaceAll('ada', 'bob').replaceAll('Ada', 'Bob')] });
    const refused = { match: { account: 'app' }, times: 1, status: 400, body: { success: false, message: 'no' } };
    await script([refused]);
    const run = await place.rollcall('apply', '--auto-approve', '--json');
    expect(run.code).toBe(3);
    const one = expect.stringMatching(/^app\/(ada|bob)@example\.com$/);
    expect(documentOf(run).accounts[0]).toMatchObject({ account: 'app', status: 'unread', unread: [one] });
    await script([refused]);
    const text = await place.rollcall('apply', '--auto-approve');
    expect(text.stderr).toMatch(/not read: app\/(ada|bob)@example\.com/);
  });
});

describe('an account over a limit', () => {
  test('together with an applied one: plan exits with 1, apply with 3 (A3)', async () => {
    await place.write(
      'contacts.d/all.yaml',
      `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/omnisend" }
  small: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${LOOPS_API_KEY}", baseUrl: "${sandbox.url}/@small/omnisend", onMissing: skip, limits: { minContacts: 1000 } }
contacts:
  - { email: user000001@example.com, accounts: [shop], firstName: Changed }
${[1, 2, 3].map((n) => `  - { email: p${n}@example.com, accounts: [small] }`).join('\n')}
`,
    );
    const plan = await place.rollcall('plan', '--json', '--out', 'plan.json');
    expect(plan.code).toBe(1);
    const run = await place.rollcall('apply', '--auto-approve', '--json');
    expect(run.code).toBe(3);
    expect(documentOf(run).accounts).toMatchObject([
      { account: 'shop', status: 'applied' },
      { account: 'small', status: 'refused', code: 'min-contacts', hint: expect.any(String) },
    ]);
  });

  test('if the others are idle, nothing is started or sent, and no confirmation is asked for (A4)', async () => {
    await declare({ shop: 'nothing', app: [ADA] });
    const limits = ['--max-requests', '0'];
    const plan = await place.rollcall('plan', '--out', 'plan.json', ...limits);
    expect(plan.code).toBe(1);
    expect(plan.stderr).toContain('it cannot be applied (app); show it with: rollcall show plan.json');
    expect(plan.stderr).not.toContain('rollcall apply');
    for (const args of [['plan.json'], ['--auto-approve', ...limits]]) {
      const run = await place.rollcall('apply', ...args);
      expect(run.code).toBe(1);
      expect(run.stderr).not.toContain('Applying');
      expect(run.stdout + run.stderr).not.toMatch(/\d+ pending/);
      expect(run.stderr).toContain('Nothing was applied.');
      expect(run.stderr).toContain('1 change not started');
    }
    expect(await writes()).toEqual([]);
  });
});

test('a stopped account is reported as stopped', async () => {
  await declare();
  await script([{ match: { account: 'app', method: 'POST' }, times: 1000, status: 401, body: {} }]);
  const run = await place.rollcall('apply', '--auto-approve', '--json');
  expect(run.code).toBe(3);
  expect(documentOf(run).accounts).toMatchObject([
    { account: 'app', status: 'stopped', code: 'unauthorized' },
    { account: 'shop', status: 'applied' },
  ]);
});

test('where the record cannot be written, nothing is sent', async () => {
  await declare({ app: [] });
  git(place.directory, 'init', '--quiet');
  commit(place.directory);
  // A file where the record's directory should be.
  await place.write('.git/refs/rollcall', '');
  const run = await place.rollcall('apply', '--auto-approve', '--json');
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'applied-ref', hint: expect.any(String) } });
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('a record that cannot be pushed is reported together with the result, in one document', async () => {
  await declare({ app: [] });
  git(place.directory, 'init', '--quiet', '--initial-branch=main');
  commit(place.directory);
  git(place.directory, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  git(place.directory, 'remote', 'add', 'origin', `file://${place.directory}/remote.git`);
  git(place.directory, 'push', '--quiet', 'origin', 'HEAD:main');
  await place.write('remote.git/hooks/pre-receive', '#!/bin/sh\nexit 1\n');
  await chmod(join(place.directory, 'remote.git/hooks/pre-receive'), 0o755);
  const run = await place.rollcall('apply', '--auto-approve', '--json');
  expect(run.code).toBe(3);
  const document = JSON.parse(run.stdout) as Result & { readonly errors: readonly object[] };
  expect(document.outcomes.map(({ status }) => status)).toEqual(['succeeded']);
  const [error] = document.errors;
  expect(error).toMatchObject({ code: 'applied-ref', message: expect.any(String), hint: expect.any(String) });
});

test('if nothing was started, nothing is recorded', async () => {
  await declare({ shop: 'nothing' });
  git(place.directory, 'init', '--quiet');
  commit(place.directory);
  await atApp({ status: 401, body: {} });
  const run = await place.rollcall('apply', '--auto-approve');
  expect(run.stderr).not.toContain('Recorded');
  expect(git(place.directory, 'for-each-ref', 'refs/rollcall')).toBe('');
});

test('a report never overwrites the plan that is applied', async () => {
  await declare({ app: [] });
  await place.rollcall('plan', '--out', 'plan.json');
  const run = await place.rollcall('apply', 'plan.json', '--report', './plan.json');
  expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('would overwrite the plan')]);
});

test('a report that cannot be written does not change the result in the document', async () => {
  await declare({ app: [] });
  await place.write('taken/file', '');
  const run = await place.rollcall('apply', '--auto-approve', '--json', '--report', 'taken');
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toBeTypeOf('object');
});

describe('the other commands have the same rows', () => {
  test('plan: a row for every account in scope, with the numbers of changes, and 1', async () => {
    await declareThree();
    const run = await place.rollcall('plan', '--json', '--detailed-exitcode');
    const { results } = JSON.parse(run.stdout);
    expect(run.code).toBe(1);
    const none = { create: 0, update: 0, delete: 0, unchanged: 0, blocked: 0, partlyBlocked: 0 };
    expect(results).toMatchObject([
      { ...UNREAD_APP, changes: none },
      { account: 'outlet', status: 'read', changes: { ...none, update: 1 } },
      { account: 'shop', status: 'read', changes: { ...none, update: 1 } },
    ]);
    await place.write('plan.json', run.stdout);
    expect((await place.rollcall('show', 'plan.json')).code).toBe(0);
  });

  test('snapshot: says which account and what to do, writes no file, and ends 1', async () => {
    await declareThree();
    const text = await place.rollcall('snapshot', '--out', 'live.ndjson');
    expect([text.code, text.stdout]).toEqual([1, '']);
    expect(text.stderr).toMatch(/app: could not be read {2}unauthorized\n {2}GET \/api\/v1\/\S+: 401/);
    expect(text.stderr).toMatch(/→ check that the environment variable holds/);
    expect(text.stderr).toContain('1 of 3 accounts could not be read; no snapshot was written');
    const json = await place.rollcall('snapshot', '--out', 'live.ndjson', '--json');
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      1,
      {
        error: { code: 'snapshot' },
        accounts: [
          UNREAD_APP,
          { account: 'outlet', status: 'read', contacts: 5 },
          { account: 'shop', status: 'read', contacts: 5 },
        ],
      },
    ]);
    await expect(readFile(join(place.directory, 'live.ndjson'))).rejects.toThrow('ENOENT');
  });

  test('explain: the accounts that can be read are explained, and it ends 1', async () => {
    await declareThree();
    const text = await place.rollcall('explain', 'user000001@example.com');
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(
      /shop\/user000001@example\.com[\s\S]*outlet\/user000001|outlet\/user000001[\s\S]*shop\/user000001/,
    );
    expect(text.stderr).toMatch(/app: could not be read {2}unauthorized[\s\S]*→ check that/);
    const json = await place.rollcall('explain', 'user000001@example.com', '--json');
    const { accounts, explanations } = JSON.parse(json.stdout);
    expect(json.code).toBe(1);
    expect(explanations).toHaveLength(2);
    expect(accounts.toSorted(byAccount)).toMatchObject([
      UNREAD_APP,
      { account: 'outlet', status: 'read' },
      { account: 'shop', status: 'read', contacts: 1 },
    ]);
  });
});

function byAccount(a: { readonly account: string }, b: { readonly account: string }): number {
  return a.account < b.account ? -1 : 1;
}
