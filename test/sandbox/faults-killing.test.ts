// A sandbox in its own process kills its client process at a chosen request.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startSandboxProcess } from '../helpers/sandbox-process.ts';

/** Script of a client that waits for a message to start, then creates c1@example.com to c5@example.com one after the other. */
const CLIENT = `
process.stdin.once('data', async (url) => {
  for (let n = 1; n <= 5; n += 1) {
    await fetch(String(url).trim() + '/loops/api/v1/contacts/create', {
      method: 'POST',
      headers: { authorization: 'Bearer team-secret' },
      body: JSON.stringify({ email: 'c' + n + '@example.com', subscribed: false }),
    });
  }
  process.exit(0);
});
`;

async function runClient(kill?: { readonly n: number; readonly when: 'before' | 'carried-out' }) {
  const sandbox = await startSandboxProcess({ rateLimit: 'off' });
  onTestFinished(() => sandbox.close());
  const client = spawn(process.execPath, ['-e', CLIENT], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(client, 'exit');
  const prepared = kill === undefined ? undefined : await sandbox.prepare({ pid: client.pid ?? 0, ...kill });
  client.stdin.end(sandbox.url);
  const [code, signal] = await ended;
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as {
    accounts: { default: { loops: { contacts: readonly { email: string }[] } } };
  };
  return {
    code,
    signal,
    emails: state.accounts.default.loops.contacts.map(({ email }) => email),
    killedAt: await prepared?.killed,
  };
}

test('before: the client is killed, and its request is not carried out', async () => {
  const { signal, emails, killedAt } = await runClient({ n: 3, when: 'before' });
  expect(signal).toBe('SIGKILL');
  expect(emails).toEqual(['c1@example.com', 'c2@example.com']);
  expect(killedAt).toMatchObject({ n: 3, account: 'default', vendor: 'loops', method: 'POST' });
});

test('carried-out: the client is killed, and its request is carried out', async () => {
  const { signal, emails } = await runClient({ n: 3, when: 'carried-out' });
  expect(signal).toBe('SIGKILL');
  expect(emails).toEqual(['c1@example.com', 'c2@example.com', 'c3@example.com']);
});

test('without a kill the client ends by itself', async () => {
  const { code, emails } = await runClient();
  expect(code).toBe(0);
  expect(emails).toHaveLength(5);
});
