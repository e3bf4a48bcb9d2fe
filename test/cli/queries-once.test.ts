// Commands that load the manifests several times run each query once. Counts the connections to a real database.
// @module-tag slow

import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { hasPostgres, type Postgres, startPostgres } from '../helpers/postgres.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

/** Passes connections on to a port of this machine. */
async function countedPort(port: number): Promise<{ readonly port: number; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const other = connect(port, '127.0.0.1');
    for (const one of [socket, other]) one.on('error', () => undefined);
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

describe.skipIf(!hasPostgres('the test of queries that run once'))('a query runs once', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  test.each([
    ['set', 'shop/jane@example.com', 'firstName=J', '--auto-approve'],
    ['set', 'shop/jane@example.com', 'firstName=J'],
    ['erase', 'jane@example.com'],
    ['pull', '--all'],
  ])('%s %s', async (...words) => {
    const sandbox = await startSandbox({ rateLimit: 'off' });
    onTestFinished(() => sandbox.close());
    const address = new URL(postgres.url);
    const counted = await countedPort(Number(address.port));
    address.hostname = '127.0.0.1';
    address.port = String(counted.port);
    const place = await openWorkplace({
      ...{ KEY: 'k', CI: '', ROLLCALL_DIGEST_KEY_K1: 'ab'.repeat(32) },
      WAREHOUSE_URL: address.href,
    });
    onTestFinished(() => place.remove());
    await place.write('q.sql', `SELECT 'bob@example.com' AS email`);
    await place.write(
      'contacts.d/a.yaml',
      [
        'accounts:\n  shop: { provider: omnisend, apiKey: "${KEY}" }',
        'contacts:\n  - email: jane@example.com\n    firstName: Jane',
        'sources:\n  all: { from: { sql: q.sql, connect: "${WAREHOUSE_URL}" }, key: email, fields: { email: email } }\n',
      ].join('\n'),
    );
    const rollcall = (...args: readonly string[]) => place.rollcall(...args, '--sandbox', sandbox.url, '--allow-sql');
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const state = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: state.replaceAll('"Jane"', '"Jo"') });
    const before = counted.connections();
    const run = await rollcall(...words);
    expect(run.stderr).not.toMatch(/^error/im);
    expect(run.stdout).toMatch(/^contacts\.d|a\.yaml/m);
    expect(counted.connections() - before).toBe(1);
  });
});
