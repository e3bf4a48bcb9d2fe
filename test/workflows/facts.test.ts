// What a plan makes of facts that were found at an account, and that a base with facts stays valid.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBase } from '../../src/base/load.ts';
import { loadManifests, type Plan, withoutBase } from '../../src/index.ts';
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
  return bench.plan(withoutBase(configuration));
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
