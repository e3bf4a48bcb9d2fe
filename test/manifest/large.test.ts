// Manifests that are read part by part: the same result as at once, whatever the parts share.
// @module-tag slow

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { readManifests } from '../../src/manifest/read/read.ts';
import { ACCOUNTS, directoryWith, type Files, NOW } from './load.ts';

const LINES = 2500;

function line(number: number, more: object = {}): string {
  return JSON.stringify({ email: `user${number}@example.com`, firstName: `Name ${number}`, ...more });
}

function lines(more: Readonly<Record<number, object>> = {}): string[] {
  return Array.from({ length: LINES }, (_, number) => line(number, more[number]));
}

const DEFAULTS = JSON.stringify({ defaults: { accounts: ['shop', 'app'], city: 'London', country: 'France' } });

async function loadBoth(files: Files) {
  const directory = await directoryWith({ 'z-accounts.yaml': ACCOUNTS, ...files });
  const options = { directory, workingDirectory: directory, environment: {}, sandbox: true, now: () => NOW };
  const atOnce = await loadManifests({ ...options, largeFrom: Number.POSITIVE_INFINITY });
  const inParts = await loadManifests({ ...options, largeFrom: 0 });
  expect(inParts.diagnostics).toEqual(atOnce.diagnostics);
  expect(inParts.configuration).toEqual(atOnce.configuration);
  return inParts;
}

test.each([
  ['plain lines', [DEFAULTS, ...lines()].join('\n')],
  [
    'line ends of Windows, a byte order mark and empty lines',
    `\uFEFF${[DEFAULTS, '', ...lines()].join('\r\n')}\r\n\r\n`,
  ],
  [
    'a person in two parts',
    [DEFAULTS, ...lines(), JSON.stringify({ email: 'user7@example.com', lastName: 'x' })].join('\n'),
  ],
  ['a warning', [DEFAULTS, ...lines({ 7: { lastName: '{{ name }}' }, 1700: { lastName: 'undefined' } })].join('\n')],
  ['a mistake of a value', [DEFAULTS, ...lines({ 1700: { gender: 'x', emial: 'y' } })].join('\n')],
  ['a mistake of syntax', [DEFAULTS, ...lines(), '{"email": "a@example.com",}'].join('\n')],
  ['a duplicate in one part', [DEFAULTS, ...lines(), line(LINES - 1)].join('\n')],
  ['a proposal', [DEFAULTS, ...lines({ 1700: { stage: 'proposed' } })].join('\n')],
  [
    'a key that is the email of another part',
    [DEFAULTS, ...lines(), JSON.stringify({ userId: 'user7@example.com' })].join('\n'),
  ],
  ['a default that nobody uses', [DEFAULTS, ...lines().map((text) => text.replace('{', '{"city":"Rome",'))].join('\n')],
  ['nobody', '\n\n'],
])('%s', async (_, text) => {
  await loadBoth({ 'a.ndjson': text });
});

test('lines longer than a piece, beside YAML', async () => {
  const long = Array.from({ length: 3 }, (_, number) =>
    line(number, { accounts: ['shop'], address: 'é'.repeat(700_000) }),
  );
  const yaml = `defaults: { accounts: [shop] }\ncontacts:\n${Array.from({ length: 1200 }, (_, n) => `  - email: y${n}@example.com\n    tags: [b, a]\n`).join('')}`;
  const { configuration } = await loadBoth({ 'a.ndjson': long.join('\n'), 'b.yaml': yaml });
  expect(configuration.contacts).toHaveLength(1203);
});

test('a file that changes between its reading and its parsing', async () => {
  const directory = await directoryWith({ 'z-accounts.yaml': ACCOUNTS, 'a.ndjson': [DEFAULTS, ...lines()].join('\n') });
  const read = await readManifests({ directory, workingDirectory: directory });
  await writeFile(join(directory, 'a.ndjson'), [DEFAULTS, ...lines({ 3: { city: 'Rome' } })].join('\n'));
  const options = { directory, workingDirectory: directory, environment: {}, sandbox: true, now: () => NOW };
  const loading = loadManifests({ ...options, files: { read: async () => read }, largeFrom: 0 });
  await expect(loading).rejects.toMatchObject({ code: 'changed-meanwhile' });
});

test('warnings are cached, and a cache that is only read stays empty', async () => {
  const text = [DEFAULTS, ...lines({ 1700: { lastName: 'undefined' } })].join('\n');
  const directory = await directoryWith({ 'z-accounts.yaml': ACCOUNTS, 'a.ndjson': text });
  const options = {
    directory,
    workingDirectory: directory,
    environment: {},
    sandbox: true,
    now: () => NOW,
    largeFrom: 0,
  };
  const plain = await loadManifests(options);
  expect(plain.diagnostics.filter(({ severity }) => severity === 'warning')).not.toHaveLength(0);
  const cache = await directoryWith({});
  const entries = async () => (await readdir(cache, { recursive: true })).length;
  expect(await loadManifests({ ...options, cache, isCacheReadOnly: true })).toMatchObject({
    diagnostics: plain.diagnostics,
  });
  expect(await entries()).toBe(0);
  for (const run of ['filling the cache', 'from the cache']) {
    const loaded = await loadManifests({ ...options, cache });
    expect(loaded.diagnostics, run).toEqual(plain.diagnostics);
    expect(loaded.configuration, run).toEqual(plain.configuration);
    expect(await entries(), run).toBeGreaterThan(0);
  }
});
