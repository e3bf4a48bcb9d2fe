// Ctrl-C, once and twice: the built program, and a vendor that does not respond.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { openAtSandbox, writesAt } from '../helpers/at-sandbox.ts';
import { BIN, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${APP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann, channels: { email: unsubscribed } }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  ({ sandbox, place } = await openAtSandbox(MANIFEST));
});

async function writesReceived(): Promise<number> {
  return (await writesAt(sandbox)).length;
}

/** An apply whose create is never answered, right after it was sent. */
async function applyInFlight(): Promise<ChildProcess> {
  const never = [{ match: { method: 'POST' }, fault: 'hang' }];
  const put = await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(never) });
  expect(put.ok).toBe(true);
  const child = spawn(process.execPath, ['--', BIN, 'apply', '--auto-approve', '--sandbox', sandbox.url], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await expect.poll(writesReceived, { timeout: 20_000 }).toBe(1);
  return child;
}

async function told(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  for await (const chunk of child.stderr ?? []) {
    text += String(chunk);
    if (text.includes(words)) return;
  }
  throw new Error(`it ended, and said only: ${text}`);
}

test('the second interruption exits at once and leaves no lock; --resume finds out the result of the request', async () => {
  const child = await applyInFlight();
  const ended = once(child, 'exit');
  expect(await readdir(join(place.directory, '.rollcall/locks'))).toHaveLength(1);
  child.kill('SIGINT');
  await told(child, 'Finishing requests in flight');
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(await readdir(join(place.directory, '.rollcall/locks'))).toEqual([]);
  const resumed = await place.rollcall('apply', '--resume', '--auto-approve', '--sandbox', sandbox.url);
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining('1 succeeded') });
});
