// Contacts from tables: what a cell says, and where a mistake in one is.

import { describe, expect, test } from 'vitest';
import { ONE_ACCOUNT } from '../load.ts';
import { loadBeside, manifest, placesOf, sentencesOf } from './beside.ts';

const FIELDS = 'fields: { email: Email, firstName: Name }';

function people(source: string, table: string | Uint8Array, file = 'people.csv', rest = '') {
  return loadBeside({
    'contacts.d/a.yaml': manifest(`{ from: data/${file}, key: email, ${source} }`, rest),
    [`data/${file}`]: table,
  });
}

test('a row is a contact, with the text of its cells', async () => {
  const source =
    'fields: { email: Email, phone: Phone, postalCode: Zip, tags: { column: Tags, split: ";" }, tags.vip: VIP, customProperties.spent: { column: Spent, type: number }, customProperties.code: Code }';
  const { configuration, diagnostics } = await people(
    source.replace(', tags.vip: VIP', ''),
    'Email,Phone,Zip,Tags,VIP,Spent,Code,Notes\n"jane@example.com",+37060000001,02142,a; b,yes,12.50,1e3,"secret, ""quoted"""\n',
  );
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([
    {
      key: 'shop/jane@example.com',
      source: { file: 'data/people.csv', line: 2, column: 1 },
      identifiers: { email: 'jane@example.com', phone: '+37060000001' },
      scalars: { postalCode: '02142' },
      sets: { tags: { form: 'list', members: ['a', 'b'] } },
      customProperties: { spent: 12.5, code: '1e3' },
    },
  ]);
  expect(JSON.stringify(configuration)).not.toContain('secret');
});

test('defaults of the manifest hold for the rows, and rows meet other entries', async () => {
  const { configuration, diagnostics } = await loadBeside({
    'contacts.d/a.yaml': manifest(
      `{ from: p.csv, key: email, ${FIELDS} }`,
      'defaults: { tags: { customer: true } }\ncontacts: [{ email: JANE@example.com, lastName: Doe }]\n',
    ),
    'p.csv': 'Email,Name\njane@example.com,Jane\njoe@example.com,Joe\n',
  });
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([
    { scalars: { firstName: 'Jane', lastName: 'Doe' }, sets: { tags: { members: { customer: true } } } },
    { scalars: { firstName: 'Joe' }, sets: { tags: { members: { customer: true } } } },
  ]);
});

test('a blank cell says nothing, or removes the value; never an identifier', async () => {
  const table = 'Email,Phone,Name,City,Tags\njane@example.com,,, ,\n';
  const fields =
    'fields: { email: Email, phone: Phone, firstName: Name, city: { column: City, blank: unmanaged }, tags: Tags }';
  const unmanaged = await people(fields, table);
  expect(unmanaged.configuration.contacts).toMatchObject([{ scalars: {}, sets: {} }]);
  const removed = await people(`${fields}, blank: remove`, table);
  expect(removed.diagnostics).toEqual([]);
  expect(removed.configuration.contacts).toEqual([
    expect.objectContaining({
      identifiers: { email: 'jane@example.com' },
      scalars: { firstName: null },
      sets: { tags: { form: 'list', members: [] } },
    }),
  ]);
});

test('only rows that `where` takes', async () => {
  const table =
    'Email,Name,Country,Age\na@example.com,A,DE,1\nb@example.com,B,AT,1\nc@example.com,C,FR,1\nd@example.com,D,DE,2\n';
  const { configuration } = await people(`${FIELDS}, where: { Country: [DE, AT], Age: "1" }`, table);
  expect(configuration.contacts.map(({ key }) => key)).toEqual(['shop/a@example.com', 'shop/b@example.com']);
  expect(configuration.sources).toMatchObject([{ name: 'people', file: 'data/people.csv', rows: 2 }]);
});

test.each([
  ['a byte order mark, CRLF and line ends in cells', '\uFEFFEmail,Name\r\na@example.com,"A\r\nB"\r\nbad,C\r\n', '4:1'],
  ['blank lines', 'Email,Name\n\na@example.com,A\n\n\nbad,B\n', '6:1'],
  ['LF and CRLF together', 'Email,Name\n"a@example.com","A"\r\n"bad","B"\n', '3:2'],
  ['a row that begins within the line of nothing else', 'Email,Name\na@example.com,"\n\n"\nbad,B', '5:1'],
])('a row is named by the line on which it begins: %s', async (_, table, place) => {
  expect(placesOf(await people(FIELDS, table))).toEqual([`data/people.csv:${place} invalid-email`]);
});

test('.tsv, other delimiters and other encodings, as the source says', async () => {
  const tsv = await people(FIELDS, 'Email\tName\njane@example.com\tJane, née Doe\n', 'people.tsv');
  expect(tsv.configuration.contacts).toMatchObject([{ scalars: { firstName: 'Jane, née Doe' } }]);
  const semicolons = await people(`delimiter: ";", ${FIELDS}`, 'Email;Name\njane@example.com;Jane\n');
  expect(semicolons.configuration.contacts).toMatchObject([{ scalars: { firstName: 'Jane' } }]);
  const latin = Buffer.from('Email,Name\njane@example.com,Zoë €\n', 'latin1');
  latin[latin.indexOf(0xac)] = 0x80;
  const windows = await people(`encoding: windows-1252, ${FIELDS}`, latin);
  expect(windows.configuration.contacts).toMatchObject([{ scalars: { firstName: 'Zoë €' } }]);
  const wide = await people(`encoding: utf-16le, ${FIELDS}`, Buffer.from('\uFEFFEmail,Name\nbad,Zoë\n', 'utf16le'));
  expect(placesOf(wide)).toEqual(['data/people.csv:2:1 invalid-email']);
});

describe('mistakes in the table', () => {
  test.each([
    ['too few cells', 'Email,Name\njane@example.com\n', 'data/people.csv:2:1 ragged-row'],
    ['too many cells', 'Email,Name\nj@example.com,Doe, Jane\n', 'data/people.csv:2:1 ragged-row'],
    [
      'a key twice',
      'Email,Name\nj@example.com,A\nk@example.com,B\nj@example.com,C\n',
      'data/people.csv:4:1 duplicate-row',
    ],
    ['no key', 'Email,Name\n,A\n', 'data/people.csv:2:1 row-without-key'],
    [
      'a quote that is never closed',
      'Email,Name\na@example.com,A\nb@example.com,"B\nc@example.com,C\n',
      'data/people.csv:3:1 unclosed-cell',
    ],
    ['text after a quote', 'Email,Name\na@example.com,"A"B\n', 'data/people.csv:2:1 invalid-quote'],
    ['a quote inside', 'Email,Name\na@example.com,5" tall\n', 'data/people.csv:2:1 invalid-quote'],
    ['another separator', 'Email;Name\na@example.com;A\n', 'contacts.d/a.yaml:4:65 source-column'],
    ['a title twice', 'Email,Name,Email\na@example.com,A,b@example.com\n', 'contacts.d/a.yaml:4:65 source-column'],
    ['a title that is spelt otherwise', 'email,Name\na@example.com,A\n', 'contacts.d/a.yaml:4:65 source-column'],
  ])('%s', async (_, table, place) => {
    expect(placesOf(await people(FIELDS, table))).toContain(place);
  });

  test('cells that are not what the source says', async () => {
    const fields =
      'fields: { email: Email, customProperties.n: { column: N, type: number }, customProperties.b: { column: B, type: boolean }, customProperties.d: { column: D, type: date }, channels.email.status: { column: S, values: { out: unsubscribed } } }';
    const found = await people(fields, 'Email,N,B,D,S\na@example.com,"1,5",maybe,2024-02-30,in\n');
    expect(placesOf(found)).toEqual([
      'data/people.csv:2:16 invalid-cell',
      'data/people.csv:2:21 invalid-cell',
      'data/people.csv:2:27 invalid-cell',
      'data/people.csv:2:38 invalid-cell',
    ]);
    const good = await people(fields, 'Email,N,B,D,S\na@example.com,-1.50e2,No,2024-02-29,out\n');
    expect(good.diagnostics).toEqual([]);
    expect(good.configuration.contacts).toMatchObject([
      { customProperties: { n: -150, b: false, d: '2024-02-29' }, channels: { email: { status: 'unsubscribed' } } },
    ]);
  });

  test.each(['12345678901234567890', '0x10', '1.', '+1', 'Infinity', '١'])('%s is no exact number', async (text) => {
    const fields = 'fields: { email: Email, customProperties.n: { column: N, type: number } }';
    expect(placesOf(await people(fields, `Email,N\na@example.com,${text}\n`))).toEqual([
      'data/people.csv:2:15 invalid-cell',
    ]);
  });

  test.each(['=1+1', '@SUM(1)', "+cmd|' /C calc'!A0", '#N/A', '-HYPERLINK(1)'])('%s', async (text) => {
    expect(placesOf(await people(FIELDS, `Email,Name\na@example.com,${text}\n`))).toEqual([
      'data/people.csv:2:15 looks-like-formula',
    ]);
  });

  test.each(['-', '=', '= ', '@home', '+37060000001', '# 5', 'a=b'])('%s is an honest text', async (text) => {
    expect((await people(FIELDS, `Email,Name\na@example.com,${text}\n`)).diagnostics).toEqual([]);
  });
});

describe('mistakes in the source', () => {
  test.each([
    ['a field that contacts do not have', 'fields: { email: Email, fristName: Name }', 'source-field'],
    ['a type of a name', 'fields: { email: Email, firstName: { column: Name, type: number } }', 'source-field'],
    ['a name that is split', 'fields: { email: Email, firstName: { column: Name, split: "," } }', 'source-field'],
    ['a status without evidence', 'fields: { email: Email, channels.email.status: Name }', 'source-consent'],
    ['evidence without a date', 'fields: { email: Email, channels.email.consent.source: Name }', 'source-consent'],
    ['an account that there is not', `accounts: [shopp], ${FIELDS}`, 'unknown-account'],
    ['another digest', `sha256: ${'0'.repeat(64)}, ${FIELDS}`, 'source-digest'],
    ['an unknown setting', `form: x, ${FIELDS}`, 'unknown-field'],
    ['no fields', 'fields: {}', 'invalid-value'],
    ['a limit that is none', `limits: { minRows: many }, ${FIELDS}`, 'wrong-type'],
  ])('%s', async (_, source, code) => {
    const { diagnostics } = await people(source, 'Email,Name\na@example.com,A\n');
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(diagnostics.every(({ file }) => file === 'contacts.d/a.yaml')).toBe(true);
  });

  test('files that cannot be used', async () => {
    for (const [from, sentence] of [
      ['../x.csv', 'This file lies outside the repository'],
      ['/etc/passwd.csv', 'This file lies outside the repository'],
      ['data/none.csv', 'There is no such file'],
      ['data', 'The format of this file is not known'],
      ['data.csv', 'This is not a regular file'],
    ]) {
      const loaded = await loadBeside({
        'contacts.d/a.yaml': manifest(`{ from: ${from}, key: email, ${FIELDS} }`),
        'data.csv/x': '',
        'data/x': '',
      });
      expect(sentencesOf(loaded)).toContain(sentence);
    }
  });

  test.each(['', ' []', ' people', ' 3'])('a source that is%s no mapping', async (value) => {
    const { diagnostics } = await loadBeside({ 'contacts.d/a.yaml': `${ONE_ACCOUNT}sources:\n  people:${value}\n` });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([{ line: 4 }]);
  });

  test('two sources of one name', async () => {
    const source = `{ from: p.csv, key: email, ${FIELDS} }`;
    const loaded = await loadBeside({
      'contacts.d/a.yaml': manifest(source),
      'contacts.d/b.yaml': `sources:\n  people: ${source}\n`,
      'p.csv': 'Email,Name\n',
    });
    expect(placesOf(loaded).filter((place) => place.includes('duplicate-source'))).toHaveLength(2);
  });

  test('with --frozen, a source without a digest', async () => {
    const files = {
      'contacts.d/a.yaml': manifest(`{ from: p.csv, key: email, ${FIELDS} }`),
      'p.csv': 'Email,Name\na@example.com,A\n',
    };
    expect(placesOf(await loadBeside(files, { frozen: true }))).toEqual(['contacts.d/a.yaml:4:3 source-digest']);
  });
});

test('the position after a cell with a carriage return is that of the cell', async () => {
  const source = '{ from: p.csv, key: email, fields: { email: Email, firstName: Name, city: City } }';
  const loaded = await loadBeside({
    'contacts.d/a.yaml': manifest(source),
    'p.csv': 'Email,Name,City\r\na@example.com,A\rB,=1+1\r\n',
  });
  const { line, column } = loaded.diagnostics.find(({ code }) => code === 'looks-like-formula') ?? {};
  expect([line, column]).toEqual([2, 19]);
});
