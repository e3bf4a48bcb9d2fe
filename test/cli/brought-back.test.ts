// Three people whom an edit of the manifests would bring back at a later apply, with the built program and its record: an address that
// was edited in place (E9), somebody who was forgotten, and somebody who went away and was suppressed for a while.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}", sender: A }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", sender: B }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}", sender: C }
`;
const MANIFESTS = 'contacts.d/people.yaml';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ ROLLCALL_DIGEST_KEY_K1: 'a-key-that-is-long-enough-for-this' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(...args: readonly string[]): Promise<Run> {
  return place.rollcall(...args, '--sandbox', sandbox.url, '--no-color', '--no-redact');
}

function people(...names: readonly string[]): string {
  const channels = '{ email: { status: subscribed, basis: express } }';
  const at = ['shop', 'app', 'news'].map((name) => `${name}: { channels: ${channels} }`).join(', ');
  const entries = names.map(
    (name) => `  - { email: ${name}@example.com, firstName: ${name[0]}, accounts: [shop, app, news], at: { ${at} } }\n`,
  );
  return `${ACCOUNTS}contacts:\n${entries.join('')}`;
}

type Vendors = Record<string, Record<string, { contacts: object[] }>>;

async function state(): Promise<{ accounts: Vendors }> {
  return (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { accounts: Vendors };
}

async function vanish(email: string): Promise<void> {
  const before = await state();
  for (const vendors of Object.values(before.accounts))
    for (const own of Object.values(vendors))
      own.contacts = own.contacts.filter((contact) => !JSON.stringify(contact).includes(email));
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(before) });
}

/** The accounts that have an address, whether they mail it or not. */
async function having(email: string): Promise<readonly string[]> {
  const { accounts } = await state();
  const has = (vendors: Vendors[string]): boolean =>
    Object.values(vendors).some(({ contacts }) => contacts.some((contact) => JSON.stringify(contact).includes(email)));
  return Object.keys(accounts).filter((name) => has(accounts[name] ?? {}));
}

test('no later apply brings them back', { timeout: 90_000 }, async () => {
  await place.write(MANIFESTS, people('kim', 'eve', 'sue'));
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  await vanish('sue@');
  const silent = 'suppressions: [{ email: sue@example.com, reason: asked }]\n';
  await place.write(MANIFESTS, `${people('kim', 'eve', 'sue')}${silent}`);
  expect((await rollcall('erase', 'eve@example.com')).code).toBe(0);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  expect(await having('eve@')).toEqual(['shop']);
  // Omnisend deletes nobody: the vendor's own form does.
  await vanish('eve@');

  await rm(join(place.directory, 'contacts.d/erasures.yaml'));
  await place.write(MANIFESTS, people('kim.lee', 'eve', 'sue'));
  const { stdout } = await rollcall('plan', '--json');
  const { accounts, changes } = JSON.parse(stdout);
  // biome-ignore lint/suspicious/noExplicitAny: the plan as JSON
  expect(accounts.map(({ held }: any) => held.map(({ reason }: any) => reason).sort())).toEqual(
    accounts.map(() => ['was-erased', 'was-here']),
  );
  // biome-ignore lint/suspicious/noExplicitAny: the plan as JSON
  expect(new Set(changes.flatMap(({ blocked }: any) => blocked.map(({ rule }: any) => rule)))).toEqual(
    new Set(['looks-like-email-change']),
  );
  for (const _ of ['once', 'twice']) {
    await rollcall('apply', '--auto-approve');
    for (const email of ['kim.lee@', 'eve@', 'sue@']) expect([email, await having(email)]).toEqual([email, []]);
  }
});

test('without the key of the digests, a reverted erasure makes the plan incomplete, and nothing is applied', {
  timeout: 90_000,
}, async () => {
  await place.remove();
  place = await openWorkplace();
  await place.write('keys.env', 'ROLLCALL_DIGEST_KEY_K1=a-key-that-is-long-enough-for-this\n');
  const withKey = (...args: readonly string[]): Promise<Run> => rollcall(...args, '--secrets', 'keys.env');
  await place.write(MANIFESTS, people('eve'));
  expect((await withKey('apply', '--auto-approve')).code).toBe(0);
  expect((await withKey('erase', 'eve@example.com')).code).toBe(0);
  expect((await withKey('apply', '--auto-approve')).code).toBe(0);
  await vanish('eve@');
  await rm(join(place.directory, 'contacts.d/erasures.yaml'));
  await place.write(MANIFESTS, people('eve'));

  const plan = await rollcall('plan');
  expect([plan.code, plan.stdout + plan.stderr]).toEqual([1, expect.stringContaining('ROLLCALL_DIGEST_KEY_K1')]);
  expect((await rollcall('apply', '--auto-approve')).code).not.toBe(0);
  expect(await having('eve@')).toEqual([]);
  // With the key, the plan is complete again, and nobody is brought back.
  expect((await withKey('apply', '--auto-approve')).code).toBe(0);
  expect(await having('eve@')).toEqual([]);
});

describe('nobody is brought back at Loops who', { timeout: 90_000 }, () => {
  const channels = '{ email: { status: subscribed } }';
  const app = 'accounts:\n  app: { provider: loops, apiKey: "${LOOPS_API_KEY}", onRemoved: delete }\n';
  const entry = (email: string, more: string): string => `  - { email: ${email}, channels: ${channels}${more} }\n`;
  let edits = 0;

  /** Every text of the manifests changes somebody else, so that every apply is recorded. */
  function write(contacts: string): Promise<void> {
    edits += 1;
    return place.write(MANIFESTS, `${app}contacts:\n${entry('bob@example.com', `, firstName: B${edits}`)}${contacts}`);
  }

  const declaring = (more = ''): Promise<void> => write(entry('ann@example.com', more));
  const declaringNobody = (): Promise<void> => write('');
  const apply = (): Promise<Run> => rollcall('apply', '--auto-approve');

  async function leave(): Promise<void> {
    const before = await state();
    for (const contact of before.accounts.app?.loops?.contacts ?? [])
      if (JSON.stringify(contact).includes('ann@')) Object.assign(contact, { subscribed: false });
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(before) });
  }

  async function expectGone(): Promise<void> {
    await vanish('ann@');
    for (const _ of ['once', 'twice']) {
      await apply();
      expect(await having('ann@')).toEqual([]);
    }
  }

  test('left, was taken out, and is put back', async () => {
    await declaring();
    expect((await apply()).code).toBe(0);
    await leave();
    await declaringNobody();
    expect((await apply()).stdout).toContain('opt');
    expect(await having('ann@')).toEqual(['app']);
    await vanish('ann@');
    await declaring();
    await expectGone();
    await declaringNobody();
    await apply();
    await declaring();
    await expectGone();
  });

  test('was changed by an apply that was rolled back', async () => {
    await declaring();
    expect((await apply()).code).toBe(0);
    await declaring(', firstName: Ann');
    expect((await apply()).code).toBe(0);
    expect((await rollcall('rollback', '--auto-approve')).code).toBe(0);
    await leave();
    await vanish('ann@');
    await declaring();
    await expectGone();
  });

  test('was created with a property that the account does not have', async () => {
    await declaring(', customProperties: { shoeSize: 41 }');
    expect((await apply()).code).toBe(3);
    expect(await having('ann@')).toEqual(['app']);
    await leave();
    await expectGone();
  });
});
