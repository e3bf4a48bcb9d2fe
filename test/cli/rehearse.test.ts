// Daily life rehearsed in a sandbox: accounts that define what the manifests name, and accounts that begin as live ones are.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}" }
  team: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
  book: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
`;

const NAMES = `${ACCOUNTS}contacts:
  - accounts: [team]
    email: ada@example.com
    userId: u-1
    channels: { email: { status: subscribed, consent: { source: form, createdAt: 2026-01-01T00:00:00Z } } }
    customProperties: { plan: pro, seats: 3, trial: false, signedUpAt: 2026-01-15T09:30:00Z }
    lists: { news: true, beta: false }
  - accounts: [book]
    email: bob@example.com
    customProperties: { barcode: "123456", member_since: 2026-01-15 }
    lists: [Newsletter, Events]
    autoresponders: { Welcome: true }
  - accounts: [shop]
    email: cy@example.com
    tags: [vip]
    customProperties: { age: 3 }
`;

async function workplace(manifests: string): Promise<Workplace> {
  const place = await openWorkplace();
  onTestFinished(() => place.remove());
  await place.write('contacts.d/all.yaml', manifests);
  return place;
}

async function planned(place: Workplace, ...args: readonly string[]): Promise<Plan> {
  const run = await place.rollcall('plan', '--json', ...args);
  expect([run.code, run.stderr]).toEqual([0, '']);
  return JSON.parse(run.stdout) as Plan;
}

test('without --define names are unknown, and the way out is said; with it the manifests are applied whole', async () => {
  const place = await workplace(NAMES);
  const unknown = await place.rollcall('plan', '--sandbox');
  expect(unknown.stdout).toContain('unknown-property');
  expect(unknown.stderr).toContain('add --define');

  const defined = await place.rollcall('plan', '--sandbox', '--define');
  expect(defined.stderr).toBe('Defined in the sandbox, as the manifests name it: 5 at book, 6 at team\n');
  expect(defined.stdout).toMatch(/^Plan: 1 becomes mailable · 3 to create · 3 requests/m);
  const applied = await place.rollcall('apply', '--sandbox', '--define', '--auto-approve');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('Applied: 3 succeeded of 3 changes.')]);
  // What was defined once stays.
  expect((await planned(place, '--sandbox')).changes).toEqual([]);
});

test('a running sandbox defines for whoever asks, and --define without a sandbox is a mistake', async () => {
  const place = await workplace(NAMES);
  const sandbox = await startSandbox({ rateLimit: 'off' });
  onTestFinished(() => sandbox.close());
  const plan = await planned(place, '--sandbox', sandbox.url, '--define');
  expect(plan.changes.flatMap(({ blocked }) => blocked)).toEqual([]);
  const mistake = await place.rollcall('plan', '--define', '--json');
  expect(mistake.code).toBe(64);
  expect(JSON.parse(mistake.stdout)).toMatchObject({ error: { code: 'usage', hint: 'add --sandbox' } });
});

const SAMPLES = `${ACCOUNTS}defaults: { accounts: [team, book, shop] }
contacts:
${Array.from({ length: 12 }, (_, n) => `  - { email: user0000${String(n + 1).padStart(2, '0')}@example.com, firstName: Ada }`).join('\n')}
`;

test('a sandbox that begins with a snapshot has its contacts and names', async () => {
  const live = await startSandbox({ contacts: 12, seed: 5, rateLimit: 'off' });
  onTestFinished(() => live.close());
  const place = await workplace(SAMPLES);
  const taken = await place.rollcall('snapshot', '--quiet', '--out', 'live.ndjson', `--sandbox=${live.url}`);
  expect(taken.code).toBe(0);
  const before = await readFile(join(place.directory, 'live.ndjson'), 'utf8');

  const again = await place.rollcall('snapshot', '--quiet', '--out', 'again.ndjson', '--sandbox', 'live.ndjson');
  expect([again.code, again.stderr]).toEqual([0, '']);
  const after = await readFile(join(place.directory, 'again.ndjson'), 'utf8');
  expect(contactsIn(after)).toEqual(contactsIn(before));
  expect(endsIn(after)).toEqual(endsIn(before));
});

test('who acts in a sandbox that began with a snapshot acts on a copy', { timeout: 120_000 }, async () => {
  const live = await startSandbox({ contacts: 12, seed: 5, rateLimit: 'off' });
  onTestFinished(() => live.close());
  const place = await workplace(SAMPLES);
  await place.rollcall('snapshot', '--quiet', '--out', 'live.ndjson', `--sandbox=${live.url}`);
  const before = await readFile(join(place.directory, 'live.ndjson'), 'utf8');
  const [fromLive, rehearsed] = [
    await planned(place, `--sandbox=${live.url}`),
    await planned(place, '--sandbox', 'live.ndjson'),
  ];
  expect(rehearsed.changes.map(({ key, differences }) => ({ key, differences }))).toEqual(
    fromLive.changes.map(({ key, differences }) => ({ key, differences })),
  );
  const applied = await place.rollcall(
    'apply',
    '--sandbox',
    'live.ndjson',
    '--auto-approve',
    '--max-changed-percent=100',
  );
  expect([applied.code, applied.stderr]).toEqual([0, expect.any(String)]);
  expect((await planned(place, '--sandbox', 'live.ndjson')).changes).toEqual([]);
  expect(await readFile(join(place.directory, 'live.ndjson'), 'utf8')).toBe(before);
  // A snapshot that was taken anew begins anew.
  await place.write('live.ndjson', before.replace(/"takenAt":"[^"]*"/, '"takenAt":"2026-01-01T00:00:00.000Z"'));
  expect((await planned(place, '--sandbox', 'live.ndjson')).changes).toHaveLength(rehearsed.changes.length);
});

function contactsIn(snapshot: string): readonly string[] {
  return snapshot
    .split('\n')
    .filter((line) => line.includes('"contact":'))
    .sort();
}

/** What accounts define, whatever the order. */
function endsIn(snapshot: string): unknown {
  const lines = snapshot.split('\n').filter((line) => line.includes('"end":'));
  return lines.map((line) => {
    const { account, end } = JSON.parse(line);
    return [account, Object.entries(end.schema as object).map(([what, names]) => [what, [...names].sort()])];
  });
}

test.each([
  [
    'cut.ndjson',
    '{"snapshotVersion":3,"tool":{},"takenAt":"2026-01-01T00:00:00Z"}\n{"account":',
    'was cut short or changed by hand',
  ],
  ['old.ndjson', '{"snapshotVersion":0}\n', 'snapshot format 0'],
  ['other.ndjson', '{"snapshotVersion":3}\n', 'was cut short or changed by hand'],
])('a snapshot that cannot be read is an error: %s', async (name, content, message) => {
  const place = await workplace(SAMPLES);
  await place.write(name, content);
  const run = await place.rollcall('plan', '--sandbox', name, '--json');
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({
    error: { code: 'snapshot', message: expect.stringContaining(message) },
  });
  const server = await place.rollcall('sandbox', '--port', '0', '--from', name);
  expect([server.code, server.stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('what is imported from a sandbox that began with a snapshot plans to nothing', async () => {
  const live = await startSandbox({ contacts: 8, seed: 9, rateLimit: 'off' });
  onTestFinished(() => live.close());
  const place = await workplace(`${ACCOUNTS}contacts: []\n`);
  await place.rollcall('snapshot', '--quiet', '--account', 'shop', '--out', 'live.ndjson', `--sandbox=${live.url}`);
  const imported = await place.rollcall('import', '--account', 'shop', '--sandbox', 'live.ndjson');
  expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining('8')]);
  expect((await planned(place, '--sandbox', 'live.ndjson', '--account', 'shop')).changes).toEqual([]);
});

test('remote_id as a key field is rehearsed without --define', async () => {
  const manifests = (name: string): string => `accounts:
  book: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}", keyField: remote_id }
contacts: [{ userId: u1, email: jane@example.com, firstName: ${name} }]
`;
  const place = await workplace(manifests('Jane'));
  const apply = ['apply', '--sandbox', '--auto-approve'] as const;
  expect((await place.rollcall(...apply)).code).toBe(0);
  await place.write('contacts.d/all.yaml', manifests('Janet'));
  const updated = await place.rollcall(...apply);
  expect([updated.code, updated.stdout]).toEqual([0, expect.stringContaining('1 succeeded of 1 change')]);
});
