// A closed pipe ends the output and nothing else: the plan is applied completely, and the exit code is that of the command.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

/** Enough that their plan does not fit into a pipe. */
const MANY = 1500;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: MANY, rateLimit: 'off' });
  // --sandbox URL takes the account's name for the one to ask.
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { accounts: Record<string, unknown> };
  const body = JSON.stringify({ ...state, accounts: { shop: Object.values(state.accounts)[0] } });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body });
  place = await openWorkplace();
  const contact = (index: number) =>
    `  - { email: user${String(index + 1).padStart(6, '0')}@example.com, firstName: New${index} }\n`;
  const contacts = Array.from({ length: MANY }, (_, index) => contact(index)).join('');
  await place.write(
    'contacts.d/all.yaml',
    `accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${KEY}" }\ncontacts:\n${contacts}`,
  );
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

/** Reads a first piece of stdout, or nothing at all, and closes the pipe. */
async function withClosedStdout(args: readonly string[], read: 'some' | 'none'): Promise<number | null> {
  const child = spawn(process.execPath, ['--', BIN, ...args], {
    cwd: place.directory,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  if (read === 'some') await once(child.stdout ?? child, 'data');
  child.stdout?.destroy();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(errors).not.toMatch(/EPIPE|\n\s+at /);
  return code;
}

async function patches(): Promise<number> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  return all.filter(({ method }) => method === 'PATCH').length;
}

const FAST = ['--parallelism', '32'];

test.each(['some', 'none'] as const)(
  'apply, of which somebody reads %s of the output, is whole',
  async (read) => {
    expect(await withClosedStdout(['apply', '--sandbox', sandbox.url, '--auto-approve', ...FAST], read)).toBe(0);
    expect(await patches()).toBe(MANY);
  },
  60_000,
);

test('apply completes even if stderr is closed or full', async () => {
  const run = (redirect: string) =>
    new Promise<number | null>((settle) => {
      const command = `exec "$0" -- "$@" ${redirect}`;
      const args = [BIN, 'apply', '--sandbox', sandbox.url, '--auto-approve', ...FAST];
      const child = spawn('bash', ['-c', command, process.execPath, ...args], {
        cwd: place.directory,
        env: { PATH: process.env.PATH ?? '' },
        stdio: 'ignore',
      });
      child.on('close', settle);
    });
  expect(await run('2> >(exit 0)')).toBe(0);
  expect(await patches()).toBe(MANY);
  expect(await run('2>/dev/full')).toBe(0);
}, 60_000);

test('apply still exits with 3 if not everything succeeds', async () => {
  const refused = [{ match: { method: 'PATCH' }, times: 1, status: 400, body: { title: 'no', status: 400 } }];
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(refused) });
  expect(await withClosedStdout(['apply', '--sandbox', sandbox.url, '--auto-approve', '--json', ...FAST], 'none')).toBe(
    3,
  );
  expect(await patches()).toBe(MANY);
}, 60_000);

test.each([
  ['plan', ['plan', '--detailed-exitcode'], 2],
  ['plan as JSON', ['plan', '--json', '--detailed-exitcode'], 2],
  ['plan as Markdown', ['plan', '--format', 'markdown', '--detailed-exitcode'], 2],
  ['plan as a page', ['plan', '--format', 'html', '--detailed-exitcode'], 2],
  ['a plan over a limit', ['plan', '--max-requests', '1', '--json'], 1],
] as const)('%s keeps its exit code', async (_, args, code) => {
  expect(await withClosedStdout([...args, '--sandbox', sandbox.url], 'none')).toBe(code);
});

test.each([
  ['help', ['--help']],
  ['a usage error', ['plan', '--nope']],
  ['an error as JSON', ['show', 'nope', '--json']],
] as const)('%s ends without a stack', async (_, args) => {
  const code = await withClosedStdout(args, 'none');
  expect(code).toBe({ '--help': 0, plan: 64, show: 1 }[args[0]]);
});
