import { expect, onTestFinished, test } from 'vitest';
import { defineKeyFields } from '../../../src/cli/sandbox/define.ts';
import { openWorkbench } from '../../helpers/workbench.ts';

test('an account whose updates go by remote_id can be rehearsed without defining anything else', async () => {
  const news = { provider: 'envoke', apiId: `\${ID}`, apiKey: `\${KEY}`, keyField: 'remote_id' };
  const contacts = [{ userId: 'u1', email: 'jane@example.com', firstName: 'Janet' }];
  const live = [{ remote_id: 'u1', email: 'jane@example.com', first_name: 'Jane' }];
  const bench = await openWorkbench({
    manifests: { 'all.json': JSON.stringify({ accounts: { news }, contacts }) },
    state: { version: 1, accounts: { news: { envoke: { contacts: live } } } },
  });
  onTestFinished(() => bench.close());
  const refused = await bench.apply(await bench.plan());
  expect(refused.outcomes).toMatchObject([{ status: 'failed' }]);

  await defineKeyFields(bench.sandbox.url, await bench.load());
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes).toMatchObject([{ status: 'succeeded' }]);
  expect((await bench.state()).accounts.news.envoke.interests).toEqual([]);
});
