// What a plan makes of facts that were found at an account, and that a base with facts stays valid.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBase } from '../../src/base/load.ts';
import { type Configuration, loadManifests, type Plan, withoutBase } from '../../src/index.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';
import { directoryWith } from '../manifest/load.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
});
afterAll(() => bench.close());

function manifests(account: object, facts: readonly object[], contact: object): string {
  return JSON.stringify({
    accounts: { shop: { ...account, facts } },
    contacts: [{ email: 'jane@example.com', ...contact }],
  });
}

const found = (fact: string, result: string, apiVersion: string) => ({ fact, result, date: '2026-05-30', apiVersion });
const NEW = { provider: 'omnisend', apiKey: '${KEY}', apiVersion: '2026-03-15' };
const V3 = { ...NEW, apiVersion: 'v3' };

async function planOf(text: string, isBelieved: boolean): Promise<Plan> {
  await bench.write('contacts.json', text);
  await bench.setState({
    version: 1,
    accounts: {
      shop: {
        omnisend: {
          contacts: [
            {
              identifiers: [
                { type: 'email', id: 'jane@example.com', channels: { email: { status: 'nonSubscribed' } } },
              ],
              city: 'Oslo',
              tags: ['a', 'b'],
            },
          ],
        },
      },
    },
  });
  return bench.plan(withoutBase(await configured(isBelieved)));
}

async function configured(isBelieved: boolean): Promise<Configuration> {
  const { configuration, diagnostics } = await loadManifests({
    ...{
      directory: bench.directory,
      workingDirectory: bench.directory,
      environment: {},
      sandbox: true,
      now: () => NOW,
    },
    ...(isBelieved ? { believe: async (facts) => facts } : {}),
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return configuration;
}

test('a removal loses its mark once it is proved at the account, and only where that is believed', async () => {
  const text = manifests(NEW, [found('clear.city', 'proved', '2026-03-15')], { city: null });
  const [before] = (await planOf(text, false)).changes;
  expect(before?.differences).toMatchObject([{ path: ['city'], op: 'remove', unproven: true }]);
  const [after] = (await planOf(text, true)).changes;
  expect(after?.differences).toEqual([{ path: ['city'], op: 'remove', before: 'Oslo', after: null }]);
});

test('a list of tags removes at v3 once that is proved', async () => {
  const text = manifests(V3, [found('tags.replace', 'proved', 'v3')], { tags: ['a'] });
  const [before] = (await planOf(text, false)).changes;
  expect(before).toMatchObject({ differences: [], blocked: [{ path: ['tags'] }] });
  const plan = await planOf(text, true);
  expect(plan.changes).toMatchObject([{ differences: [{ path: ['tags'], after: ['a'] }], blocked: [] }]);
  expect((await bench.apply(plan)).outcomes).toMatchObject([{ status: 'succeeded' }]);
});

test('where a vendor keeps only the day of a date, its time is no difference once that is found', async () => {
  const envoke = { provider: 'envoke', apiKey: '${KEY}', apiId: '${ID}' };
  const declared = { customProperties: { joinedAt: '2026-01-05T10:21:11Z' } };
  const contacts = [{ email: 'jane@example.com', custom_fields: { joinedAt: '2026-01-05' } }];
  const customFields = [{ name: 'joinedAt', field_type: 'date' }];
  await bench.setState({ version: 1, accounts: { shop: { envoke: { contacts, customFields, dates: 'day' } } } });
  await bench.write('contacts.json', manifests(envoke, [found('dates.time', 'ignored', 'v1')], declared));
  const planned = async (isBelieved: boolean) => (await bench.plan(withoutBase(await configured(isBelieved)))).changes;
  expect(await planned(false)).toMatchObject([{ differences: [{ path: ['customProperties', 'joinedAt'] }] }]);
  expect(await planned(true)).toEqual([]);
});

test('of the facts of a base, none makes it invalid', async () => {
  const load = async (text: string) => {
    const directory = await directoryWith({ 'base/a.json': text });
    return loadBase('./base', { directory: 'base', workingDirectory: directory, now: () => NOW });
  };
  const refused = manifests(NEW, [found('clear.city', 'refused', '2026-03-15')], { city: null });
  expect((await load(refused)).configuration.contacts).toHaveLength(1);
  const tags = [found('tags.replace', 'proved', 'v3'), found('clear.tags', 'proved', 'v3')];
  expect((await load(manifests(V3, tags, { tags: [] }))).configuration.contacts).toHaveLength(1);
  await expect(load(manifests(V3, [], { tags: [] }))).rejects.toThrow(/cannot-clear/);
});
