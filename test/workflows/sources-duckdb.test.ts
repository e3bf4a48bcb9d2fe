// Contacts from a query with DuckDB: of a database file, and of the files of a directory. What it must not do is tried as well.

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Loaded, loadManifests } from '../../src/manifest/index.ts';
import type { FetchRows } from '../../src/manifest/sources/query.ts';
import { type QueryOptions, rowsFetcher } from '../../src/workflows/sources/sql/index.ts';
import { parquetOf, runDuckdb } from '../helpers/parquet.ts';
import { type Files, filesIn, manifest, placesOf, sentencesOf } from '../manifest/sources/beside.ts';

const FIELDS = 'key: email, fields: { email: Email, firstName: Name }';
const PEOPLE = "(VALUES ('b@example.com', 'B'), ('a@example.com', 'A')) t(Email, Name)";

function source(connect: string, more = ''): string {
  return manifest(`{ from: { sql: models/q.sql, connect: "${connect}" }, ${FIELDS}${more} }`);
}

interface LoadedQuery extends Loaded {
  readonly root: string;
}

async function load(
  files: Files,
  more: Partial<QueryOptions> = {},
  prepare: (root: string) => Promise<unknown> = async () => undefined,
): Promise<LoadedQuery> {
  const root = await filesIn(files);
  await prepare(root);
  const place = { directory: 'contacts.d', workingDirectory: root };
  const environment = { SHOP_KEY: 'k', ...more.environment };
  const fetchRows: FetchRows = rowsFetcher({ ...place, isAllowed: true, ...more, environment });
  return { ...(await loadManifests({ ...place, environment, now: Date.now, fetchRows })), root };
}

/** Loads the rows of a query of the directory `data`. */
function query(
  sql: string,
  more: Partial<QueryOptions> = {},
  data: Files = { 'data/x.txt': '' },
): Promise<LoadedQuery> {
  return load({ 'contacts.d/a.yaml': source('data'), 'models/q.sql': sql, ...data }, more);
}

test('the rows of a database are contacts, in whatever order it returns them', async () => {
  const files = { 'contacts.d/a.yaml': source('data/w.duckdb'), 'models/q.sql': 'SELECT * FROM people -- all\n;' };
  const found = [];
  for (const order of ['', ' ORDER BY Email']) {
    const { configuration, diagnostics, data } = await load(files, {}, async (root) => {
      await mkdir(join(root, 'data'));
      await runDuckdb(`CREATE TABLE people AS FROM ${PEOPLE}${order}`, join(root, 'data/w.duckdb'));
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toMatchObject([
      { key: 'shop/a@example.com', source: { file: 'rows of models/q.sql', line: 1 }, scalars: { firstName: 'A' } },
      { key: 'shop/b@example.com', source: { line: 2 } },
    ]);
    expect(configuration.sources).toMatchObject([{ name: 'people', file: 'models/q.sql', rows: 2 }]);
    expect(data.map(({ name }) => name)).toEqual(['models/q.sql', 'rows of models/q.sql']);
    found.push(configuration.digest);
  }
  expect(found[0]).toBe(found[1]);
});

test('files of a directory are tables by their names, and cells of tables keep their text', async () => {
  const sql = `SELECT c.Email, c.Name || ' ' || p.Zip AS Name FROM 'sub/c.csv' c JOIN "p.parquet" p USING (Email)`;
  const loaded = await query(
    sql,
    {},
    {
      'data/sub/c.csv': 'Email,Name\na@example.com,007\n',
      'data/p.parquet': await parquetOf("SELECT 'a@example.com' AS Email, '02142' AS Zip"),
    },
  );
  expect(loaded.diagnostics).toEqual([]);
  expect(loaded.configuration.contacts).toMatchObject([{ scalars: { firstName: '007 02142' } }]);
  const own = await query(
    "SELECT Email, Name FROM read_csv(getvariable('directory') || '/c.csv', delim = '|')",
    {},
    {
      'data/c.csv': 'Email|Name\na@example.com|A\n',
    },
  );
  expect(own.configuration.contacts).toMatchObject([{ scalars: { firstName: 'A' } }]);
});

test.each([
  ["'02142'", '02142'],
  ['true', 'true'],
  ['9007199254740993', '9007199254740993'],
  ["'12.50'::DECIMAL(10,2)", '12.50'],
  ['0.1::DOUBLE', '0.1'],
  ['0.1::FLOAT', '0.1'],
  ["DATE '2024-02-29'", '2024-02-29'],
  ["TIMESTAMP '2024-05-02 09:00:00.25'", '2024-05-02T09:00:00.25'],
  ["TIMESTAMPTZ '2024-05-02 09:00:00+02'", '2024-05-02T07:00:00Z'],
  ["TIMESTAMP 'infinity'", 'infinity'],
  ["TIME '09:00:00'", '09:00:00'],
  ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID", '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['\'{"a":1}\'::JSON', '{"a":1}'],
  ['[1, 2]', '[1, 2]'],
])('%s is the text %s', async (sql, text) => {
  const { configuration, diagnostics } = await query(`SELECT 'a@example.com' AS Email, ${sql} AS Name`);
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([{ scalars: { firstName: text } }]);
});

test('a mistake in a row is named by the row, and no value of an unmapped column is kept', async () => {
  const loaded = await query(
    "SELECT * FROM (VALUES ('bad', 'A', 'secret'), ('a@example.com', 'B', 'secret')) t(Email, Name, Note)",
  );
  expect(placesOf(loaded)).toEqual(['rows of models/q.sql:2:10 invalid-email']);
  expect(loaded.diagnostics[0]?.snippet).toBe('{"Email":"bad","Name":"A"}');
  expect(Buffer.from(loaded.data[1]?.bytes ?? []).toString('utf8')).not.toContain('secret');
});

describe('what a query must not do', () => {
  const OUTSIDE = '/etc/passwd';

  test.each([
    ['two statements', 'SELECT 1; SELECT 2', /must contain exactly one statement/],
    ['nothing', '-- nothing', /must contain exactly one statement/],
    ['a write', 'CREATE TABLE t AS SELECT 1', /is CREATE; a query must only read/],
    ['COPY to a file that it may read', 'COPY (SELECT 1) TO STDOUT', /a query must only read|refuses the query/],
    ['COPY', "COPY (SELECT 1) TO 'data/stolen.csv'", /refuses the query: Permission Error/],
    ['ATTACH', "ATTACH 'data/other.duckdb'", /is ATTACH; a query must only read/],
    ['INSTALL', 'INSTALL httpfs', /is LOAD; a query must only read/],
    ['a setting', 'SET enable_external_access = true', /is SET; a query must only read/],
    ['a file elsewhere', `SELECT * FROM read_csv('${OUTSIDE}')`, /refuses the query: Permission Error/],
    ['the text of a file elsewhere', `SELECT content AS Email FROM read_text('${OUTSIDE}')`, /Permission Error/],
    ['a list of files elsewhere', "SELECT * FROM glob('/etc/*')", /Permission Error/],
    [
      'a path that leads out',
      `SELECT * FROM read_text(getvariable('directory') || '/../contacts.d/a.yaml')`,
      /Permission/,
    ],
    ['the network', "SELECT * FROM read_csv('https://127.0.0.1:1/x.csv')", /refuses the query/],
    ['a mistake', 'SELECT\n  Email FRM people', /refuses the query: Parser Error/],
  ])('%s', async (_, sql, sentence) => {
    const loaded = await query(sql);
    expect(sentencesOf(loaded)[0]).toMatch(sentence);
    expect(loaded.configuration.contacts).toEqual([]);
    expect(JSON.stringify(loaded.diagnostics)).not.toContain('root:');
  });

  test('a mistake is named by its place in the query', async () => {
    expect(placesOf(await query('SELECT\n  Email FRM people'))[0]).toMatch(/^models\/q\.sql:2:\d+ source-query$/);
  });

  test('endless queries end', { tags: ['slow'] }, async () => {
    const endless =
      'SELECT count(*) AS Email FROM range(10000000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5';
    const loaded = await query(endless, { limits: { seconds: 1, bytes: 1e6 } });
    expect(sentencesOf(loaded)[0]).toBe('The query takes longer than 1 s');
  });

  test('rows without end end', async () => {
    const loaded = await query("SELECT 'a' || range AS Email, '' AS Name FROM range(10000000000)", {
      limits: { seconds: 60, bytes: 1024 * 1024 },
    });
    expect(sentencesOf(loaded)[0]).toBe('The rows of this query have more than 1 MB');
  });

  test('a link that leads out of the directory', async () => {
    const files = { 'contacts.d/a.yaml': source('data'), 'models/q.sql': "SELECT * FROM 'p.csv'", 'data/x.txt': '' };
    const loaded = await load(files, {}, async (root) => {
      await writeFile(join(root, 'p.csv'), 'Email,Name\na@example.com,A\n');
      await symlink('../p.csv', join(root, 'data/p.csv'));
    });
    expect(sentencesOf(loaded)[0]).toBe('This directory contains a link that leads out of it');
  });

  test.each(['.', '.git', '.rollcall/x', 'link', 'nested'])('what is hidden or is no data: %s', async (connect) => {
    const files = { '.git/config.json': '{}', '.rollcall/x/plan.json': '{}', 'nested/.git/x.json': '{}' };
    const loaded = await load(
      { 'contacts.d/a.yaml': source(connect), 'models/q.sql': 'SELECT 1', ...files },
      {},
      (root) => symlink('.git', join(root, 'link')),
    );
    expect(sentencesOf(loaded)[0]).toMatch(/^A query must not read what is hidden/);
  });

  test.each(['.env', '.cache/x.csv', 'notes.txt'])('in a directory: %s', async (name) => {
    const sql = `SELECT content AS Email, '' AS Name FROM read_text(getvariable('directory') || '/${name}')`;
    const loaded = await query(sql, {}, { [`data/${name}`]: 'root:', 'data/p.csv': 'Email\n' });
    expect(sentencesOf(loaded)[0]).toMatch(/Permission Error/);
    expect(JSON.stringify(loaded.diagnostics)).not.toContain('root:');
  });

  test('a link to something hidden in the directory', async () => {
    const files = { 'contacts.d/a.yaml': source('data'), 'models/q.sql': 'SELECT 1', 'data/.cache/x.csv': 'Email\n' };
    const loaded = await load(files, {}, (root) => symlink('.cache/x.csv', join(root, 'data/p.csv')));
    expect(sentencesOf(loaded)[0]).toBe('This directory contains a link that leads out of it');
  });

  test.each(['ROLLCALL_QUEUE_URL', 'rollcall_queue_url'])('with the variable %s', async (name) => {
    const files = { 'contacts.d/a.yaml': source(`\${${name}}`), 'models/q.sql': 'SELECT 1' };
    const loaded = await load(files, { environment: { [name]: 'duckdb:/tmp' } });
    expect(sentencesOf(loaded)).toEqual(['This variable belongs to rollcall, and no query is run with what is in it']);
  });

  test('a query or a database outside of the repository', async () => {
    const other = await filesIn({ 'q.sql': 'SELECT 1', 'data/x.txt': '' });
    const linked = await load(
      { 'contacts.d/a.yaml': source('data'), 'data/x.txt': '', 'models/x.txt': '' },
      {},
      (root) => symlink(join(other, 'q.sql'), join(root, 'models/q.sql')),
    );
    expect(sentencesOf(linked)[0]).toBe('This file lies outside the repository');
    for (const connect of ['../data', '/etc', join(other, 'data'), 'link']) {
      const files = { 'contacts.d/a.yaml': source(connect), 'models/q.sql': 'SELECT 1' };
      const loaded = await load(files, {}, (root) => symlink(other, join(root, 'link')));
      expect(sentencesOf(loaded)[0]).toBe('This database lies outside the repository');
    }
  });
});

describe('where the database is', () => {
  const files = { 'contacts.d/a.yaml': source('${WAREHOUSE_URL}'), 'models/q.sql': `SELECT * FROM ${PEOPLE}` };

  test('a variable may name a database anywhere', async () => {
    const elsewhere = await filesIn({ 'x.txt': '' });
    const loaded = await load(files, { environment: { WAREHOUSE_URL: `duckdb:${elsewhere}` } });
    expect(loaded.configuration.contacts).toHaveLength(2);
  });

  test.each([
    [undefined, 'The environment variable WAREHOUSE_URL is not set'],
    ['mysql://u:hunter2@h/d', 'The environment variable WAREHOUSE_URL does not contain the address of a database'],
    ['postgres://u:%zz@h/d', 'The environment variable WAREHOUSE_URL does not contain the address of a database'],
    ['postgres://u:p@h%2/d', 'The environment variable WAREHOUSE_URL does not contain the address of a database'],
    ['postgres://u@h/d?host=a b', 'The environment variable WAREHOUSE_URL does not contain the address of a database'],
    [
      'postgres://u@h/d?port=99999',
      'The environment variable WAREHOUSE_URL does not contain the address of a database',
    ],
    ['sk_live_hunter2', 'The environment variable WAREHOUSE_URL does not contain the address of a database'],
    ['postgres:///d?user=hunter2', 'The address in the environment variable WAREHOUSE_URL names no host'],
    ['postgres://u:hunter2@127.0.0.1:1/d', 'The database cannot be used (ECONNREFUSED)'],
    ['duckdb:/none/hunter2', 'There is no such database or directory'],
  ])('%s: %s', async (url, sentence) => {
    const loaded = await load(files, { environment: { WAREHOUSE_URL: url } });
    expect(sentencesOf(loaded)[0]).toBe(sentence);
    expect(JSON.stringify(loaded)).not.toContain('hunter2');
  });

  test.each(['postgres://u:hunter2@h/d', '${A}/x', 'a${B}'])(
    'an address in the manifest is refused: %s',
    async (connect) => {
      const loaded = await load({ ...files, 'contacts.d/a.yaml': source(connect) });
      expect(sentencesOf(loaded)[0]).toBe('The address of a database must not stand in a manifest');
      expect(JSON.stringify(loaded.diagnostics)).not.toContain('hunter2');
    },
  );

  test('no query is run unless somebody allows it', async () => {
    const environment = { WAREHOUSE_URL: 'postgres://u@127.0.0.1:1/d' };
    const refused = await load(files, { environment, isAllowed: false });
    expect(placesOf(refused)[0]).toBe('contacts.d/a.yaml:4:26 source-query');
    const checked = await load(files, { environment, isAllowed: false, isOptional: true });
    expect(placesOf(checked)).toContain('contacts.d/a.yaml:4:26 warning source-query');
    const root = await filesIn(files);
    const place = { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: Date.now };
    expect(placesOf(await loadManifests(place))[0]).toBe('contacts.d/a.yaml:4:26 source-query');
  });

  test('a query runs once, however often its rows are asked for', async () => {
    const root = await filesIn({ ...files, 'contacts.d/a.yaml': source('data'), 'data/x.txt': '' });
    const place = { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' } };
    await writeFile(join(root, 'models/q.sql'), "SELECT uuid() || '@example.com' AS Email, '' AS Name");
    const fetchRows = rowsFetcher({ ...place, isAllowed: true });
    const options = { ...place, now: Date.now, fetchRows };
    const [a, b] = [await loadManifests(options), await loadManifests(options)];
    expect(a.configuration.digest).toBe(b.configuration.digest);
    expect(a.configuration.contacts).toHaveLength(1);
  });
});
