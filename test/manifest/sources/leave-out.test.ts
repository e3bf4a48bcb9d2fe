// One bad row does not stop a million: what is left out, and what stays as it is.

import { describe, expect, test } from 'vitest';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { compareSources } from '../../../src/base/sources/compare.ts';
import { withoutSkipped } from '../../../src/base/sources/left-out.ts';
import type { LoadedSource } from '../../../src/manifest/sources/source.ts';
import { refusalsOfSources } from '../../../src/plan/rules/sources/limits.ts';
import { loadBeside, manifest, placesOf } from './beside.ts';

const SOURCE = '{ from: p.csv, key: email, invalid: skip, fields: { email: Email, phone: Phone, firstName: Name } }';

function people(table: string, source = SOURCE, rest = '') {
  return loadBeside({ 'contacts.d/a.yaml': manifest(source, rest), 'p.csv': table });
}

test('an invalid row is left out, and said as a warning with its place', async () => {
  const loaded = await people('Email,Phone,Name\na@example.com,,A\nbad,,B\nc@example.com,,=1\nd@example.com,,D\n');
  expect(placesOf(loaded)).toEqual(['p.csv:3:1 warning invalid-email', 'p.csv:4:16 warning looks-like-formula']);
  expect(loaded.configuration.contacts.map(({ key }) => key)).toEqual(['shop/a@example.com', 'shop/d@example.com']);
  expect(loaded.configuration.sources).toMatchObject([{ rows: 4, skipped: 2 }]);
  expect(loaded.configuration.skipped).toMatchObject([
    { from: 'people', codes: ['looks-like-formula'], identifiers: [['email', 'c@example.com']] },
    { from: 'people', codes: ['invalid-email'], identifiers: [], isAnybody: true },
  ]);
  expect(loaded.configuration.skipped?.[0]).not.toHaveProperty('isAnybody');
});

test('of two rows with one key, neither is taken', async () => {
  const loaded = await people('Email,Phone,Name\na@example.com,,A\nb@example.com,,B\na@example.com,,C\n');
  expect(loaded.configuration.contacts.map(({ key }) => key)).toEqual(['shop/b@example.com']);
  expect(loaded.configuration.skipped).toMatchObject([
    { source: { line: 4 }, identifiers: [['email', 'a@example.com']] },
    { source: { line: 2 }, identifiers: [['email', 'a@example.com']] },
  ]);
});

test('a ragged row may be about anybody', async () => {
  const loaded = await people('Email,Phone,Name\na@example.com,,A\nb@example.com,B\n');
  expect(loaded.configuration.skipped).toMatchObject([{ codes: ['ragged-row'], isAnybody: true }]);
});

test('a row that contradicts a manifest is left out, and the manifest holds', async () => {
  const rest = 'contacts: [{ email: a@example.com, firstName: Anna }]\n';
  const loaded = await people('Email,Phone,Name\na@example.com,,A\n', SOURCE, rest);
  expect(loaded.configuration.contacts).toMatchObject([{ scalars: { firstName: 'Anna' } }]);
  expect(loaded.configuration.skipped).toMatchObject([{ codes: ['duplicate-field'], source: { file: 'p.csv' } }]);
});

test('without `invalid: skip`, and for entries of manifests, only --skip-invalid leaves out', async () => {
  const source = SOURCE.replace('invalid: skip, ', '');
  const files = {
    'contacts.d/a.yaml': manifest(source, 'contacts: [{ email: worse }, { email: good@example.com }]\n'),
    'p.csv': 'Email,Phone,Name\nbad,,B\n',
  };
  expect((await loadBeside(files)).diagnostics.map(({ severity }) => severity)).toEqual(['error', 'error']);
  const { configuration, diagnostics } = await loadBeside(files, { skipInvalid: true });
  expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  expect(configuration.contacts.map(({ key }) => key)).toEqual(['shop/good@example.com']);
});

describe('contacts that an invalid entry may be about', () => {
  const contact = (email: string, base?: ContactToPlan['base'], file = 'p.csv'): ContactToPlan =>
    ({
      desired: {
        account: 'shop',
        key: `shop/${email}`,
        identifiers: { email },
        source: { file, line: 2, column: 1 },
      },
      ...(base === undefined ? {} : { base }),
    }) as ContactToPlan;
  const source = { file: 'p.csv', line: 3, column: 1 };
  const dropped = { scalars: { city: ['Bonn'] }, sets: {}, customProperties: {} };

  test('are those that it names, at its accounts', () => {
    const contacts = [contact('a@example.com'), contact('b@example.com')];
    const named = { source, codes: [], identifiers: [['email', 'a@example.com']] as const };
    expect([...withoutSkipped(contacts, [named]).leftOut]).toEqual(['shop/a@example.com']);
    expect(withoutSkipped(contacts, [{ ...named, accounts: ['app'] }]).contacts).toHaveLength(2);
    expect(withoutSkipped(contacts, undefined).contacts).toBe(contacts);
  });

  test('are all who are gone from its file or lost a value, if it may be about anybody', () => {
    const contacts = [
      contact('gone@example.com', { removed: 'unsubscribe' }),
      contact('elsewhere@example.com', { removed: 'unsubscribe' }, 'contacts.d/a.yaml'),
      contact('lost@example.com', { dropped }),
      contact('same@example.com'),
    ];
    const anybody = { source, codes: [], identifiers: [], isAnybody: true } as const;
    expect([...withoutSkipped(contacts, [anybody]).leftOut]).toEqual([
      'shop/gone@example.com',
      'shop/lost@example.com',
    ]);
  });
});

describe('limits of a source', () => {
  const today: LoadedSource = {
    name: 'people',
    file: 'p.csv',
    sha256: '',
    isPinned: false,
    rows: 4,
    limits: {},
    accounts: ['shop', 'app'],
    source: { file: 'a.yaml', line: 1, column: 1 },
    keys: ['a', 'b', 'c', 'd'],
  };
  const before = new Map([['shop', [{ ...today, rows: 5, keys: ['c', 'd', 'e', 'f', 'g'] }]]]);
  const refused = (source: Partial<LoadedSource>) =>
    [...refusalsOfSources(compareSources([{ ...today, ...source }], before))].map(([account, refusals]) => [
      account,
      refusals.map(({ args }) => args.why),
    ]);

  test('who came and who is gone is told by the keys', () => {
    expect(compareSources([today], before)).toMatchObject([{ since: { rows: 5, come: 2, gone: 3 } }]);
    expect(compareSources([today], new Map())[0]).not.toHaveProperty('since');
  });

  test.each([
    ['minRows, reached', { limits: { minRows: 4 } }, []],
    ['minRows, missed', { limits: { minRows: 5 } }, ['few']],
    ['maxShrinkPercent, kept', { limits: { maxShrinkPercent: 60 } }, []],
    ['maxShrinkPercent, exceeded', { limits: { maxShrinkPercent: 59 } }, ['shrunk']],
    ['maxInvalidPercent, kept', { skipped: 1, limits: { maxInvalidPercent: 25 } }, []],
    ['maxInvalidPercent, exceeded', { skipped: 1, limits: { maxInvalidPercent: 24 } }, ['invalid']],
  ] as const)('%s', (_, source, why) => {
    expect(refused(source)).toEqual(
      why.length === 0
        ? []
        : [
            ['shop', why],
            ['app', why],
          ],
    );
  });
});
