// A contact that cannot be read is unreadable alone: the others of its answer are planned.

import { expect, onTestFinished, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { connectAccounts, makePlan } from '../../src/index.ts';
import { answer, type FaultServer, playFaults } from '../helpers/fault-server.ts';
import { openWorkbench } from '../helpers/workbench.ts';

const STRANGE = { id: 1, email: 'strange@example.com', custom_fields: ['abc'], consent_status: 'Express' };
const PLAIN = { id: 2, email: 'plain@example.com', first_name: 'P', consent_status: 'Express' };

/** Answers every look-up, and every page, with those of the contacts that it asks for. */
async function vendorOf(contacts: readonly { readonly email: string }[]): Promise<FaultServer> {
  const vendor = await playFaults((socket, { target }) => {
    const asked = decodeURIComponent(target);
    const found = asked.includes('filter[') ? contacts.filter(({ email }) => asked.includes(email)) : contacts;
    socket.write(answer(200, JSON.stringify(found)));
  });
  onTestFinished(() => vendor.close());
  return vendor;
}

async function planAt(vendor: FaultServer, emails: readonly string[]) {
  const manifest = {
    accounts: { news: { provider: 'envoke', apiId: `\${ID}`, apiKey: `\${KEY}` } },
    contacts: emails.map((email) => ({ email, firstName: 'New' })),
  };
  const bench = await openWorkbench({ manifests: { 'all.json': JSON.stringify(manifest) } });
  onTestFinished(() => bench.close());
  const configuration = withoutBase(await bench.load());
  const connections = connectAccounts(configuration, { environment: {}, sandboxUrl: vendor.url });
  onTestFinished(() => connections.close());
  return makePlan(configuration, connections.accounts, { filters: { accounts: [], contacts: [], changed: false } });
}

test.each([
  ['looked up', []],
  ['listed', Array.from({ length: 350 }, (_, index) => `absent${index}@example.com`)],
])('a contact that is %s', async (_name, others) => {
  const vendor = await vendorOf([STRANGE, PLAIN]);
  const plan = await planAt(vendor, ['strange@example.com', 'plain@example.com', ...others]);
  const [account] = plan.accounts;
  expect(account?.failures).toMatchObject([{ code: 'malformed', keys: ['news/strange@example.com'] }]);
  expect(plan.changes.filter(({ action }) => action === 'update').map(({ key }) => key)).toEqual([
    'news/plain@example.com',
  ]);
  expect(plan.changes.map(({ key }) => key)).not.toContain('news/strange@example.com');
});

test('nobody who is declared is affected by a stranger who cannot be read', async () => {
  const plan = await planAt(await vendorOf([STRANGE, PLAIN]), ['plain@example.com']);
  expect(plan).toMatchObject({ complete: true, changes: [{ key: 'news/plain@example.com' }] });
});
