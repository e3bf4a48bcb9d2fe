// The law of sources: the same people, written as entries of a manifest and as data of every kind, give the same plan.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { loadManifests, withoutBase } from '../../src/index.ts';
import { rowsFetcher } from '../../src/workflows/sources/sql/index.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

/** Opens a workbench with one account and one contact, whose values are old. */
export async function openLawBench(): Promise<Workbench> {
  const bench = await openWorkbench({ manifests: {} });
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
  return bench;
}

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
export type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;
export const people = fc.uniqueArray(person, {
  minLength: 1,
  maxLength: 4,
  selector: ({ email }) => email.toLowerCase(),
});

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
export function cellsOf({
  email,
  firstName,
  city,
  tags,
  age,
  note,
  status,
}: Person): Readonly<Record<string, unknown>> {
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

export function entryOf({ email, firstName, city, tags, age, note, status }: Person): object {
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

export function csvOf(all: readonly Person[], delimiter: string, eol: string): string {
  const cell = (value: unknown): string => {
    const written =
      value === undefined || value === null ? '' : Array.isArray(value) ? value.join('; ') : String(value);
    return /["\n\r]/.test(written) || written.includes(delimiter) ? `"${written.replaceAll('"', '""')}"` : written;
  };
  const rows = all.map(cellsOf);
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))];
  return lines.map((line) => line.map(cell).join(delimiter) + eol).join('');
}

/** A manifest with one source. */
export function sourceManifest(from: unknown, more: object = {}): object {
  return { sources: { people: { from, key: 'email', fields: FIELDS, ...more } } };
}

/**
 * The id of the plan that a manifest gives.
 *
 * @param data files beside the directory of manifests
 */
export async function planIdOf(
  bench: Workbench,
  manifest: object,
  data: Readonly<Record<string, string | Uint8Array>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  await bench.write('people.yaml', stringify(manifest, { defaultStringType: 'QUOTE_DOUBLE' }));
  const workingDirectory = dirname(bench.directory);
  for (const [name, content] of Object.entries(data)) {
    await mkdir(dirname(join(workingDirectory, name)), { recursive: true });
    await writeFile(join(workingDirectory, name), content);
  }
  const place = { directory: 'contacts.d', workingDirectory, environment };
  const fetchRows = rowsFetcher({ ...place, isAllowed: true });
  const { configuration, diagnostics } = await loadManifests({
    ...{ ...place, directory: bench.directory, fetchRows, sandbox: true },
    now: () => Date.parse('2026-06-01T12:00:00Z'),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors, undefined, 2));
  return (await bench.plan(withoutBase(configuration))).planId;
}
