// The tests count millions of operations, which takes seconds.
// @module-tag slow

// The work of reading manifests grows in proportion to what stands in them, also where everything is wrong. Counts operations, so
// that a busy machine makes no difference.

import { expect, test } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { countOperations } from '../helpers/operations.ts';
import { ACCOUNTS, directoryWith, NOW } from './load.ts';

/** `count` lines, each with a name of its own. */
function lines(count: number, line: (name: string, index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(`name${index.toString(36)}x`, index)).join('');
}

const CONTACT = 'contacts:\n  - email: jane@example.com\n';

const CASES: readonly (readonly [string, string, (count: number) => string])[] = [
  ['one contact with unknown keys', 'x.yaml', (count) => CONTACT + lines(count, (name) => `    ${name}: a\n`)],
  [
    'the same as JSON',
    'x.json',
    (count) => `{"contacts":[{"email":"jane@example.com"${lines(count, (name) => `,"${name}":1`)}}]}`,
  ],
  [
    'the same as a line of NDJSON',
    'x.ndjson',
    (count) => `{"email":"jane@example.com"${lines(count, (name) => `,"${name}":1`)}}\n`,
  ],
  [
    'custom properties that are nested',
    'x.yaml',
    (count) => `${CONTACT}    customProperties:\n${lines(count, (name) => `      ${name}: { a: b }\n`)}`,
  ],
  [
    'custom properties without a value',
    'x.yaml',
    (count) => `${CONTACT}    customProperties:\n${lines(count, (name) => `      ${name}:\n`)}`,
  ],
  [
    'one key again and again',
    'x.yaml',
    (count) => `${CONTACT}    customProperties:\n${lines(count, () => '      size: 1\n')}`,
  ],
  [
    'tags that are neither in nor out',
    'x.yaml',
    (count) => `${CONTACT}    tags:\n${lines(count, (name) => `      ${name}: maybe\n`)}`,
  ],
  [
    'tags that are mappings',
    'x.yaml',
    (count) => `${CONTACT}    tags:\n${lines(count, (name) => `      - { ${name}: a }\n`)}`,
  ],
  ['unknown accounts', 'x.yaml', (count) => `${CONTACT}    accounts: [${lines(count, (name) => `${name}, `)}]\n`],
  [
    'overrides for unknown accounts',
    'x.yaml',
    (count) => `${CONTACT}    at:\n${lines(count, (name) => `      ${name}: { city: a }\n`)}`,
  ],
  [
    'unknown fields among the unmanaged',
    'x.yaml',
    (count) => `${CONTACT}    unmanaged: [${lines(count, (name) => `${name}, `)}]\n`,
  ],
  ['unknown sections of a file', 'x.yaml', (count) => lines(count, (name) => `${name}: a\n`) + CONTACT],
  [
    'anchors of one name, each with an alias that is a mistake',
    'x.yaml',
    (count) => CONTACT + lines(count, (name) => `    ${name}: [&a one, *a]\n`),
  ],
  [
    'contacts with a mistake each',
    'x.yaml',
    (count) => `contacts:\n${lines(count, (name) => `  - { email: ${name}@example.com, citty: a }\n`)}`,
  ],
  [
    'contacts that all claim one address',
    'x.yaml',
    (count) => `contacts:\n${lines(count, (name) => `  - { email: jane@example.com, city: ${name} }\n`)}`,
  ],
];

async function operationsOf(name: string, text: string): Promise<number> {
  const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, [name]: text });
  const options = { directory, workingDirectory: directory, environment: {}, now: () => NOW };
  await loadManifests(options);
  return countOperations(() => loadManifests(options));
}

test.each(CASES)('%s: eight times as many take at most twice the work for each', async (_name, file, text) => {
  const few = await operationsOf(file, text(100));
  const many = await operationsOf(file, text(800));
  expect(few).toBeGreaterThan(100);
  expect(many / 8 / few).toBeLessThan(2);
});

test('200,000 mistakes in one contact are reported, not too many for the stack', async () => {
  const text = `{"email":"jane@example.com"${lines(200_000, (name) => `,"${name}":1`)}}\n`;
  const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, 'x.ndjson': text });
  const { diagnostics } = await loadManifests({
    directory,
    workingDirectory: directory,
    environment: {},
    now: () => NOW,
  });
  expect(diagnostics.filter(({ code }) => code === 'unknown-field')).toHaveLength(200_000);
});
