// A listing with less than half as many contacts as the last one is refused until an option allows it.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890abcdef' });
  const people = [1, 2, 3, 4].map((number) => `  - { email: p${number}@example.com, firstName: Ann }\n`);
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, baseUrl: "${sandbox.url}/omnisend", apiKey: "\${OMNISEND_API_KEY}" }
contacts:
${people.join('')}`,
  );
  await have(60);
});
afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

/** The vendor's contacts, the declared ones among them. */
async function have(amount: number): Promise<void> {
  const contacts = Array.from({ length: amount }, (_, index) => ({
    identifiers: [
      {
        type: 'email',
        id: `p${index + 1}@example.com`,
        channels: { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
      },
    ],
  }));
  const body = JSON.stringify({ version: 1, accounts: { default: { omnisend: { contacts } } } });
  expect((await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body })).ok).toBe(true);
}

async function plan(...args: readonly string[]) {
  const run = await place.rollcall('plan', '--json', ...args);
  const [account] = JSON.parse(run.stdout).accounts;
  return { code: run.code, rules: account.refusals.map(({ rule }: { rule: string }) => rule), account };
}

test('is refused with both numbers until the option allows it', async () => {
  expect(await plan()).toMatchObject({ code: 0, rules: [] });
  await have(29);
  for (const _ of [1, 2]) {
    const { code, rules, account } = await plan();
    expect([code, rules]).toEqual([1, ['suspiciously-few']]);
    expect(account.refusals[0].message).toMatch(/^the vendor listed 29 contacts, but 60 on \d{4}-\d\d-\d\dT/);
  }
  const refused = await place.rollcall('apply', '--auto-approve');
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('--max-shrink-percent')]);
  const lifted = await plan('--max-shrink-percent', '52');
  expect(lifted).toMatchObject({ code: 0, rules: [], account: { overrides: { maxShrinkPercent: 52 } } });
  expect(await plan()).toMatchObject({ code: 0, rules: [] });
  expect((await place.rollcall('apply', '--auto-approve')).code).toBe(0);
});

test('is neither compared nor stored if only some contacts are planned', async () => {
  await place.rollcall('snapshot', '--out', 'live.ndjson');
  expect((await plan('--no-cache')).rules).toEqual([]);
  expect((await plan('--live', 'live.ndjson')).rules).toEqual([]);
  expect((await plan('--contact', 'shop/p*')).rules).toEqual([]);
  expect(await readdir(join(place.directory, '.rollcall/listings')).catch(() => 'none')).toBe('none');

  await plan();
  const [file = ''] = await readdir(join(place.directory, '.rollcall/listings'));
  const remembered = await readFile(join(place.directory, '.rollcall/listings', file), 'utf8');
  expect(JSON.parse(remembered)).toEqual({ contacts: 60, listedAt: expect.any(String) });
  await have(10);
  expect((await plan('--no-cache')).rules).toEqual([]);
  expect((await plan('--contact', 'shop/p*')).rules).toEqual([]);
  expect((await plan('--sandbox')).rules).toEqual([]);
  expect((await plan()).rules).toEqual(['suspiciously-few']);
  expect(await readFile(join(place.directory, '.rollcall/listings', file), 'utf8')).toBe(remembered);
});
