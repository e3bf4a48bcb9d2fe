// Parquet files that no export should be: a diagnostic each, and no more memory or time than a file of their size may take.
// @module-tag slow

import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readRuns } from '../../../src/manifest/sources/parquet/levels.ts';
import { openParquet } from '../../../src/manifest/sources/parquet/open.ts';
import { parquetOf } from '../../helpers/parquet.ts';
import { loadBeside, manifest, placesOf, sentencesOf } from './beside.ts';

const SOURCE = '{ from: p.parquet, key: email, fields: { email: Email, firstName: Name } }';
const MB = 1024 * 1024;

function load(bytes: Uint8Array | string) {
  return loadBeside({ 'contacts.d/a.yaml': manifest(SOURCE), 'p.parquet': bytes });
}

/** A small file that is right. */
function people(count = 3): Uint8Array {
  const names = Array.from({ length: count }, (_, n) => `n${n}`);
  const columnData = [
    { name: 'Email', data: names.map((name) => `${name}@example.com`), type: 'STRING' as const },
    { name: 'Name', data: names, type: 'STRING' as const },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** The file with another length of its footer. */
function withFooterLength(length: number, bytes = people()): Uint8Array {
  new DataView(bytes.buffer).setUint32(bytes.length - 8, length, true);
  return bytes;
}

/** A file that consists of a footer, of which every byte is the same. */
function withFooterOf(byte: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length + 12).fill(byte);
  for (const offset of [0, length + 8]) bytes.set(Buffer.from('PAR1'), offset);
  return withFooterLength(length, bytes);
}

function columnsOf(names: readonly string[]): Uint8Array {
  const columnData = names.map((name) => ({ name, data: ['a@example.com'], type: 'STRING' as const }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

const DAMAGED = 'This Parquet file is damaged, or was cut short';

test.each<readonly [string, string | RegExp, () => Uint8Array | string]>([
  ['a zip', /^This file is a zip archive/, () => Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1')],
  ['text', 'This is not a Parquet file', () => 'Email,Name\na@example.com,A\n'],
  ['nothing', 'This is not a Parquet file', () => ''],
  ['an encrypted one', 'This Parquet file is encrypted', () => `PARE${'\0'.repeat(20)}PARE`],
  ['one that was cut short', DAMAGED, () => people().subarray(0, -20)],
  ['one without its beginning', DAMAGED, () => Buffer.concat([Buffer.from('PAR1'), people().subarray(40)])],
  ['a footer longer than the file', DAMAGED, () => withFooterLength(0xffff_fff0)],
  ['no footer', DAMAGED, () => withFooterLength(0)],
  ['a footer of 20 MB', /^The footer of this Parquet file has 20 MB/, () => withFooterOf(0, 20 * MB)],
  ['a footer that is one number', DAMAGED, () => withFooterOf(0xff, 7 * MB)],
  ['a footer of nested structs', DAMAGED, () => withFooterOf(0x1c, 7 * MB)],
  ['10,000 columns', 'The file has 10000 columns; the maximum is 4000', () => columnsOf(range(10_000, (n) => `c${n}`))],
  ['a title twice', 'The file has several columns Email', () => columnsOf(['Email', 'Name', 'Email'])],
])('%s', async (_, sentence, content) => {
  const sentences = sentencesOf(await load(content())).filter((one) => !one.startsWith('No contacts'));
  expect([...new Set(sentences)]).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
});

function range<T>(length: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length }, (_, n) => make(n));
}

test('titles that stand there twice and are not read are a warning', async () => {
  expect(placesOf(await load(columnsOf(['Email', 'Name', 'X', 'X'])))).toEqual([
    'contacts.d/a.yaml:4:19 warning duplicate-title',
  ]);
});

test('NUL in a value is a mistake of its row, as in JSON', async () => {
  const loaded = await load(await parquetOf("SELECT 'a@example.com' AS Email, 'a' || chr(0) || 'b' AS Name"));
  const json = await loadBeside({
    'contacts.d/a.yaml': manifest(SOURCE.replace('p.parquet', 'p.ndjson')),
    'p.ndjson': '{"Email":"a@example.com","Name":"a\\u0000b"}\n',
  });
  expect(placesOf(json)).toEqual(['p.ndjson:1:33 invalid-cell']);
  expect(loaded.diagnostics.map(({ code, line }) => [code, line])).toEqual(
    json.diagnostics.map(({ code, line }) => [code, line]),
  );
});

test('the rows of an invalid file are not taken for gone', async () => {
  const { configuration } = await load(people().subarray(0, -20));
  expect(configuration.sources).toBeUndefined();
});

describe('bombs', { tags: ['slow'] }, () => {
  const wanted = new Set(['v']);

  test('one value for a million rows: the texts would be large', async () => {
    const bytes = await parquetOf("SELECT repeat('x', 10000) AS v FROM range(100000)");
    expect(bytes.length).toBeLessThan(MB);
    expect(openParquet(bytes, wanted, 10 * MB)).toEqual({ why: 'too-much', what: 'rows', megabytes: 11 });
  });

  test.each(['zstd', 'gzip', 'brotli', 'snappy'])('a page that is large once it is decompressed: %s', async (codec) => {
    const bytes = await parquetOf("SELECT repeat('x', 100000) || range AS v FROM range(100)", `, COMPRESSION ${codec}`);
    expect(openParquet(bytes, wanted, 5 * MB)).toMatchObject({ why: 'too-much', what: 'group' });
  });

  test('more rows than anybody has', async () => {
    const bytes = await parquetOf('SELECT 1 AS v FROM range(30000000)');
    expect(bytes.length).toBeLessThan(MB);
    expect(openParquet(bytes, wanted)).toEqual({ why: 'too-many', most: 20_000_000 });
  });

  test.each([
    ['a run of one number', [0xfe, 0xff, 0xff, 0xff, 0x0f, 1]],
    ['packed bits', [0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
    ['runs of nothing', [0, 0, 0, 0]],
    ['a number that never ends', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('runs that say that they are long: %s', (_, bytes) => {
    const data = Uint8Array.from(bytes);
    expect(() => readRuns(data, 0, data.length, 1, 10)).toThrow('damaged');
  });
});

test('a file of which some bytes are others is refused or read, but never more', { tags: ['slow'] }, async () => {
  const bytes = await parquetOf(
    "SELECT 'n' || range AS v, [range, NULL] AS l, range::DECIMAL(20,2) AS d FROM range(500)",
    ', COMPRESSION uncompressed',
  );
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const other = Uint8Array.from(bytes);
      for (const [offset, byte] of changes) other[offset] = byte;
      const rows = openParquet(other, new Set(['v', 'l', 'd']), 10 * MB);
      if ('why' in rows) return;
      expect(rows.lines.length).toBeLessThan(10 * MB);
    }),
    { numRuns: 300 },
  );
});
