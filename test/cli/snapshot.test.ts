// Snapshots of live contacts, and plans made from them without a network.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 40, seed: 3, rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/all.yaml', manifest());
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function manifest(more = ''): string {
  return `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
defaults: { accounts: [shop, app] }
contacts:
  - { email: user000001@example.com, firstName: Changed }
  - { email: user000002@example.com, lastName: null }
  - { email: new@example.com, firstName: New, channels: { email: subscribed } }
${more}`;
}

function vendors(): string {
  return `--sandbox=${sandbox.url}`;
}

async function planned(...args: readonly string[]): Promise<Plan> {
  const run = await place.rollcall('plan', '--json', ...args);
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Plan;
}

const told = ({ changes }: Plan) =>
  changes.map(({ key, action, differences, blocked, fingerprint }) => ({
    ...{ key, action, differences, blocked },
    fingerprint,
  }));

describe('snapshot', () => {
  test('a plan from it has the same changes as from the vendors, needs no network, and cannot be applied', async () => {
    // Without --quiet, progress is said of what takes long, as on a busy machine.
    const taken = await place.rollcall('snapshot', '--quiet', '--out', 'live.ndjson', vendors());
    expect([taken.code, taken.stderr]).toEqual([0, '']);
    expect((await stat(join(place.directory, 'live.ndjson'))).mode & 0o777).toBe(0o600);
    const direct = await planned(vendors());
    await sandbox.close();

    const offline = await planned('--live', 'live.ndjson', '--out', 'plan.json');
    expect(direct.changes.length).toBeGreaterThan(4);
    expect(told(offline)).toEqual(told(direct));
    expect(offline.complete).toBe(true);
    expect(offline.accounts.map(({ reading }) => reading.strategy)).toEqual(['snapshot', 'snapshot']);

    const shown = await place.rollcall('show', 'plan.json');
    expect(shown.stdout).toContain('from a snapshot');
    const applied = await place.rollcall('apply', 'plan.json', '--sandbox');
    expect([applied.code, applied.stderr]).toEqual([1, expect.stringContaining('app: ')]);
    expect(applied.stderr).toMatch(/made from a snapshot.*plan again without --live/s);
  });

  test('contacts that were not looked up are unknown, not absent', async () => {
    await place.rollcall('snapshot', '--out', 'live.ndjson', vendors());
    await place.write('contacts.d/all.yaml', manifest('  - { email: user000009@example.com, firstName: Late }\n'));
    const plan = await planned('--live', 'live.ndjson');
    const [app, shop] = plan.accounts;
    expect([app?.complete, app?.failures[0]?.keys]).toEqual([false, ['app/user000009@example.com']]);
    expect(shop?.complete).toBe(true);
  });

  test('an incomplete file is rejected', async () => {
    await place.rollcall('snapshot', '--out', 'live.ndjson', vendors());
    const lines = (await readFile(join(place.directory, 'live.ndjson'), 'utf8')).trimEnd().split('\n');
    await place.write('live.ndjson', `${lines.slice(0, -1).join('\n')}\n`);
    const plan = await planned('--live', 'live.ndjson');
    expect(plan.accounts.map(({ complete }) => complete)).toEqual([true, false]);
    await place.write('live.ndjson', lines.join('\n').slice(0, -20));
    const run = await place.rollcall('plan', '--live', 'live.ndjson');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('cut short or changed by hand')]);
  });

  test.each([
    ['nowhere.ndjson', undefined, /cannot read nowhere\.ndjson: ENOENT/],
    ['empty.ndjson', '', /is not a snapshot/],
    ['plan.json', '{"formatVersion": 1}', /is not a snapshot/],
    ['later.ndjson', '{"snapshotVersion":4}\n', /snapshot format 4.*reads format 3/],
  ])('%s is refused', async (file, content, words) => {
    if (content !== undefined) await place.write(file, content);
    const run = await place.rollcall('plan', '--live', file);
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(words)]);
  });

  test('if a vendor cannot be read, no file is written', async () => {
    const answers = [{ match: { account: 'shop' }, times: 1000, status: 403, body: {} }];
    await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
    const run = await place.rollcall('snapshot', '--out', 'live.ndjson', vendors());
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/403[\s\S]*no snapshot was written/)]);
    await expect(stat(join(place.directory, 'live.ndjson'))).rejects.toThrow('ENOENT');
  });

  test('--live and --sandbox exclude each other', async () => {
    expect((await place.rollcall('plan', '--sandbox', '--live', 'live.ndjson')).code).toBe(64);
  });
});
