// Requests that reach the sandbox by a name which is not this machine's, as a page in a browser could make them (fault I18).

import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';

const PATHS = ['/_sandbox/state', '/_sandbox/requests', '/omnisend/api/contacts', '/@shop/loops/v1/lists'];

async function port(): Promise<number> {
  const sandbox = await startSandbox({ rateLimit: 'off', contacts: 3 });
  onTestFinished(() => sandbox.close());
  return Number(new URL(sandbox.url).port);
}

function statusOf(at: number, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: at, path, headers: { host, 'x-api-key': 'k' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test.each(PATHS)('%s is not served to another host name', async (path) => {
  const at = await port();
  for (const host of [`evil.example:${at}`, 'evil.example', `127.0.0.1.evil.example:${at}`])
    expect([host, await statusOf(at, path, host)]).toEqual([host, 421]);
});

test.each(PATHS)('%s is served to every name of this machine', async (path) => {
  const at = await port();
  for (const host of [
    `127.0.0.1:${at}`,
    `localhost:${at}`,
    `LOCALHOST:${at}`,
    `[::1]:${at}`,
    '127.0.0.1',
    'localhost:1',
  ])
    expect([host, await statusOf(at, path, host)]).not.toEqual([host, 421]);
});
