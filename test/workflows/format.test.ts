// Formatting a directory: what is loaded afterwards is what was loaded before, and files with mistakes are left alone.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/contact/canonical.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { formatManifests } from '../../src/workflows/format.ts';
import { layoutOf, type Mapping, textOf } from '../manifest/edit/layouts.ts';
import { directoryWith, type Files, NOW } from '../manifest/load.ts';

const now = () => NOW;

async function format(directory: string, check = false) {
  return formatManifests({ directory, workingDirectory: directory, check, now });
}

/** What is declared, without the places where it is declared. */
async function desiredOf(directory: string): Promise<unknown> {
  const options = { directory, workingDirectory: directory, environment: {}, now, sandbox: true };
  const { whole, diagnostics } = await loadManifests(options);
  const contacts = whole.contacts.map((contact) => canonicalJson(withoutPlaces(contact)));
  return { contacts: contacts.sort(), codes: diagnostics.map(({ code }) => code).sort() };
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const members = value instanceof Map ? [...value] : Object.entries(value);
  const isPlace = members.some(([name]) => name === 'file') && members.some(([name]) => name === 'line');
  return isPlace ? 'place' : Object.fromEntries(members.map(([name, member]) => [name, withoutPlaces(member)]));
}

const ACCOUNTS = `accounts:\n  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }\n`;

it('formats every kind of file, and loads the same afterwards', async () => {
  const files: Files = {
    'a.yaml': `contacts: [ { firstName: 'A', email: "a@x.co" } ] # all\n${ACCOUNTS}`,
    'b.json': '{"contacts":[{"firstName":"B","email":"b@x.co"}]}',
    'c.ndjson': '{ "email": "c@x.co" }\r\n',
    'd.yaml': 'contacts:\n  - email: d@x.co\n',
  };
  const directory = await directoryWith(files);
  const before = await desiredOf(directory);
  expect(await format(directory, true)).toEqual({ files: 4, changed: ['a.yaml', 'b.json', 'c.ndjson'], leftAlone: [] });
  expect(await readFile(join(directory, 'a.yaml'), 'utf8')).toBe(files['a.yaml']);
  expect(await format(directory)).toMatchObject({ changed: ['a.yaml', 'b.json', 'c.ndjson'] });
  expect(await desiredOf(directory)).toEqual(before);
  expect(await format(directory)).toEqual({ files: 4, changed: [], leftAlone: [] });
  expect(await readFile(join(directory, 'c.ndjson'), 'utf8')).toBe('{"email":"c@x.co"}\n');
});

it('leaves files with mistakes alone, and formats the others', async () => {
  const files = {
    'a.yaml': `${ACCOUNTS}contacts:\n- email: a@x.co\n`,
    'syntax.yaml': 'contacts:\n- email: "b\n',
    'field.yaml': 'contacts:\n- email:   c@x.co\n  citty: Oslo\n',
    'tags.yaml': 'contacts:\n- email: d@x.co\n  !!str city: Oslo\n',
  };
  const directory = await directoryWith(files);
  expect(await format(directory)).toEqual({
    files: 4,
    changed: ['a.yaml'],
    leftAlone: [
      { file: 'field.yaml', why: 'mistakes', mistakes: 1 },
      { file: 'syntax.yaml', why: 'mistakes', mistakes: 1 },
      { file: 'tags.yaml', why: 'unusual-layout', line: 3 },
    ],
  });
  for (const file of ['syntax.yaml', 'field.yaml', 'tags.yaml'] as const)
    expect(await readFile(join(directory, file), 'utf8')).toBe(files[file]);
});

/** Contacts without mistakes: those with one would be left alone. */
const contacts: fc.Arbitrary<Mapping[]> = fc
  .array(
    fc.record(
      {
        city: fc.constantFrom('Oslo', 'null', 'a: b', "it's", null),
        postalCode: fc.constant('02142'),
        tags: fc.constantFrom(['vip', 'a b'], ['1'], { vip: true, true: false }),
        customProperties: fc.constantFrom({ age: 33, height: null }, { note: '02142', colors: ['blue', 'true'] }),
        channels: fc.constantFrom({ email: 'unsubscribed' }, { email: { status: 'nonSubscribed' } }),
        at: fc.constant({ shop: { city: 'Rome' } }),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.map((fields, index) => ({ ...fields, email: `u${index}@example.com` }) as Mapping));

it('never changes what is desired, in generated layouts', { tags: ['slow'] }, async () => {
  let formatted = 0;
  await fc.assert(
    fc.asyncProperty(layoutOf(contacts), fc.gen(), async (build, draw) => {
      const given = build(draw);
      const name = given.format === 'yaml' ? 'x.yaml' : given.format === 'json' ? 'x.json' : 'x.ndjson';
      const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, [name]: textOf(given) });
      const before = await desiredOf(directory);
      const { changed } = await format(directory);
      formatted += changed.includes(name) ? 1 : 0;
      expect(await desiredOf(directory)).toEqual(before);
    }),
    { numRuns: 30 },
  );
  expect(formatted).toBeGreaterThan(15);
});
