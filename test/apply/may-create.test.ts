// Over HTTP: an update at a vendor that would create a missing contact. A contact that was deleted a moment ago stays deleted.

import { expect, onTestFinished, test } from 'vitest';
import { openWorkbench } from '../helpers/workbench.ts';
import { runApply, say } from './run-apply.ts';

const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
contacts:
  - { email: first@example.com, firstName: First }
  - { email: second@example.com, firstName: Second }
  - { email: third@example.com, userId: u_3, firstName: Third }
`;

test.each([
  ['', true],
  [', also without a refresh', false],
])('is preceded by a look-up unless it identifies its contact by userId%s', async (_, refresh) => {
  const bench = await openWorkbench({ manifests: { 'all.yaml': MANIFEST } });
  onTestFinished(() => bench.close());
  const [first, second, third] = [
    { email: 'first@example.com' },
    { email: 'second@example.com' },
    { email: 'third@example.com', userId: 'u_3' },
  ];
  const populate = (...contacts: readonly unknown[]) =>
    bench.setState({ version: 1, accounts: { app: { loops: { contacts } } } });
  await populate(first, second, third);
  const plan = await bench.plan();
  expect(plan.requests.map(({ body, mayCreate }) => [body, mayCreate])).toEqual([
    [{ email: 'first@example.com', firstName: 'First' }, true],
    [{ email: 'second@example.com', firstName: 'Second' }, true],
    [{ userId: 'u_3', firstName: 'Third' }, undefined],
  ]);
  let sent = 0;
  const applied = await runApply(bench, plan, {
    parallelism: 1,
    refresh,
    async listener({ type }) {
      if (type === 'sending') sent += 1;
      // The second one is deleted at the vendor once the first write leaves.
      if (type === 'sending' && sent === 1) await populate(first, third);
    },
  });
  expect(say(applied)).toEqual([
    'first@example.com: succeeded',
    'second@example.com: stale (live-moved)',
    'u_3: succeeded',
  ]);
  const { contacts } = (await bench.state()).accounts.app.loops;
  expect(contacts.map(({ email }: { email: string }) => email)).toEqual(['first@example.com', 'third@example.com']);
});
