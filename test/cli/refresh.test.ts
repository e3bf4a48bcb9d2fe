// --refresh=incremental: what is read, cached and printed; apply never writes without reading the contact again.

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import type { SandboxState } from '../helpers/workbench.ts';

const COUNT = 600;
let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: COUNT, rateLimit: 'off' });
  place = await openWorkplace();
  const names = Array.from({ length: COUNT }, (_, index) => emailOf(index + 1));
  const people = names.map((email) => `  - { email: ${email}, tags: { unheard-of: false } }`).join('\n');
  await place.write('contacts.d/accounts.yaml', accounts());
  await place.write('contacts.d/people.yaml', `contacts:\n${people}\n`);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function emailOf(number: number): string {
  return `user${String(number).padStart(6, '0')}@example.com`;
}

function accounts(provider = 'omnisend, apiVersion: "2026-03-15"'): string {
  return `accounts:\n  default: { provider: ${provider}, apiKey: "\${API_KEY}" }\n`;
}

async function run(...args: readonly string[]) {
  return place.rollcall(...args, `--sandbox=${sandbox.url}`);
}

async function planned(...args: readonly string[]): Promise<Plan> {
  const { stdout, stderr } = await run('plan', '--json', '--refresh=incremental', ...args);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Plan;
}

const readingOf = ({ accounts: [account] }: Plan) => account?.reading;

/** At the vendor, by somebody else. */
async function withState(edit: (contacts: { identifiers: { id: string }[] }[]) => unknown): Promise<void> {
  const door = `${sandbox.url}/_sandbox/state`;
  const state = (await (await fetch(door)).json()) as SandboxState;
  const own = state.accounts.default.omnisend;
  own.contacts = edit(own.contacts);
  const response = await fetch(door, { method: 'PUT', body: JSON.stringify(state) });
  expect(response.status).toBe(204);
}

const isNot = (email: string) => (contact: { identifiers: { id: string }[] }) =>
  contact.identifiers.every(({ id }) => id !== email);

describe('plan --refresh=incremental', () => {
  test('reads everything first, then only what changed, and says which', async () => {
    const first = await run('plan', '--refresh=incremental');
    expect(first.stdout.replace(/\s+/g, ' ')).toContain('read in full: there is no live cache yet');
    const second = await run('plan', '--refresh=incremental');
    expect(second.stdout).toContain('600 declared contacts, read incrementally in 1 request; the account has 600');
    expect(second.stdout.replace(/\s+/g, ' ')).toMatch(
      /only what changed since \S+Z; contacts deleted at the vendor after \S+Z, the last full reading, may still appear to exist \(plan with --refresh=full\)/,
    );
    const plan = await planned();
    expect(readingOf(plan)).toMatchObject({ strategy: 'incremental', requests: 1, known: COUNT });
    const { stdout } = await run('plan', '--json');
    expect((JSON.parse(stdout) as Plan).planId).toBe(plan.planId);
  });

  test('caches the contacts in a private file', async () => {
    await planned();
    const kept = join(place.directory, '.rollcall/live');
    expect(await readdir(kept)).toEqual(['default.sandbox.ndjson']);
    const file = join(kept, 'default.sandbox.ndjson');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(emailOf(1));
    expect(await readFile(join(place.directory, '.rollcall/.gitignore'), 'utf8')).toBe('*\n');
  });

  test('reads everything, and says so, if the vendor does not support incremental reads', async () => {
    await place.write('contacts.d/accounts.yaml', accounts('omnisend, apiVersion: v5'));
    await place.write('contacts.d/people.yaml', `contacts: [{ email: ${emailOf(1)}, firstName: New }]\n`);
    expect(readingOf(await planned())?.notes).toMatchObject([
      { code: 'not-incremental', args: { why: 'cannot-list-changes', label: 'Omnisend v5' } },
    ]);
  });

  test('a suspiciously small listing is not cached', async () => {
    await planned();
    await withState((contacts) => contacts.slice(0, 10));
    await rm(join(place.directory, '.rollcall/live'), { recursive: true });
    const small = await planned();
    expect(small.accounts[0]?.refusals).toMatchObject([{ rule: 'suspiciously-few' }]);
    expect(readingOf(await planned())?.notes).toMatchObject([
      { code: 'read-in-full', args: { why: 'nothing-cached' } },
    ]);
  });

  test('another sandbox uses another cache', async () => {
    await planned();
    const other = await startSandbox({ contacts: COUNT, rateLimit: 'off' });
    try {
      const { stdout } = await place.rollcall('plan', '--json', '--refresh=incremental', `--sandbox=${other.url}`);
      const note = { code: 'read-in-full', args: { why: 'other-cache' } };
      expect(readingOf(JSON.parse(stdout) as Plan)?.notes).toMatchObject([note]);
    } finally {
      await other.close();
    }
  });
});

describe('apply', () => {
  test('makes an incremental plan, and writes', async () => {
    await planned();
    await place.write('contacts.d/one.yaml', `contacts: [{ email: ${emailOf(7)}, city: Elsewhere }]\n`);
    const applied = await run('apply', '--auto-approve', '--refresh=incremental');
    expect([applied.code, applied.stderr]).toEqual([0, expect.any(String)]);
    expect(applied.stdout).toContain('read incrementally');
    const after = await planned();
    expect([after.changes, readingOf(after)?.strategy]).toEqual([[], 'incremental']);
  });

  test('does not write to a deleted contact, and the next plan reads everything', async () => {
    await planned();
    await withState((contacts) => contacts.filter(isNot(emailOf(7))));
    await place.write('contacts.d/one.yaml', `contacts: [{ email: ${emailOf(7)}, city: Elsewhere }]\n`);
    const { changes } = await planned('--out', 'plan.json');
    expect(changes).toMatchObject([{ action: 'update' }]);
    const applied = await run('apply', 'plan.json', '--json');
    expect(applied.code).toBe(3);
    expect(JSON.parse(applied.stdout).outcomes).toMatchObject([{ status: 'stale', code: 'live-moved' }]);
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { method: string }[];
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const next = await planned();
    expect(readingOf(next)?.notes).toMatchObject([{ code: 'read-in-full', args: { why: 'nothing-cached' } }]);
    expect(next.changes).toMatchObject([{ action: 'create' }]);
  });
});

describe('refused before anything is read', () => {
  test.each([
    [['plan', '--refresh=incremental', '--no-cache'], 'cannot be combined with --no-cache'],
    [['apply', 'plan.json', '--refresh=incremental'], 'cannot be combined with a saved plan'],
    [['apply', '--resume', '--refresh=incremental'], 'cannot be combined with a saved plan or --resume'],
    [
      ['plan', '--refresh=incremental', '--live', 'live.ndjson'],
      "'--live <file>' cannot be used with option '--refresh",
    ],
    [['plan', '--refresh=sometimes'], 'Allowed choices are full, incremental'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await place.rollcall(...args);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});
