// The law of sources: the same people from YAML, NDJSON, JSON and CSV give the same plan.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
  await bench.write('accounts.yaml', 'accounts:\n  shop: { provider: omnisend, apiKey: "${OMNISEND_API_KEY}" }\n');
  await bench.setState({
    version: 1,
    accounts: {
      shop: {
        omnisend: {
          contacts: [
            {
              identifiers: [
                {
                  type: 'email',
                  id: 'a@example.com',
                  channels: { email: { status: 'nonSubscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
                },
              ],
              firstName: 'Old',
              city: 'Old',
              tags: ['old'],
              customProperties: { age: 1 },
            },
          ],
        },
      },
    },
  });
});
afterAll(() => bench.close());

const text = fc
  .oneof(
    fc.constantFrom(
      'Jane',
      '02142',
      'no',
      'null',
      '1e3',
      '東京 🗼',
      'O"\'\\',
      ' padded ',
      'a,b;c',
      'x\ny',
      '""',
      '[]',
      '-',
    ),
    fc.string({ minLength: 1, maxLength: 20 }),
  )
  .filter((value) => value.trim() !== '' && !/[\p{Cf}\u2028\u2029\ufffd]|(?!\n)\p{Cc}|[\ud800-\udfff]/u.test(value))
  // Formulas are mistakes in tables alone.
  .filter((value) => !/^[=+@-]\s*\S|^#|\$\{|\{\{/.test(value));

const person = fc.record({
  email: fc.constantFrom('a@example.com', 'B@Example.com', 'c+d@example.com', 'e@example.com'),
  firstName: fc.option(text, { nil: undefined }),
  city: fc.option(text, { nil: null }),
  tags: fc.option(fc.uniqueArray(fc.constantFrom('vip', 'old', 'with space'), { minLength: 1 }), { nil: undefined }),
  age: fc.option(
    fc.oneof(
      fc.integer(),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(6)) || 0),
    ),
    { nil: undefined },
  ),
  note: fc.option(text, { nil: undefined }),
  status: fc.constantFrom('unsubscribed', undefined),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 4, selector: ({ email }) => email.toLowerCase() });

const FIELDS = {
  email: 'Email',
  firstName: 'First, name',
  city: { column: 'City', blank: 'remove' },
  tags: { column: 'Tags', split: ';' },
  'customProperties.age': { column: 'Age', type: 'number' },
  'customProperties.note': 'Note',
  'channels.email.status': { column: 'Status', values: { out: 'unsubscribed' } },
};

/** The cells of a person; null where a table has a blank cell. */
function cellsOf({ email, firstName, city, tags, age, note, status }: Person): Readonly<Record<string, unknown>> {
  return {
    Email: email,
    'First, name': firstName ?? null,
    City: city,
    Tags: tags ?? null,
    Age: age ?? null,
    Note: note ?? null,
    Status: status === undefined ? null : 'out',
    Unread: 'x',
  };
}

function entryOf({ email, firstName, city, tags, age, note, status }: Person): object {
  const customProperties = { ...(age === undefined ? {} : { age }), ...(note === undefined ? {} : { note }) };
  return {
    email,
    ...(firstName === undefined ? {} : { firstName }),
    city,
    ...(tags === undefined ? {} : { tags }),
    ...(Object.keys(customProperties).length === 0 ? {} : { customProperties }),
    ...(status === undefined ? {} : { channels: { email: { status } } }),
  };
}

function csvOf(all: readonly Person[], delimiter: string, eol: string): string {
  const cell = (value: unknown): string => {
    const written =
      value === undefined || value === null ? '' : Array.isArray(value) ? value.join('; ') : String(value);
    return /["\n\r]/.test(written) || written.includes(delimiter) ? `"${written.replaceAll('"', '""')}"` : written;
  };
  const rows = all.map(cellsOf);
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))];
  return lines.map((line) => line.map(cell).join(delimiter) + eol).join('');
}

async function planIdOf(manifest: object, data: Readonly<Record<string, string>> = {}): Promise<string> {
  await bench.write('people.yaml', stringify(manifest, { defaultStringType: 'QUOTE_DOUBLE' }));
  for (const [name, content] of Object.entries(data)) await bench.write(`../${name}`, content);
  return (await bench.plan()).planId;
}

test('the same people give the same plan, wherever they come from', async () => {
  await fc.assert(
    fc.asyncProperty(people, fc.constantFrom('\n', '\r\n'), async (all, eol) => {
      const expected = await planIdOf({ contacts: all.map(entryOf) });
      const source = (from: string, more = {}) => ({
        sources: { people: { from, key: 'email', fields: FIELDS, ...more } },
      });
      const objects = all.map(cellsOf);
      const lines = objects.map((one) => JSON.stringify(one) + eol).join('');
      const ids = [
        await planIdOf(source('p.ndjson'), { 'p.ndjson': lines }),
        await planIdOf(source('p.json'), { 'p.json': JSON.stringify(objects, undefined, 1) }),
        await planIdOf(source('p.csv'), { 'p.csv': `\uFEFF${csvOf(all, ',', eol)}` }),
        await planIdOf(source('p.tsv'), { 'p.tsv': csvOf(all, '\t', eol) }),
        await planIdOf(source('p2.csv', { delimiter: ';' }), { 'p2.csv': csvOf(all.toReversed(), ';', eol) }),
      ];
      expect(ids).toEqual(ids.map(() => expected));
    }),
    { numRuns: 20 },
  );
});
