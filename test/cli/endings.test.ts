// However a run ends (a closed or full output, a signal, a kill) it prints no stack, and leaves neither a lock nor live contacts
// behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { answer, dribble, playFaults, startCuttingProxy } from '../helpers/fault-server.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const PEOPLE = Array.from({ length: 3 }, (_, index) => `ann${index}@example.com`);

let sandbox: Sandbox;
let place: Workplace;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await declare('{ provider: loops, apiKey: "${KEY}" }');
});
afterEach(async () => {
  for (const closable of open.splice(0)) await closable.close();
  await sandbox.close();
  await place.remove();
});

async function declare(account: string): Promise<void> {
  const contacts = PEOPLE.map(
    (email) => `  - { email: ${email}, firstName: Ann, channels: { email: unsubscribed } }\n`,
  );
  await place.write('contacts.d/people.yaml', `accounts:\n  app: ${account}\ncontacts:\n${contacts.join('')}`);
}

interface Started {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

/** @param redirect as a shell writes it, such as `2>&-` */
function start(args: readonly string[], redirect = ''): Started {
  const child = spawn('bash', ['-c', `exec "$0" -- "$@" ${redirect}`, process.execPath, BIN, ...args], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '', KEY: 'loops-1234567890' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  child.stdout?.resume();
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, stderr: () => text, ended };
}

async function locks(): Promise<readonly string[]> {
  return readdir(join(place.directory, '.rollcall/locks')).catch(() => []);
}

async function created(): Promise<number> {
  const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { accounts: unknown };
  return PEOPLE.filter((email) => JSON.stringify(accounts).includes(email)).length;
}

const APPLY = ['apply', '--auto-approve', '--first-run', '--sandbox'] as const;

describe('an output that takes nothing', () => {
  test.each([
    ['its result cannot be written to a full disk', '--json >/dev/full', 1],
    ['stdout is closed', '>&-', 0],
    ['stderr is a full disk', '2>/dev/full', 0],
    ['stderr is closed', '2>&-', 0],
    ['stderr is a pipe that nobody reads', '2> >(exit 0)', 0],
    ['both are closed', '>&- 2>&-', 0],
    ['both are full', '--json >/dev/full 2>/dev/full', 1],
  ])('apply is whole although %s', async (_name, redirect, code) => {
    const run = start([...APPLY, sandbox.url], redirect);
    expect(await run.ended).toBe(code);
    expect(run.stderr()).not.toMatch(/\n\s+at |EPIPE/);
    expect(await created()).toBe(PEOPLE.length);
    expect(await locks()).toEqual([]);
    const again = await place.rollcall('plan', '--sandbox', sandbox.url, '--json');
    expect(JSON.parse(again.stdout).changes).toEqual([]);
  });

  test('apply that cannot show its plan sends nothing', async () => {
    const run = start([...APPLY, sandbox.url], '>/dev/full');
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toContain('cannot write to stdout');
    expect([await created(), await locks()]).toEqual([0, []]);
  });

  test.each([
    ['plan', ['plan']],
    ['plan as JSON', ['plan', '--json']],
    ['snapshot', ['snapshot', '--out', 'live.ndjson']],
    ['explain', ['explain', 'ann1@example.com']],
    ['validate', ['validate']],
    ['help', ['--help']],
    ['the version', ['--version']],
  ])('%s to a full disk is an error in words', async (_name, args) => {
    const where = ['--help', '--version', 'validate'].includes(args[0] ?? '') ? [] : ['--sandbox', sandbox.url];
    const run = start([...args, ...where], '>/dev/full');
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toContain('cannot write to stdout');
    expect(run.stderr()).not.toMatch(/\n\s+at /);
  });

  test('a snapshot into a full file is an error, and leaves no file', async () => {
    const state = { version: 1, accounts: { app: {} } };
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
    const run = await place.rollcallWithin(
      0,
      'snapshot',
      '--no-cache',
      '--out',
      'live.ndjson',
      '--sandbox',
      sandbox.url,
    );
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('cannot write')]);
    expect((await readdir(place.directory)).filter((name) => name !== 'contacts.d')).toEqual([]);
  });
});

describe('a signal', () => {
  test.each([
    ['SIGHUP', 129],
    ['SIGTERM', 130],
    ['SIGINT', 130],
  ] as const)('%s lets apply finish what is in flight; --resume does the rest', async (signal, code) => {
    const proxy = await startCuttingProxy(sandbox.url);
    open.push(proxy);
    proxy.cut({ like: /^POST/, bytes: Number.POSITIVE_INFINITY, times: 1, delayMs: 1500 });
    const run = start([...APPLY, proxy.url, '--parallelism', '1']);
    await expect.poll(locks, { timeout: 20_000 }).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 700));
    run.child.kill(signal);
    expect(await run.ended).toBe(code);
    expect(run.stderr()).toContain('Finishing requests in flight');
    expect(run.stderr()).not.toMatch(/\n\s+at /);
    expect(await locks()).toEqual([]);
    expect(await created()).toBe(1);
    const resumed = await place.rollcall('apply', '--resume', '--auto-approve', '--sandbox', proxy.url);
    expect(resumed).toMatchObject({ code: 0 });
    expect(await created()).toBe(PEOPLE.length);
  });

  test('the second SIGHUP ends at once, with the exit code of the first, and leaves no lock', async () => {
    const never = [{ match: { method: 'POST' }, fault: 'hang' }];
    await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(never) });
    const run = start([...APPLY, sandbox.url]);
    await expect.poll(locks, { timeout: 20_000 }).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    run.child.kill('SIGHUP');
    await expect.poll(run.stderr).toContain('Finishing requests in flight');
    run.child.kill('SIGHUP');
    expect(await run.ended).toBe(129);
    expect(await locks()).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGHUP', 129],
  ] as const)('%s in snapshot removes the temporary file', async (signal, code) => {
    const contact = {
      id: '66f0000000000000000000a1',
      identifiers: [{ type: 'email', id: 'x@example.com', channels: { email: { status: 'subscribed' } } }],
    };
    const page = JSON.stringify({ contacts: [contact], paging: { hasMore: true, cursors: { after: 'c1' } } });
    const vendor = await playFaults((socket, _request, count) => {
      if (count === 1) socket.write(answer(200, page));
      else dribble(socket, () => 'HTTP/1.1 103 Early Hints\r\n\r\n', 100);
    });
    open.push(vendor);
    await declare(`{ provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${KEY}", baseUrl: "${vendor.url}" }`);
    const run = start(['snapshot', '--out', 'live.ndjson']);
    const left = async (): Promise<readonly string[]> =>
      (await readdir(place.directory)).filter((name) => name.endsWith('.tmp') || name.startsWith('live'));
    await expect.poll(left, { timeout: 20_000 }).toHaveLength(1);
    await expect.poll(() => vendor.received.length).toBe(2);
    run.child.kill(signal);
    expect(await run.ended).toBe(code);
    expect(await left()).toEqual([]);
    expect(run.stderr()).not.toMatch(/\n\s+at /);
  });
});

test('what a killed run left is removed by the next one: only our files, and only old ones', async () => {
  const names = ['.rollcall-0123456789ab.tmp', '.rollcall-fedcba987654.tmp', '.rollcall-mine.tmp', 'other.tmp'];
  for (const name of names) await place.write(name, 'x');
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of names.filter((other) => !other.includes('fedcba')))
    await utimes(join(place.directory, name), longAgo, longAgo);
  expect((await place.rollcall('snapshot', '--out', 'live.ndjson', '--sandbox', sandbox.url)).code).toBe(0);
  const left = (await readdir(place.directory)).filter((name) => name.endsWith('.tmp')).sort();
  expect(left).toEqual(['.rollcall-fedcba987654.tmp', '.rollcall-mine.tmp', 'other.tmp']);
});

describe('a plain error for', () => {
  test.each([
    ['a port beyond all ports', ['sandbox', '--port', '999999'], 64, 'whole number from 0 to 65,535'],
    ['junk in place of a sandbox', ['plan', '--sandbox', 'junk.json'], 1, 'it is not JSON'],
    ['a directory in place of a sandbox', ['plan', '--sandbox', 'contacts.d'], 1, 'EISDIR'],
    ['a device in place of a sandbox', ['plan', '--sandbox', '/dev/zero'], 1, 'it is not a regular file'],
  ])('%s', async (_name, args, code, words) => {
    await place.write('junk.json', 'junk');
    const run = await place.rollcall(...args);
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(words)]);
    expect(run.stderr).not.toMatch(/\n\s+at |bug in rollcall/);
  });
});

test('a key that ends in a newline is sent without it', async () => {
  const keys: string[] = [];
  const vendor = await playFaults((socket, { head }) => {
    keys.push(/\r\nauthorization: ([^\r]*)/i.exec(head)?.[1] ?? '');
    socket.write(answer(200, '[]'));
  });
  open.push(vendor);
  await declare(`{ provider: loops, apiKey: "\${KEY}", baseUrl: "${vendor.url}" }`);
  const child = spawn(process.execPath, ['--', BIN, 'plan'], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '', KEY: 'loops-1234567890\r\n' },
    stdio: 'ignore',
  });
  await once(child, 'close');
  expect(new Set(keys)).toEqual(new Set(['Bearer loops-1234567890']));
});
