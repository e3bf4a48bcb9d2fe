// Cached live contacts belong to one account, with its base URL, credential and dialect.
// @module-tag slow

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
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

const ELSE = [{ code: 'read-in-full', args: { why: 'other-cache' } }];

test('the same account reads only what changed', async () => {
  await readingOf({});
  expect(await readingOf({})).toMatchObject({ strategy: 'incremental', requests: 1, known: COUNT });
});

test('another credential uses another cache', async () => {
  await readingOf({});
  expect(await readingOf({}, 'second')).toMatchObject({ strategy: 'list', notes: ELSE });
  expect(await readingOf({}, 'second')).toMatchObject({ strategy: 'incremental' });
});

test('another base URL uses another cache', async () => {
  await readingOf({});
  expect(await readingOf({ baseUrl: `${other.url}/omnisend` })).toMatchObject({ strategy: 'list', notes: ELSE });
});

test('two accounts have separate caches', async () => {
  await readingOf({});
  const notes = [{ code: 'read-in-full', args: { why: 'nothing-cached' } }];
  expect(await readingOf({ name: 'outlet' })).toMatchObject({ strategy: 'list', notes });
  expect(await readingOf({})).toMatchObject({ strategy: 'incremental' });
});
