// The manifest that a rehearsal writes: readable, in the canonical layout, and never in place of anything else.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatManifest } from '../../src/manifest/format/index.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import type { TrialResult } from '../../src/plan/doctor/rehearsal.ts';
import { DIALECTS } from '../../src/providers/table.ts';
import { type FactsFileOptions, writeFacts } from '../../src/workflows/doctor/rehearse/facts-file.ts';
import { directoryWith } from '../manifest/load.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const ACCOUNT = 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n';
const FILE = 'contacts.d/facts.shop.yaml';

function trial(fact: string, result: 'proved' | 'ignored' | 'refused'): TrialResult {
  return { path: [fact.slice(6)], does: 'clear', fact, result };
}

async function place(files: Readonly<Record<string, string>> = {}) {
  const root = await directoryWith({ 'contacts.d/accounts.yaml': ACCOUNT, ...files });
  const options: FactsFileOptions = {
    ...{ directory: 'contacts.d', workingDirectory: root, account: 'shop', environment: undefined },
    ...{ capabilities: DIALECTS['omnisend@2026-03-15'], declared: [], today: '2026-06-01' },
  };
  return {
    write: (trials: readonly TrialResult[], more: Partial<FactsFileOptions> = {}) =>
      writeFacts({ trials }, { ...options, ...more }),
    read: (file = FILE) => readFile(join(root, file), 'utf8'),
    change: (text: string) => writeFile(join(root, FILE), text),
    async facts(environmentName?: string) {
      const { configuration, diagnostics } = await loadManifests({
        ...{
          directory: 'contacts.d',
          workingDirectory: root,
          environment: { SHOP_KEY: 'k' },
          now: () => NOW,
          environmentName,
        },
        believe: async (facts) => facts,
      });
      expect(diagnostics.filter(({ code }) => code !== 'no-contacts')).toEqual([]);
      return configuration.accounts[0]?.facts?.map(({ fact, result, date }) => `${fact} ${result} ${date}`);
    },
  };
}

test('what it writes is in the canonical layout, explains itself, and is read again', async () => {
  const { write, read, facts } = await place();
  const recorded = await write([trial('clear.lastName', 'refused'), trial('clear.city', 'proved')]);
  expect(recorded).toEqual({ file: FILE, facts: 2, elsewhere: [] });
  const text = await read();
  expect(
    text,
  ).toBe(`# What \`rollcall doctor --rehearse\` found out at the account shop, with one contact of its own. Review it like any other
# change: it counts once it is on the default branch. See docs/semantics.md, "Facts of an account".
accounts:
  shop:
    facts:
      # Omnisend empties city when it is sent \`""\`.
      - fact: clear.city
        result: proved
        date: 2026-06-01
        apiVersion: 2026-03-15
      # Omnisend empties lastName when it is sent \`""\`. It did not: it answered with an error.
      - fact: clear.lastName
        result: refused
        date: 2026-06-01
        apiVersion: 2026-03-15
`);
  expect(await formatManifest({ format: 'yaml', text })).toEqual({ ok: true, text });
  expect(await facts()).toEqual(['clear.city proved 2026-06-01', 'clear.lastName refused 2026-06-01']);
});

test('a later rehearsal replaces what it found again, and keeps the rest', async () => {
  const { write, facts } = await place();
  await write([trial('clear.city', 'proved'), trial('clear.state', 'proved')]);
  await write([trial('clear.city', 'ignored')], { today: '2026-07-01' });
  expect(await facts()).toEqual(['clear.city ignored 2026-07-01', 'clear.state proved 2026-06-01']);
  expect(
    await write([{ path: ['city'], does: 'clear', fact: 'clear.city', result: 'not-tried', why: 'stopped' }]),
  ).toBe(undefined);
  expect(await facts()).toHaveLength(2);
});

test('each environment has a file of its own', async () => {
  const { write, read, facts } = await place({
    'contacts.d/e.yaml': 'environments: { staging: {}, production: {} }\n',
  });
  await write([trial('clear.city', 'proved')], { environment: 'staging' });
  await write([trial('clear.city', 'ignored')], { environment: 'production' });
  expect(await read('contacts.d/facts.shop.staging.yaml')).toContain('environment: staging');
  expect(await facts('staging')).toEqual(['clear.city proved 2026-06-01']);
  expect(await facts('production')).toEqual(['clear.city ignored 2026-06-01']);
});

test('a fact that another manifest declares is left to it', async () => {
  const { write, facts } = await place();
  const declared = [{ fact: 'clear.city', file: 'contacts.d/accounts.yaml' }];
  const recorded = await write([trial('clear.city', 'ignored'), trial('clear.state', 'proved')], { declared });
  expect(recorded).toEqual({ file: FILE, facts: 1, elsewhere: ['clear.city'] });
  expect(await facts()).toEqual(['clear.state proved 2026-06-01']);
});

test.each([
  ['contacts', 'contacts: [{ email: jane@example.com }]\n'],
  ['an account', ACCOUNT],
  ['another account’s facts', 'accounts: { app: { facts: [] } }\n'],
  ['a mistake', 'accounts: [\n'],
])('a file that holds %s is not overwritten', async (_, text) => {
  const { write, read, change } = await place();
  await change(text);
  await expect(write([trial('clear.city', 'proved')])).rejects.toThrow(/holds something else than facts/);
  expect(await read()).toBe(text);
});
