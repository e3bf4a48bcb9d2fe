// Several accounts in one manifest, as people have them: thirty contacts at three vendors at once, and an account that moves
// to another API version.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIALECTS, type Dialect } from '../../src/providers/table.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';
import { FIXTURES } from './fixtures.ts';
import { completePerson, type Person, people } from './person.ts';
import { accountOf } from './stage.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
});
afterAll(() => bench.close());

const VENDORS: readonly Dialect[] = [DIALECTS['omnisend@2026-03-15'], DIALECTS['loops@v1'], DIALECTS['envoke@v1']];

test('thirty contacts to three accounts: planned, applied, and planned again empty', async () => {
  await bench.setState({ version: 1, accounts: Object.fromEntries(VENDORS.map(populated)) });
  const accounts = Object.fromEntries(VENDORS.map((vendor) => [vendor.provider, accountOf(vendor)]));
  await bench.write(
    'contacts.json',
    JSON.stringify({ accounts, defaults: { accounts: Object.keys(accounts) }, contacts: people(30).map(declared) }),
  );

  const plan = await bench.plan();
  expect(plan.accounts.map(({ complete, declared: count }) => ({ complete, count }))).toEqual(
    VENDORS.map(() => ({ complete: true, count: 30 })),
  );
  const envoke = plan.accounts.find(({ account }) => account === 'envoke');
  expect(envoke?.unsupportedFields).toEqual([{ field: 'tags', contacts: 30 }]);

  await bench.forgetRequests();
  const { outcomes } = await bench.apply(plan);
  expect(outcomes.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  expect(outcomes).toHaveLength(plan.changes.length);
  const writes = (await bench.requests()).filter(({ method }) => method !== 'GET');
  for (const { account, requests } of plan.accounts) {
    const changes = plan.changes.filter((change) => change.account === account).length;
    expect({ account, sent: writes.filter((write) => write.account === account).length }).toEqual({
      account,
      sent: requests,
    });
    expect(requests).toBeLessThanOrEqual(changes);
  }

  const state = await bench.state();
  for (const vendor of VENDORS) {
    const after = FIXTURES[vendor.dialect].decode(state.accounts[vendor.provider][vendor.provider]);
    expect(after.map(({ email }) => email).sort()).toEqual(
      people(30)
        .map(({ email }) => email)
        .sort(),
    );
    const firstName = vendor.provider === 'envoke' ? 'Jan' : 'Jane';
    expect(new Set(after.map(({ scalars }) => scalars.firstName))).toEqual(new Set([firstName]));
  }
  const again = await bench.plan();
  expect({ changes: again.changes, requests: again.requests }).toEqual({ changes: [], requests: [] });
});

/** Ten are there and agree, ten differ, ten are missing. */
function populated(vendor: Dialect): readonly [string, unknown] {
  const there = people(20).map((one, index) => ({
    ...one,
    status: 'unsubscribed' as const,
    scalars: { firstName: index >= 10 ? 'Somebody' : vendor.provider === 'envoke' ? 'Jan' : 'Jane' },
  }));
  return [vendor.provider, { [vendor.provider]: FIXTURES[vendor.dialect].encode(there) }];
}

function declared({ email }: Person) {
  return {
    email,
    firstName: 'Jane',
    tags: [],
    channels: { email: 'unsubscribed' },
    at: { envoke: { firstName: 'Jan' } },
  };
}

test('an account moves from one API version to the next by one line, and nothing is left to do', async () => {
  const [next, before] = [DIALECTS['omnisend@2026-03-15'], DIALECTS['omnisend@v3']];
  const { email, phone, status, scalars, sets, properties } = completePerson(before);
  const contact = { email, phone, ...scalars, ...sets, customProperties: properties, channels: { email: { status } } };
  const others = people(8).map((one) => ({ email: one.email, tags: ['news'], customProperties: { seats: 0.1 + 0.2 } }));
  const manifest = (capabilities: Dialect) =>
    JSON.stringify({ accounts: { shop: accountOf(capabilities) }, contacts: [contact, ...others] }, null, 2);

  await bench.setState({ version: 1, accounts: {} });
  await bench.write('contacts.json', manifest(before));
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes.filter((outcome) => outcome.status !== 'succeeded')).toEqual([]);
  expect(outcomes).toHaveLength(9);

  const lines = manifest(before).split('\n');
  expect(
    manifest(next)
      .split('\n')
      .filter((line, index) => line !== lines[index]),
  ).toHaveLength(1);
  for (const capabilities of [next, DIALECTS['omnisend@v5'], before]) {
    await bench.write('contacts.json', manifest(capabilities));
    const plan = await bench.plan();
    expect(plan.accounts).toMatchObject([{ dialect: capabilities.dialect, complete: true, unchanged: 9 }]);
    expect(plan.changes).toEqual([]);
  }
});
