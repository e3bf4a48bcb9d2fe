// Contacts from Parquet files: exact texts of every type, and where a mistake is.

import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { openParquet } from '../../../src/manifest/sources/parquet/open.ts';
import { parquetOf as written } from '../../helpers/parquet.ts';
import { loadBeside, manifest, placesOf, sentencesOf } from './beside.ts';

/** The values that a column of a Parquet file has. */
function valuesOf(bytes: Uint8Array, column = 'v'): readonly unknown[] {
  const rows = openParquet(bytes, new Set([column]));
  if ('why' in rows) throw new Error(rows.why);
  expect(rows.untold).toEqual([]);
  const lines = Buffer.from(rows.lines).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as Record<string, unknown>)[column]);
}

describe('exact texts', () => {
  test.each([
    ["'02142'", '02142'],
    ["' 東京 🗼 '", ' 東京 🗼 '],
    ["''", ''],
    ['NULL::VARCHAR', null],
    ['true', 'true'],
    ['12.50::DECIMAL(10,2)', '12.50'],
    ['(-0.05)::DECIMAL(4,2)', '-0.05'],
    ["'12345678901234567890123456789.123456789'::DECIMAL(38,9)", '12345678901234567890123456789.123456789'],
    ["'-999999999999.999'::DECIMAL(15,3)", '-999999999999.999'],
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['18446744073709551615::UBIGINT', '18446744073709551615'],
    ['4294967295::UINTEGER', '4294967295'],
    ['(-7)::TINYINT', '-7'],
    ['255::UTINYINT', '255'],
    ['0.1::DOUBLE', '0.1'],
    ['0.1::FLOAT', '0.1'],
    ['16777216::FLOAT', '16777216'],
    ["DATE '2024-02-29'", '2024-02-29'],
    ["DATE '0001-01-01'", '0001-01-01'],
    ["TIMESTAMP '2024-05-02 09:00:00'", '2024-05-02T09:00:00'],
    ["TIMESTAMP '1969-12-31 23:59:59.25'", '1969-12-31T23:59:59.25'],
    ["TIMESTAMP_NS '2024-05-02 09:00:00.000000001'", '2024-05-02T09:00:00.000000001'],
    ["TIMESTAMP_MS '2024-05-02 09:00:00.120'", '2024-05-02T09:00:00.12'],
    ["TIMESTAMPTZ '2024-05-02 09:00:00+02'", '2024-05-02T07:00:00Z'],
    ["TIME '09:00:00.5'", '09:00:00.5'],
    ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID", '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    ['\'{"a": 1}\'::JSON', '{"a": 1}'],
    ["'vip'::ENUM('vip', 'new')", 'vip'],
    ["['a', 'b']", ['a', 'b']],
    ['[1, NULL, 3]', ['1', null, '3']],
    ['[]::VARCHAR[]', []],
    ['NULL::VARCHAR[]', null],
  ])('%s', async (sql, expected) => {
    expect(valuesOf(await written(`SELECT ${sql} AS v`))).toEqual([expected]);
  });

  test('a date that has no text is a mistake of its row', async () => {
    const source =
      '{ from: p.parquet, key: email, fields: { email: Email, customProperties.d: { column: D, type: date } } }';
    const bytes = await written(
      "SELECT * FROM (VALUES ('a@example.com', DATE '2024-01-01'), ('b@example.com', DATE '20000-01-01')) t(Email, D)",
    );
    const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source), 'p.parquet': bytes });
    expect(placesOf(loaded)).toEqual(['p.parquet:2:30 invalid-cell']);
    expect(sentencesOf(loaded)).toEqual(['This value has no exact text']);
  });

  test('bytes that are not UTF-8 are a mistake of their row', async () => {
    const source = '{ from: p.parquet, key: email, fields: { email: Email, firstName: Name } }';
    const bytes = await written("SELECT 'a@example.com' AS Email, '\\xC3\\x28'::BLOB AS Name");
    const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source), 'p.parquet': bytes });
    expect(placesOf(loaded)).toEqual(['p.parquet:1:33 invalid-cell']);
  });

  test.each(['{a: 1}', "MAP {'a': 1}", '[[1]]', "INTERVAL '1 day'", '[{a: 1}]'])(
    'a column without exact texts is named: %s',
    async (sql) => {
      const source = '{ from: p.parquet, key: email, fields: { email: Email, firstName: Name } }';
      const bytes = await written(`SELECT 'a@example.com' AS Email, ${sql} AS Name`);
      const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source), 'p.parquet': bytes });
      expect(placesOf(loaded)).toEqual(['contacts.d/a.yaml:4:77 source-column']);
      expect(sentencesOf(loaded)[0]).toMatch(/^The values of the column Name have no exact text/);
    },
  );
});

describe('layouts', () => {
  const QUERY = `SELECT range AS n, CASE WHEN range % 7 = 0 THEN NULL ELSE 'name ' || (range % 50) END AS v,
    CASE WHEN range % 5 = 0 THEN NULL WHEN range % 5 = 1 THEN [] ELSE ['a' || range, 'b'] END AS l FROM range(30000)`;
  const expected = Array.from({ length: 30_000 }, (_, n) => (n % 7 === 0 ? null : `name ${n % 50}`));
  const lists = Array.from({ length: 30_000 }, (_, n) => [null, [], ...Array(3).fill([`a${n}`, 'b'])][n % 5]);

  test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
    'compressed by %s',
    { tags: ['slow'] },
    async (codec) => {
      const bytes = await written(QUERY, `, COMPRESSION ${codec}, ROW_GROUP_SIZE 10000`);
      expect(valuesOf(bytes)).toEqual(expected);
      expect(valuesOf(bytes, 'l')).toEqual(lists);
      expect(valuesOf(bytes, 'n').at(-1)).toBe('29999');
    },
  );

  test('pages of the second version, with differences in place of values', { tags: ['slow'] }, async () => {
    const bytes = await written(QUERY, ', PARQUET_VERSION v2, ROW_GROUP_SIZE 10000');
    expect(valuesOf(bytes)).toEqual(expected);
    expect(valuesOf(bytes, 'l')).toEqual(lists);
    expect(valuesOf(bytes, 'n')[12_345]).toBe('12345');
  });

  test('long runs of letters beyond ASCII', () => {
    const names = Array.from({ length: 10_000 }, () => '東京都');
    const column = { name: 'v', data: names, encoding: 'DELTA_LENGTH_BYTE_ARRAY', codec: 'UNCOMPRESSED' } as const;
    expect(valuesOf(new Uint8Array(parquetWriteBuffer({ columnData: [{ ...column, type: 'STRING' }] })))).toEqual(
      names,
    );
  });

  const texts = ['ab', 'abc', 'abd', 'b', ''];
  test.each([
    ['PLAIN', { data: texts, type: 'STRING' }, texts],
    ['DELTA_BYTE_ARRAY', { data: texts, type: 'STRING' }, texts],
    ['DELTA_LENGTH_BYTE_ARRAY', { data: texts, type: 'STRING' }, texts],
    ['DELTA_BINARY_PACKED', { data: [5, -3, 2 ** 31 - 1], type: 'INT32' }, ['5', '-3', '2147483647']],
    ['DELTA_BINARY_PACKED', { data: [5n, -(2n ** 62n)], type: 'INT64' }, ['5', '-4611686018427387904']],
    ['BYTE_STREAM_SPLIT', { data: [0.5, -1.25], type: 'DOUBLE' }, ['0.5', '-1.25']],
    ['RLE', { data: [true, false, true], type: 'BOOLEAN' }, ['true', 'false', 'true']],
  ] as const)('encoded as %s', (encoding, column, values) => {
    const columnData = [{ name: 'v', encoding, ...column, data: [...column.data] }] as ColumnSource[];
    expect(valuesOf(new Uint8Array(parquetWriteBuffer({ columnData })))).toEqual(values);
  });
});
