// One claim resubscribes a person once, if the vendor does not date opt-outs: not again after another opt-out, nor by a revert.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { git } from '../helpers/repository.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ LOOPS_API_KEY: 'team-1234567890abcdef', HOME: '/nonexistent' });
  await place.write(
    'contacts.d/accounts.yaml',
    `accounts:
  app: { provider: loops, baseUrl: "${sandbox.url}/loops", apiKey: "\${LOOPS_API_KEY}", resubscribe: with-consent }
`,
  );
  git(place.directory, 'init', '--quiet', '--initial-branch=main');
  await leave();
});
afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

const CONSENT = 'consent: { source: form, createdAt: 2024-05-01T00:00:00Z, supersedesOptOut: true }';

/** Jane's email channel. */
function declare(channel: string): Promise<void> {
  return place.write(
    'contacts.d/people.yaml',
    `contacts:\n  - { email: jane@example.com, channels: { email: ${channel} } }\n`,
  );
}

/** She leaves, at the vendor. */
async function leave(): Promise<void> {
  const contacts = [{ email: 'jane@example.com', subscribed: false }];
  const body = JSON.stringify({ version: 1, accounts: { default: { loops: { contacts } } } });
  expect((await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body })).ok).toBe(true);
}

async function applied(): Promise<string> {
  return (await place.rollcall('apply', '--auto-approve', '--base', 'applied')).stdout;
}

async function planned(base: string) {
  const run = await place.rollcall('plan', '--json', '--base', base);
  const { changes, accounts } = JSON.parse(run.stdout);
  return { changes, held: accounts[0].held.length, mailable: accounts[0].people.becomeMailable };
}

test('a person who opts out again stays opted out, with any base and without one', async () => {
  await declare(`{ status: subscribed, ${CONSENT} }`);
  expect(await applied()).toContain('1 succeeded');
  await leave();
  git(place.directory, 'add', '--all', 'contacts.d');
  git(place.directory, 'commit', '--quiet', '--message=lift');
  for (const base of ['none', 'applied', 'main']) {
    expect(await planned(base), base).toEqual({ changes: [], held: 1, mailable: 0 });
  }
});

test('reverting the commit that unsubscribed does not resubscribe; a newer decision does', async () => {
  await declare(`{ status: subscribed, ${CONSENT} }`);
  await applied();
  await declare('unsubscribed');
  expect(await applied()).toContain('1 succeeded');
  await declare(`{ status: subscribed, ${CONSENT} }`);
  for (const base of ['none', 'applied']) {
    const { changes, mailable } = await planned(base);
    expect(mailable, base).toBe(0);
    expect(changes, base).toMatchObject([
      { blocked: [{ rule: 'resubscribe', unblock: expect.stringContaining('`statusChangedAt` later than') }] },
    ]);
  }
  await declare(`{ status: subscribed, statusChangedAt: ${new Date().toISOString()}, ${CONSENT} }`);
  expect(await planned('applied')).toMatchObject({ mailable: 1, changes: [{ blocked: [] }] });
});

test('without the record, earlier claims are unknown', async () => {
  await declare(`{ status: subscribed, ${CONSENT} }`);
  expect(await applied()).toContain('1 succeeded');
  await leave();
  expect(await planned('none')).toMatchObject({ mailable: 0 });
  await rm(join(place.directory, '.rollcall'), { recursive: true });
  expect(await planned('none')).toMatchObject({ mailable: 1, changes: [{ blocked: [] }] });
});
