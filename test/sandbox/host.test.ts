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

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function statusOf(
  at: number,
  path: string,
  host: string,
  { method = 'GET', body, headers }: Sent = {},
): Promise<number | undefined> {
  const options = { host: '127.0.0.1', port: at, path, method, headers: { host, 'x-api-key': 'k', ...headers } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end(body);
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

const ADMIN_WRITES: readonly (readonly [string, string, string])[] = [
  ['PUT', '/_sandbox/state', '{"version":1,"accounts":{}}'],
  ['POST', '/_sandbox/definitions', '{"accounts":{}}'],
  ['DELETE', '/_sandbox/requests', ''],
];

test.each(ADMIN_WRITES)('a page of another site sends %s %s in vain', async (method, path, body) => {
  const at = await port();
  const state = () => fetch(`http://127.0.0.1:${at}/_sandbox/state`).then((response) => response.text());
  const before = await state();
  for (const origin of ['https://evil.example', 'http://127.0.0.1.evil.example', 'null', 'file://']) {
    // Without a question of the browser first: a body of plain text needs none.
    const headers = { origin, 'content-type': 'text/plain' };
    expect([origin, await statusOf(at, path, `127.0.0.1:${at}`, { method, body, headers })]).toEqual([origin, 403]);
  }
  expect(await state()).toBe(before);
});

test('a page of this machine is answered', async () => {
  const at = await port();
  for (const origin of [`http://127.0.0.1:${at}`, 'http://localhost:3000', 'http://[::1]:1'])
    expect([origin, await statusOf(at, '/_sandbox/state', 'localhost', { headers: { origin } })]).toEqual([
      origin,
      200,
    ]);
});
