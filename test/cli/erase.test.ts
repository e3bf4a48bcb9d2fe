// Somebody asks to be forgotten: the manifests, the accounts and the files of this machine let go of them, and nothing brings them back.
// @module-tag slow

import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import type { SandboxState } from '../helpers/workbench.ts';

const KEY = 'canary-key-0123456789abcdef';
const JANE = 'jane@example.com';
const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  letters: { provider: envoke, apiKey: "\${LETTERS_KEY}", apiId: "\${LETTERS_ID}" }
contacts:
  # the first customer
  - email: kim@example.com
    accounts: [shop, app, letters]
    firstName: Kim # kept
  - email: Jane@Example.com
    accounts: [shop, app, letters]
    firstName: Jane
    channels: { email: unsubscribed }
  - { email: jane@example.com, accounts: [shop], city: London }
`;

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace({ ROLLCALL_DIGEST_KEY_K1: KEY });
  // The other contact has no status at Loops, which would subscribe it.
  await place.write(
    'contacts.d/all.yaml',
    MANIFEST.replace('Kim # kept\n', 'Kim # kept\n    channels: { email: unsubscribed }\n'),
  );
});

afterEach(() => place.remove());

/** Files that hold the address, apart from the sandbox: it stands for the vendors. */
async function naming(address: string): Promise<readonly string[]> {
  const files = await readdir(place.directory, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    files.map(async (file) => {
      if (!file.isFile() || file.name.startsWith('sandbox')) return [];
      const path = join(file.parentPath, file.name);
      const text = (await readFile(path, 'utf8')).toLowerCase();
      return text.includes(address) ? [relative(place.directory, path)] : [];
    }),
  );
  return found.flat().sort();
}

test('is taken out of the manifests, deleted or emptied at every account, and left in no file', async () => {
  expect(await place.rollcall('apply', '--sandbox', '--auto-approve')).toMatchObject({ code: 0 });
  await place.rollcall('plan', '--sandbox', '--refresh=incremental');
  expect((await naming(JANE)).length).toBeGreaterThan(1);

  await place.write(
    'contacts.d/erasures.yaml',
    `# ours\nerasures:\n  - digest: k1:${'0'.repeat(64)}\n    requestedAt: 2026-01-01\n`,
  );

  const dry = await place.rollcall('erase', JANE, '--sandbox', '--dry-run');
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('Nothing was written (--dry-run).')]);
  expect(await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).toContain('Jane@Example.com');

  const erased = await place.rollcall('erase', 'JANE@example.com', '--sandbox');
  expect([erased.code, erased.stderr]).toEqual([0, '']);
  expect(erased.stdout).toContain('2 entries of the manifests taken out, 1 digest added, 2 ids of vendors recorded.');
  expect(erased.stdout).toMatch(/1 to delete[\s\S]*carry it out with: rollcall apply; then run this command again/);
  const manifest = await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8');
  expect(manifest).toContain('# the first customer\n  - email: kim@example.com\n');
  expect(manifest).toContain('firstName: Kim # kept\n');
  expect(manifest.toLowerCase()).not.toContain('jane');
  expect(await readFile(join(place.directory, 'contacts.d/erasures.yaml'), 'utf8')).toMatch(
    /^# ours\nerasures:\n {2}- digest: k1:0/,
  );

  const plan = JSON.parse((await place.rollcall('plan', '--sandbox', '--json')).stdout) as {
    changes: { account: string; action: string }[];
  };
  expect(plan.changes.map(({ account, action }) => `${account} ${action}`)).toEqual([
    'app delete',
    'letters update',
    'shop update',
  ]);
  const applied = await place.rollcall('apply', '--sandbox', '--auto-approve');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('3 succeeded of 3')]);
  const repeated = await place.rollcall('erase', 'jane@example.com', '--sandbox');
  expect([repeated.code, repeated.stdout]).toEqual([0, expect.stringContaining('No changes')]);
  expect(repeated.stdout).not.toContain('carry it out');
  const again = await place.rollcall('plan', '--sandbox', '--detailed-exitcode');
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('erasure-open')]);

  const drift = JSON.parse((await place.rollcall('drift', '--sandbox', '--json')).stdout) as {
    accounts: { pending: number }[];
    entries: { account: string; kind: string }[];
  };
  expect(drift.entries.map(({ account, kind }) => `${account} ${kind}`)).toEqual([
    'letters not-erased',
    'shop not-erased',
  ]);
  expect(drift.accounts.map(({ pending }) => pending)).toEqual([0, 0, 0]);
  const explained = await place.rollcall('explain', JANE, '--account', 'shop', '--sandbox');
  expect(explained.stdout).toContain('asked to be forgotten (erasure, contacts.d/erasures.yaml:');

  const masked = await place.rollcall('erase', JANE, '--sandbox', '--json', '--redact', '--dry-run');
  expect(JSON.parse(masked.stdout)).toMatchObject({ redacted: true, digests: [] });
  expect(masked.stdout).not.toMatch(/k1:[0-9a-f]{64}|"0{6,}/);

  const cleaned = await place.rollcall('erase', JANE, '--sandbox');
  expect([cleaned.code, cleaned.stdout]).toEqual([0, expect.stringContaining('0 digests added')]);
  expect(await naming(JANE)).toEqual([]);
  expect(cleaned.stdout + erased.stdout + applied.stdout).not.toContain(KEY);
});

test('the first erasure begins the file of erasures, also for somebody whom no vendor has', async () => {
  const run = await place.rollcall('erase', JANE, '--sandbox');
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(await readFile(join(place.directory, 'contacts.d/erasures.yaml'), 'utf8')).toMatch(
    /^erasures:\n {2}- digest: k1:[0-9a-f]{64}\n(?:.*\n)*? {4}ids: \{ letters: \[\], shop: \[\] \}$/m,
  );
  expect((await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).toLowerCase()).not.toContain('jane');
  expect((await place.rollcall('plan', '--sandbox')).code).toBe(0);
  expect(run.stdout).not.toMatch(/queue/);
});

test('where a queue is used, the output says that its runs may hold the person', async () => {
  await place.write('secrets.env', 'ROLLCALL_QUEUE_URL=postgres://nobody@127.0.0.1:1/none\n');
  const run = await place.rollcall('erase', JANE, '--sandbox', '--secrets', 'secrets.env');
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/Runs in the queue .* may hold the person/) });
});

test('several people are erased in one run, each shown; nothing is written if one of them is nobody', async () => {
  await place.write('before.yaml', await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8'));
  const wrong = await place.rollcall('erase', JANE, 'nobody-123', '--sandbox');
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('nobody-123')]);
  expect(await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).toBe(
    await readFile(join(place.directory, 'before.yaml'), 'utf8'),
  );

  const run = await place.rollcall('erase', JANE, 'kim@example.com', 'jane@EXAMPLE.com', '--sandbox');
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain('jane@example.com, jane@EXAMPLE.com: at no account\nkim@example.com: at no account\n');
  expect(run.stdout).toContain('3 entries of the manifests taken out, 2 digests added');
  expect(await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).not.toMatch(/jane|kim@/i);
});

test('an interrupted apply whose plan named the person is named, because it cannot be resumed any more', async () => {
  const id = 'a'.repeat(64);
  const started = { at: '2026-11-12T10:00:00Z', type: 'started', formatVersion: 3, planId: id, reviewed: null };
  await place.write(`.rollcall/plans/${id}.json`, `"${JANE}"\n`);
  await place.write(`.rollcall/journal/${id}.ndjson`, `${JSON.stringify(started)}\n`);
  const run = await place.rollcall('erase', JANE, '--sandbox');
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain(`Removed from .rollcall: plans/${id}.json, `);
  expect(run.stdout).toContain(`The interrupted apply of journal/${id}.ndjson cannot be resumed any more`);
  const resumed = await place.rollcall('apply', '--resume', '--sandbox', '--auto-approve');
  expect([resumed.code, resumed.stderr]).toEqual([1, expect.stringContaining('is not in .rollcall/plans')]);
});

const SHOPS = `accounts:
  one: { provider: omnisend, apiKey: "\${ONE_KEY}" }
  two: { provider: omnisend, apiKey: "\${TWO_KEY}" }
`;
const PHONE = '+37060000001';
/** What two accounts have of one person: only the phone says so. */
const AT_TWO = `${SHOPS}contacts:
  - { email: ${JANE}, phone: "${PHONE}", accounts: [one], channels: { email: subscribed, sms: subscribed } }
  - { phone: "${PHONE}", accounts: [two], channels: { sms: subscribed } }
`;

describe('somebody whom nobody declares, and whom a second account knows by another address', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ rateLimit: 'off' });
    const before = await openWorkplace();
    await before.write('contacts.d/all.yaml', AT_TWO);
    const applied = await before.rollcall('apply', '--sandbox', sandbox.url, '--auto-approve');
    await before.remove();
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('2 succeeded of 2') });
    await place.write('contacts.d/all.yaml', SHOPS);
  });

  afterEach(() => sandbox.close());

  /** The status of every address at both accounts. */
  async function statuses(): Promise<readonly unknown[]> {
    const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState;
    const contacts = [...accounts.one.omnisend.contacts, ...accounts.two.omnisend.contacts];
    return contacts
      .flatMap(({ identifiers }) => identifiers)
      .flatMap(({ channels }) => Object.values<{ status: unknown }>(channels).map(({ status }) => status));
  }

  test.each([
    ['by both', [JANE, PHONE], `${JANE}, ${PHONE}: at one, two\n`],
    ['by the email alone', [JANE], `Also of ${JANE}, as the manifests or the accounts say: ${PHONE}.\n`],
    ['by the phone alone', [PHONE], `Also of ${PHONE}, as the manifests or the accounts say: ${JANE}.\n`],
  ])('is erased at both, if named %s', async (_, names, words) => {
    const erased = await place.rollcall('erase', ...names, '--sandbox', sandbox.url);
    expect([erased.code, erased.stderr, erased.stdout]).toEqual([0, '', expect.stringContaining(words)]);
    expect(erased.stdout).toContain('2 digests added, 2 ids of vendors recorded.');
    expect(erased.stdout).not.toContain('erasure-returned');
    const applied = await place.rollcall('apply', '--sandbox', sandbox.url, '--auto-approve');
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('2 succeeded of 2')]);
    expect(await statuses()).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed']);
  });

  test('is left alone by an earlier erasure that does not list the contact, and the output names that erasure', async () => {
    const digest = `k1:${createHmac('sha256', KEY).update(PHONE).digest('hex')}`;
    const earlier = `  - { digest: "${digest}", requestedAt: 2026-01-01T00:00:00Z, ids: { one: [], two: [] } }\n`;
    await place.write('contacts.d/erasures.yaml', `erasures:\n${earlier}`);
    const run = await place.rollcall('erase', JANE, '--sandbox', sandbox.url, '--dry-run');
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('The erasure at contacts.d/erasures.yaml:2 leaves a contact of this person alone');
  });
});

test.each([
  [['nobody-123'], 1, 'knows an address'],
  [[JANE, '--key', 'k9'], 1, 'ROLLCALL_DIGEST_KEY_K9'],
])('%j ends with %i', async (args, code, words) => {
  const run = await place.rollcall('erase', ...args, '--sandbox');
  expect([run.code, run.stderr.replaceAll(/\s+/g, ' ')]).toEqual([code, expect.stringContaining(words)]);
  expect(await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).toContain('Jane@Example.com');
});

test('an entry that cannot be taken out, and an erasure that cannot be added, are named, and nothing is written', async () => {
  await place.write(
    'contacts.d/erasures.yaml',
    `erasures: [{ digest: k1:${'0'.repeat(64)}, requestedAt: 2026-01-01 }]\n`,
  );
  const run = await place.rollcall('erase', JANE, '--sandbox');
  expect([run.code, run.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    1,
    expect.stringContaining('contacts.d/erasures.yaml does not end with the list erasures'),
  ]);
  expect(await readFile(join(place.directory, 'contacts.d/all.yaml'), 'utf8')).toContain('Jane@Example.com');
});

test('entries with a local phone are theirs, and other spellings are named', async () => {
  const text = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
defaults: { accounts: [shop], phoneRegion: LT }
contacts:
  - { email: jane@example.com, phone: "+37060000001" }
  - { phone: 0 600 00001, city: London }
  # call +370 (600) 00-001
  - { email: maryjane@example.com }
`;
  await place.write('contacts.d/all.yaml', text);
  const run = await place.rollcall('erase', JANE, '--sandbox', '--json', '--dry-run');
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(JSON.parse(run.stdout)).toMatchObject({ entries: 2, stillNamed: ['contacts.d/all.yaml:5'] });
});
