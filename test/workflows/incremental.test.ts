// What is kept of an account serves that account alone: at its address, with its credential, in its dialect.
// @module-tag slow

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withoutBase } from '../../src/base/contact-to-plan.ts';
import { type Account, connectAccounts, incrementalAccounts, makePlan, type Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { account, desired } from '../plan/subject.ts';

const COUNT = 600;
let sandbox: Sandbox;
let other: Sandbox;
let store: string;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: COUNT, rateLimit: 'off' });
  other = await startSandbox({ contacts: COUNT, rateLimit: 'off' });
  store = await mkdtemp(join(tmpdir(), 'rollcall-store-'));
});

afterEach(async () => {
  await sandbox.close();
  await other.close();
  await rm(store, { recursive: true });
});

const CREDENTIALS = { apiKey: { variable: 'SHOP_KEY', source: { file: 'accounts.yaml', line: 1, column: 1 } } };

async function readingOf(
  overrides: Partial<Account>,
  key = 'first',
): Promise<Plan['accounts'][number]['reading'] | undefined> {
  const shop = account('omnisend@2026-03-15', {
    baseUrl: `${sandbox.url}/omnisend`,
    credentials: CREDENTIALS,
    ...overrides,
  });
  const emails = Array.from({ length: 5 }, (_, index) => `user00000${index + 1}@example.com`);
  const contacts = emails.map((email) =>
    desired({ account: shop.name, key: `${shop.name}/${email}`, identifiers: { email } }),
  );
  const connections = connectAccounts({ accounts: [shop] }, { environment: { SHOP_KEY: key } });
  const accounts = incrementalAccounts(connections.accounts, { store, now: Date.now, whole: true });
  const configuration = { digest: '', files: 1, unsupportedFields: [], accounts: [shop], contacts };
  try {
    const filters = { accounts: [], contacts: [], changed: false };
    return (await makePlan(withoutBase(configuration), accounts, { filters })).accounts[0]?.reading;
  } finally {
    await connections.close();
  }
}

const ELSE = 'read in full: the live cache belongs to another address, credential or version';

test('the same account reads what changed', async () => {
  await readingOf({});
  expect(await readingOf({})).toMatchObject({ strategy: 'incremental', requests: 1, known: COUNT });
});

test('with another credential it is another account', async () => {
  await readingOf({});
  expect(await readingOf({}, 'second')).toMatchObject({ strategy: 'list', note: ELSE });
  expect(await readingOf({}, 'second')).toMatchObject({ strategy: 'incremental' });
});

test('at another address too', async () => {
  await readingOf({});
  expect(await readingOf({ baseUrl: `${other.url}/omnisend` })).toMatchObject({ strategy: 'list', note: ELSE });
});

test('two accounts keep their contacts apart', async () => {
  await readingOf({});
  const note = 'read in full: there is no live cache yet';
  expect(await readingOf({ name: 'outlet' })).toMatchObject({ strategy: 'list', note });
  expect(await readingOf({})).toMatchObject({ strategy: 'incremental' });
});
