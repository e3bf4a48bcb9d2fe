// Whatever text stands in a value or a key, both readers of manifests read it back as it was.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { CONTACT_SHAPE, memberShape } from '../../../src/manifest/schema/shape.ts';
import { parseManifest } from '../../../src/manifest/syntax/parse.ts';
import { type WrittenParts, writeManifest } from '../../../src/manifest/write/file.ts';
import { writeKey, writeScalar } from '../../../src/manifest/write/scalar.ts';

async function readBack(parts: WrittenParts): Promise<unknown> {
  const text = writeManifest({ comment: ['Written by a test.'], defaults: [], contacts: [parts] });
  const file = sourceOf('people.yaml', 'yaml', Buffer.from(text));
  if ('code' in file) throw new Error(file.code);
  const { contacts, diagnostics } = await parseManifest(file);
  expect(diagnostics).toEqual([]);
  // Any other reader of YAML finds the same structure.
  expect(() => parse(text)).not.toThrow();
  return contacts[0]?.value;
}

const AWKWARD = [
  ...[
    '',
    ' ',
    'no',
    'true',
    'null',
    '~',
    'NULL',
    '1e3',
    '02142',
    '0x1F',
    '1_000',
    '.5',
    '.inf',
    '-',
    '- x',
    '---',
    '-5',
  ],
  ...[
    'a: b',
    'a:',
    ':a',
    '# c',
    'a #b',
    'a#b',
    '"q"',
    "'",
    '*a',
    '&a',
    '@x',
    '`',
    '%',
    '!t',
    '|',
    '>',
    '[a]',
    '{a}',
    ',',
  ],
  ...[
    '? a',
    '?',
    ' padded ',
    '東京 🗼',
    'x\ny',
    'a\tb',
    '\u200b',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ud800',
    '<<',
    '=',
    '\\',
  ],
];
const text = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
);
const key = text.filter((name) => name.length < 500);

test('texts, keys, numbers, lists and switches are read as they were written', async () => {
  const property = fc.oneof(
    text,
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(text),
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.dictionary(key, property, { maxKeys: 4 }),
      fc.uniqueArray(key, { maxLength: 4 }),
      async (name, properties, tags) => {
        const parts = [
          { path: ['firstName'], value: name },
          ...tags.map((tag) => ({ path: ['tags', tag], value: true })),
          ...Object.entries(properties).map(([each, value]) => ({ path: ['customProperties', each], value })),
        ];
        const sets = tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map((tag) => [tag, true])) };
        const custom = Object.keys(properties).length === 0 ? {} : { customProperties: positive(properties) };
        expect(await readBack(parts)).toEqual({ firstName: name, ...sets, ...custom });
      },
    ),
    { numRuns: 300 },
  );
});

/** There is no negative zero in a manifest, and none is needed: the two are equal to a plan. */
function positive(properties: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === 0 ? 0 : value]));
}

describe('quotes stand only where they are needed', () => {
  test.each([
    ['firstName', 'Jane', 'Jane'],
    ['postalCode', '02142', '02142'],
    ['phone', '+37060000001', '+37060000001'],
    ['firstName', 'no', 'no'],
    ['firstName', 'null', '"null"'],
    ['firstName', "O'Neil", "O'Neil"],
    ['city', 'St. John’s, NL', 'St. John’s, NL'],
    ['city', 'a: b', '"a: b"'],
    ['city', 'a\u00a0b', '"a\\u00a0b"'],
    ['customProperties.age', '33', '"33"'],
    ['customProperties.age', 33, '33'],
    ['customProperties.age', 'true', '"true"'],
    ['customProperties.age', true, 'true'],
    ['customProperties.since', '2026-11-21', '"2026-11-21"'],
  ] as const)('%s: %s', (path, value, expected) => {
    const shape = path.split('.').reduce(memberShape, CONTACT_SHAPE);
    expect(writeScalar(value, shape)).toBe(expected);
  });

  test.each([
    ['vip', 'vip'],
    ['returning-customer', 'returning-customer'],
    ['VIP Kunden', 'VIP Kunden'],
    ['source: shopify', '"source: shopify"'],
    ['null', '"null"'],
    ['', '""'],
  ])('the key %s', (name, expected) => {
    expect(writeKey(name)).toBe(expected);
  });
});
