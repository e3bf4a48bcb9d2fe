// Connected accounts use the given retry settings and clock.

import { expect, onTestFinished, test } from 'vitest';
import { type ConnectOptions, connectAccounts } from '../../src/index.ts';
import { openWorkbench } from '../helpers/workbench.ts';

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
