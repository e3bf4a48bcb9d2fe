// Connected accounts use the given retry settings and clock.

import { expect, onTestFinished, test } from 'vitest';
import { type ConnectOptions, connectAccounts } from '../../src/index.ts';
import { answer, playFaults } from '../helpers/fault-server.ts';
import { openWorkbench } from '../helpers/workbench.ts';
import { account } from '../plan/subject.ts';

async function requestsOfOneRead(status: number, http?: ConnectOptions['http']): Promise<number> {
  const bench = await openWorkbench({
    manifests: {
      'people.yaml':
        'accounts:\n  app: { provider: loops, apiKey: "${APP_KEY}" }\ncontacts:\n  - { email: a@example.com, firstName: A }\n',
    },
  });
  onTestFinished(() => bench.close());
  await bench.script([{ match: { method: 'GET' }, status, times: 100 }]);
  const connections = connectAccounts(await bench.load(), {
    ...{ environment: {}, sandboxUrl: bench.sandbox.url },
    ...(http === undefined ? {} : { http }),
  });
  try {
    const ask = { kind: 'email', value: 'a@example.com' } as const;
    await connections.accounts.get('app')?.source.read([{ ask, also: [] }], () => {});
  } finally {
    await connections.close();
  }
  return (await bench.requests()).length;
}

test('uses the given retry settings and clock', async () => {
  const slept: number[] = [];
  const clock: NonNullable<ConnectOptions['http']>['clock'] = {
    now: Date.now,
    sleep: async (milliseconds) => void slept.push(milliseconds),
  };
  const http = { clock, random: () => 0.5, retry: { maxAttempts: 3, baseMs: 1000 } };
  expect(await requestsOfOneRead(500, http)).toBe(3);
  expect(slept).toEqual([500, 1000]);
});

test.each([
  ['two keys of one brand share a quota', 'brand1-second', true],
  ['the keys of two brands do not', 'brand2-second', false],
])('%s', async (_name, secondKey, isShared) => {
  const vendor = await playFaults((socket) => socket.write(answer(200, '{"contacts":[],"paging":{"hasMore":false}}')));
  onTestFinished(() => vendor.close());
  let now = 0;
  let waited = 0;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      waited += milliseconds;
    },
  };
  const accounts = ['one', 'two'].map((name) =>
    account('omnisend@2026-03-15', {
      name,
      baseUrl: vendor.url,
      credentials: { apiKey: { variable: name, source: { file: 'x.yaml', line: 1, column: 1 } } },
      rateLimit: { limit: 4, windowMs: 60_000 },
    }),
  );
  const configuration = { accounts, contacts: [], unsupportedFields: [], digest: 'd', files: 1 };
  const connections = connectAccounts(configuration, {
    environment: { one: 'brand1-first', two: secondKey },
    http: { clock },
  });
  onTestFinished(() => connections.close());
  const send = async (name: string): Promise<unknown> =>
    connections.accounts
      .get(name)
      ?.connection.send(
        { method: 'GET', path: '/api/contacts', query: [] },
        { budgets: ['general'], repeat: 'idempotent' },
      );
  for (let sent = 0; sent < 4; sent += 1) await send('one');
  const before = waited;
  await send('two');
  expect(waited - before > 0).toBe(isShared);
});
