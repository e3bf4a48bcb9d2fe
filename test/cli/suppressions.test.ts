// People who must not be mailed, as a user meets them: digests, what is refused without their key, and what no command does for them.
// @module-tag slow

import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BIN, openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const KEY = 'canary-key-0123456789abcdef';
const KEYS = { ROLLCALL_DIGEST_KEY_K1: KEY };
const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
`;

function digest(address: string, key = KEY, id = 'k1'): string {
  return `${id}:${createHmac('sha256', key).update(address).digest('hex')}`;
}

let place: Workplace;
const places: Workplace[] = [];

async function openWith(environment: Readonly<Record<string, string>>): Promise<Workplace> {
  const opened = await openWorkplace(environment);
  places.push(opened);
  return opened;
}

beforeEach(async () => {
  place = await openWith(KEYS);
});

afterEach(async () => {
  for (const opened of places.splice(0)) await opened.remove();
});

describe('rollcall digest', () => {
  test('prints the digest of the normalised address under the only key', async () => {
    const email = await place.rollcall('digest', 'Jane@Example.com');
    expect(email).toEqual({ code: 0, stdout: `${digest('jane@example.com')}\n`, stderr: '' });
    const phone = await place.rollcall('digest', '+1 416 555 0132', '--key', 'k1');
    expect(phone.stdout).toBe(`${digest('+14165550132')}\n`);
  });

  test('reads addresses from the standard input, and a key from a secrets file', async () => {
    await place.write('keys.env', 'ROLLCALL_DIGEST_KEY_OLD_2=another-key-0123456789\n');
    const run = spawnSync(process.execPath, ['--', BIN, 'digest', '--key', 'old-2', '--secrets', 'keys.env'], {
      ...{ cwd: place.directory, encoding: 'utf8', input: 'jane@example.com\r\n\nkim@example.com\n' },
      env: { PATH: process.env.PATH ?? '' },
    });
    const expected = ['jane@example.com', 'kim@example.com'].map((one) =>
      digest(one, 'another-key-0123456789', 'old-2'),
    );
    expect([run.stdout, run.stderr]).toEqual([`${expected.join('\n')}\n`, '']);
  });

  test.each([
    [{}, ['jane@example.com'], 64, 'no key of digests is set'],
    [{ ...KEYS, ROLLCALL_DIGEST_KEY_K2: KEY }, ['jane@example.com'], 64, 'several keys of digests are set'],
    [{ ROLLCALL_DIGEST_KEY_K1: 'short' }, ['jane@example.com'], 1, 'ROLLCALL_DIGEST_KEY_K1 is not set, or is shorter'],
    [KEYS, ['jane'], 64, 'neither an email address nor a phone number'],
    [KEYS, ['4165550132'], 64, 'neither an email address nor a phone number'],
  ])('with %j and %j ends with %i', async (environment, args, code, words) => {
    const run = await (await openWith(environment)).rollcall('digest', ...args);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(run.stderr).not.toContain(KEY);
  });
});

async function live(): Promise<Record<string, unknown>> {
  const state = JSON.parse(await readFile(join(place.directory, '.rollcall/sandbox.json'), 'utf8')) as {
    accounts: { shop: { omnisend: unknown }; app: { loops: unknown } };
  };
  return { shop: JSON.stringify(state.accounts.shop), app: JSON.stringify(state.accounts.app) };
}

/** Jane and Kim are subscribed at both accounts. */
async function begin(): Promise<void> {
  const people = ['jane', 'kim'].map(
    (name) => `  - { email: ${name}@example.com, accounts: [shop, app], channels: { email: subscribed } }\n`,
  );
  await place.write('contacts.d/a.yaml', `${ACCOUNTS}contacts:\n${people.join('')}`);
  const run = await place.rollcall('apply', '--sandbox', '--auto-approve');
  expect(run).toMatchObject({ code: 0 });
}

test('a digest unsubscribes whoever is listed, and guards declared people where nobody can be', async () => {
  await begin();
  await place.write('contacts.d/b.yaml', `suppressions: [{ digest: "${digest('jane@example.com')}" }]\n`);
  await place.write('contacts.d/a.yaml', `${ACCOUNTS}contacts:\n  - { email: kim@example.com, accounts: [app] }\n`);
  const undeclared = await place.rollcall('plan', '--sandbox', '--json');
  const plan = JSON.parse(undeclared.stdout) as {
    changes: { key: string; suppressed?: true }[];
    accounts: { account: string; suppressions: unknown }[];
  };
  // At Loops, she is known because she was declared before.
  expect(plan.changes).toMatchObject(
    ['app', 'shop'].map((name) => ({ key: `${name}/jane@example.com`, suppressed: true })),
  );
  expect(plan.accounts.map(({ account, suppressions }) => [account, suppressions])).toEqual([
    ['app', { people: 1, declaredOnly: 1 }],
    ['shop', { people: 1 }],
  ]);
  expect(undeclared.stdout + undeclared.stderr).not.toContain(KEY);

  await place.rollcall('plan', '--sandbox', '--out', 'plan.json');
  const applied = await place.rollcall('apply', 'plan.json', '--sandbox');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('2 succeeded of 2')]);
  const { shop, app } = await live();
  expect(shop).toContain('"unsubscribed"');
  expect(app).toContain('"subscribed":false');
  const again = await place.rollcall('plan', '--sandbox', '--detailed-exitcode');
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('No changes.')]);
  await begin();
  const declared = await place.rollcall('plan', '--sandbox', '--detailed-exitcode');
  expect([declared.code, declared.stdout]).toEqual([0, expect.stringContaining('2 people suppressed, not subscribed')]);
});

test('without the key, validate notes it, a plan is incomplete, and apply and import refuse', async () => {
  await begin();
  await place.write('contacts.d/b.yaml', `suppressions: [{ digest: "${digest('jane@example.com')}" }]\n`);
  const without = await openWith({ XDG_STATE_HOME: place.stateHome });
  const run = (...args: string[]): Run => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--', BIN, ...args], {
      ...{ cwd: place.directory, encoding: 'utf8' },
      env: { PATH: process.env.PATH ?? '', XDG_STATE_HOME: place.stateHome },
    });
    return { code: status, stdout, stderr };
  };
  expect(without.directory).not.toBe(place.directory);
  const validated = run('validate', '--json');
  expect([validated.code, JSON.parse(validated.stdout).diagnostics]).toEqual([
    0,
    expect.arrayContaining([
      expect.objectContaining({ code: 'missing-digest-key', severity: 'note', file: 'contacts.d/b.yaml', line: 1 }),
    ]),
  ]);
  const planned = run('plan', '--sandbox');
  expect([planned.code, planned.stdout]).toEqual([1, expect.stringContaining('ROLLCALL_DIGEST_KEY_K1')]);
  expect(run('apply', '--sandbox', '--auto-approve').code).toBe(1);
  const imported = run('import', '--account', 'shop', '--to', 'imported', '--sandbox');
  expect([imported.code, imported.stderr]).toEqual([1, expect.stringContaining('ROLLCALL_DIGEST_KEY_K1')]);
});

test('no command subscribes them: import leaves them out, set refuses, explain says why', async () => {
  await begin();
  await place.write('contacts.d/a.yaml', ACCOUNTS);
  await place.write('contacts.d/b.yaml', 'suppressions:\n  - email: Jane@example.com\n');
  const imported = await place.rollcall('import', '--account', 'shop', '--to', 'imported', '--sandbox');
  expect(imported.stdout).toContain('1 contact must not be mailed (`suppressions`), and is left out.');
  const files = await readdir(join(place.directory, 'imported'));
  const texts = await Promise.all(files.map((file) => readFile(join(place.directory, 'imported', file), 'utf8')));
  expect(texts.join('')).toContain('kim@example.com');
  expect(texts.join('')).not.toContain('jane');

  await begin();
  const set = await place.rollcall(
    'set',
    'jane@example.com',
    'channels.email.status=subscribed',
    '--sandbox',
    '--no-apply',
  );
  expect([set.code, set.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    1,
    expect.stringContaining('must not be mailed, as `suppressions` says at contacts.d/b.yaml:2'),
  ]);
  const explained = await place.rollcall('explain', 'shop/jane@example.com', '--sandbox');
  expect(explained.stdout).toContain('suppressed-here');
  const redacted = await place.rollcall('plan', '--sandbox', '--redact');
  expect(redacted.stdout).not.toContain('jane');
  expect(redacted.stdout).toContain('1 person suppressed, not subscribed');
});

test('a pull takes no subscription of theirs, and the next apply ends it again', async () => {
  await begin();
  await place.write('contacts.d/b.yaml', 'suppressions:\n  - email: jane@example.com\n');
  expect((await place.rollcall('apply', '--sandbox', '--auto-approve')).code).toBe(0);
  // Somebody subscribes her again at both vendors, and writes her city.
  const file = join(place.directory, '.rollcall/sandbox.json');
  const state = JSON.parse(await readFile(file, 'utf8'));
  const [jane] = state.accounts.shop.omnisend.contacts.filter((one: object) => JSON.stringify(one).includes('jane@'));
  Object.assign(jane.identifiers[0].channels.email, {
    status: 'subscribed',
    statusChangedAt: new Date().toISOString(),
  });
  for (const one of state.accounts.app.loops.contacts) one.subscribed = true;
  await writeFile(file, JSON.stringify(state));
  const before = await readFile(join(place.directory, 'contacts.d/a.yaml'), 'utf8');
  await place.write('contacts.d/a.yaml', before.replace('jane@example.com,', 'jane@example.com, city: Bonn,'));
  const edited = await readFile(join(place.directory, 'contacts.d/a.yaml'), 'utf8');

  const drift = JSON.parse((await place.rollcall('drift', '--sandbox', '--json')).stdout) as {
    entries: { kind: string; key: string }[];
  };
  expect(drift.entries.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
    'suppressed app/jane@example.com',
    'suppressed shop/jane@example.com',
  ]);
  const pulled = await place.rollcall('pull', '--all', '--sandbox', '--json');
  expect(JSON.parse(pulled.stdout)).toMatchObject({ formatVersion: 1, taken: [], files: [] });
  expect(await readFile(join(place.directory, 'contacts.d/a.yaml'), 'utf8')).toBe(edited);
  // They are unsubscribed again.
  expect((await place.rollcall('apply', '--sandbox', '--auto-approve')).code).toBe(0);
  const { shop, app } = await live();
  expect(`${shop}`).toMatch(/jane@example.com[\s\S]*"unsubscribed"/);
  expect(`${app}`).toContain('"subscribed":false');
});

test('with --changed, a suppression is in the plan as long as no apply knew it', async () => {
  await begin();
  await place.write(
    'contacts.d/b.yaml',
    'suppressions:\n  - email: jane@example.com\n  - email: stranger@example.com\n',
  );
  const changed = async (): Promise<readonly string[]> => {
    const { stdout } = await place.rollcall('plan', '--sandbox', '--changed', '--json');
    return (JSON.parse(stdout) as { changes: { key: string }[] }).changes.map(({ key }) => key);
  };
  expect(await changed()).toEqual(['app/jane@example.com', 'shop/jane@example.com']);
  const applied = await place.rollcall('apply', '--sandbox', '--changed', '--auto-approve');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('2 succeeded of 2')]);
  expect(await changed()).toEqual([]);
  const { shop, app } = await live();
  expect(`${shop}${app}`).not.toContain('stranger');
});

test('a mistake in them is a result in SARIF, without the address where that is masked', async () => {
  await place.write(
    'contacts.d/b.yaml',
    `${ACCOUNTS}suppressions:\n  - email: not-an-address\n  - digest: "k1 12"\n  - {}\n`,
  );
  for (const masked of [[], ['--redact']]) {
    const { code, stdout } = await place.rollcall('validate', '--format', 'sarif', ...masked);
    const [run] = (JSON.parse(stdout) as SarifLog).runs;
    const results = run?.results.filter(({ level }) => level === 'error') ?? [];
    expect(code).toBe(1);
    expect(results.map(({ ruleId, locations: [at] }) => [ruleId, at?.physicalLocation.region.startLine])).toEqual([
      ['invalid-email', 5],
      ['invalid-value', 6],
      ['suppression-form', 7],
    ]);
    expect(stdout.includes('not-an-address')).toBe(masked.length === 0);
  }
});

interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly locations: readonly { readonly physicalLocation: { readonly region: { readonly startLine: number } } }[];
    }[];
  }[];
}
