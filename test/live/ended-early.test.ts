// Readings that end early, because every read fails or because the user interrupts. No more requests are sent then.

import { expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { connectAccounts, makePlan } from '../../src/index.ts';
import { hurryingClock } from '../helpers/hurrying-clock.ts';
import { openWorkbench } from '../helpers/workbench.ts';

const CONTACTS = 400;
const ATTEMPTS = 6;

test('look-ups end after a run of failures with one message; the other account is planned', async () => {
  const people = Array.from({ length: CONTACTS }, (_, n) => `  - { email: p${n}@example.com, firstName: P }\n`);
  const bench = await openWorkbench({
    manifests: {
      'accounts.yaml': `accounts:
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
defaults: { accounts: [app] }
contacts:
  - { email: shopper@example.com, firstName: S, accounts: [shop] }
`,
      'people.yaml': `defaults: { accounts: [app] }\ncontacts:\n${people.join('')}`,
    },
  });
  onTestFinished(() => bench.close());
  await bench.script([{ match: { account: 'app' }, status: 502, times: 100_000 }]);
  const configuration = await bench.load();
  const connections = connectAccounts(configuration, {
    ...{ environment: {}, sandboxUrl: bench.sandbox.url },
    http: { clock: hurryingClock(), random: () => 0.5 },
  });
  onTestFinished(() => connections.close());
  const plan = await makePlan(withoutBase(configuration), connections.accounts, {
    filters: { accounts: [], contacts: [], changed: false },
  });
  const [app, shop] = plan.accounts;
  expect(app).toMatchObject({ account: 'app', complete: false });
  expect(app?.failures).toMatchObject([
    {
      code: 'given-up',
      args: {
        account: 'app',
        what: expect.stringMatching(/^gave up: \d+ reads in a row failed, the last one with status 502$/),
      },
    },
  ]);
  expect(shop).toMatchObject({ account: 'shop', complete: true });
  const asked = (await bench.requests()).filter(({ account }) => account === 'app');
  expect(asked.length).toBeLessThan((CONTACTS * ATTEMPTS) / 2);
});

test('an interruption ends a reading: requests in flight get their response, and nothing more is sent', async () => {
  const people = Array.from({ length: CONTACTS }, (_, n) => `  - { email: p${n}@example.com, firstName: P }\n`);
  const bench = await openWorkbench({
    manifests: {
      'people.yaml': `accounts:\n  app: { provider: loops, apiKey: "\${APP_KEY}" }\ncontacts:\n${people.join('')}`,
    },
  });
  onTestFinished(() => bench.close());
  const configuration = await bench.load();
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: bench.sandbox.url });
  onTestFinished(() => connections.close());
  const interruption = new AbortController();
  const questions = configuration.contacts.map(({ identifiers: { email = '' } }) => ({
    ask: { kind: 'email' as const, value: email },
    also: [],
  }));
  const report = await connections.accounts.get('app')?.source.read(questions, () => {}, {
    signal: interruption.signal,
    onProgress: () => interruption.abort(),
  });
  expect(report).toMatchObject({ complete: false, problem: { code: 'aborted' } });
  // The requests in flight at that moment.
  expect((await bench.requests()).length).toBeLessThanOrEqual(32);
});
