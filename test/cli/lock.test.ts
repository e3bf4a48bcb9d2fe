// One apply at a time per destination, as users of two checkouts meet it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { sandboxDestination } from '../../src/providers/destination.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { acquireLock, type Lock } from '../../src/store/lock.ts';
import { lockPlaces } from '../../src/workflows/lock-places.ts';
import { openAtSandbox, writesAt } from '../helpers/at-sandbox.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  ({ sandbox, place } = await openAtSandbox(MANIFEST));
});

async function sent(): Promise<number> {
  return (await writesAt(sandbox)).length;
}

/** The lock of an apply that runs in another checkout of the same user. */
async function lockElsewhere(): Promise<Lock> {
  const settings = { environment: { XDG_STATE_HOME: place.stateHome }, sandbox: sandbox.url };
  const { places } = await lockPlaces('/nowhere', [sandboxDestination('shop', 'omnisend@2026-03-15')], settings);
  const [lock] = await Promise.all(
    places.map((one) => acquireLock(one, { command: 'rollcall apply', startedAt: '2026-06-01T12:00:00Z' })),
  );
  if (lock?.ok !== true) throw new Error('there is a lock already');
  return lock;
}

const APPLY = ['apply', '--auto-approve', '--sandbox'] as const;
const OWNER = `\`rollcall apply\` (process ${process.pid} on `;

/** An apply that waits for the lock. */
async function waitingApply() {
  const child = spawn(process.execPath, ['--', BIN, ...APPLY, sandbox.url, '--lock-timeout', '10m'], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '', XDG_STATE_HOME: place.stateHome },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 20_000 }).toContain('Waiting for');
  return { child, ended, said: () => said };
}

test('the second of two applies to one account says who has the lock, also from another checkout', async () => {
  const lock = await lockElsewhere();
  const second = await place.rollcall(...APPLY, sandbox.url);
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`another apply is running: ${OWNER}`) });
  const late = await place.rollcall(...APPLY, sandbox.url, '--lock-timeout', '1s');
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining(`another apply is running: ${OWNER}`) });
  expect(await sent()).toBe(0);
  await lock.release();
  expect(await place.rollcall(...APPLY, sandbox.url)).toMatchObject({ code: 0 });
});

test('--lock-timeout waits, says for whom and how long at most, and goes on', async () => {
  const lock = await lockElsewhere();
  const { ended, said } = await waitingApply();
  expect(said()).toMatch(
    new RegExp(
      `Waiting for \`rollcall apply\` \\(process ${process.pid} on .*since 2026-06-01T12:00:00Z\\) to end, for at most 10 min`,
    ),
  );
  await lock.release();
  expect([await ended, await sent()]).toEqual([[0, null], 1]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the wait: 130, and nothing was sent', async (signal) => {
  const lock = await lockElsewhere();
  const { child, ended, said } = await waitingApply();
  child.kill(signal);
  expect(await ended).toEqual([130, null]);
  expect(said()).toContain('not applied; nothing was sent');
  expect(said()).not.toContain('Finishing requests');
  expect(await sent()).toBe(0);
  await lock.release();
});

test('without a home the lock lies in .rollcall, which is said once; where it cannot be written, nothing is sent', async () => {
  const homeless = { XDG_STATE_HOME: 'relative' };
  const elsewhere = await openWorkplace(homeless);
  await elsewhere.write('contacts.d/people.yaml', MANIFEST);
  const done = await elsewhere.rollcall(...APPLY, sandbox.url);
  expect(done.code).toBe(0);
  expect(done.stderr.split('Locks are kept in .rollcall').length).toBe(2);
  expect(await readdir(join(elsewhere.directory, '.rollcall/locks'))).toEqual([]);
  await elsewhere.remove();

  const full = await openWorkplace(homeless);
  await full.write('contacts.d/people.yaml', MANIFEST.replace('ann@', 'ben@'));
  await mkdir(join(full.directory, '.rollcall'));
  await writeFile(join(full.directory, '.rollcall/locks'), '');
  const run = await full.rollcall(...APPLY, sandbox.url, '--quiet');
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('not a directory') });
  expect([run.stderr.includes('Locks are kept'), await sent()]).toEqual([false, 1]);
  await full.remove();
});

test.each(['0s', '10', '-1m', ''])('--lock-timeout %j is a usage error', async (value) => {
  expect(await place.rollcall(...APPLY, sandbox.url, `--lock-timeout=${value}`)).toMatchObject({ code: 64 });
});
