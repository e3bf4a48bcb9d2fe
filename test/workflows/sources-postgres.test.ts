// Contacts from a query of a PostgreSQL database. What the query must not do is tried as well.

import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { type QueryOptions, rowsFetcher } from '../../src/workflows/sources/sql/index.ts';
import { hasPostgres, type Postgres, startPostgres } from '../helpers/postgres.ts';
import { cellsOf, entryOf, openLawBench, people, planIdOf, sourceManifest } from '../helpers/same-people.ts';
import { filesIn, manifest, placesOf, sentencesOf } from '../manifest/sources/beside.ts';

const SOURCE =
  '{ from: { sql: models/q.sql, connect: "${WAREHOUSE_URL}" }, key: email, fields: { email: email, firstName: name } }';

describe.skipIf(!hasPostgres('the test of queries of PostgreSQL'))('PostgreSQL', () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
    await asSuperuser(`CREATE TABLE people (email text, name text, note text);
      INSERT INTO people VALUES ('b@example.com', 'B', 'secret'), ('a@example.com', 'A', 'secret');
      CREATE ROLE reader LOGIN PASSWORD 'hunter2'; GRANT SELECT ON people TO reader`);
  }, 60_000);
  afterAll(() => server.stop());

  async function asSuperuser(sql: string, values: unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client(server.url);
    await client.connect();
    try {
      return (await client.query(sql, values.length === 0 ? undefined : values)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  async function query(sql: string, url = server.url, more: Partial<QueryOptions> = {}) {
    const root = await filesIn({ 'contacts.d/a.yaml': manifest(SOURCE), 'models/q.sql': sql });
    const environment = { SHOP_KEY: 'k', WAREHOUSE_URL: url };
    const place = { directory: 'contacts.d', workingDirectory: root, environment };
    const fetchRows = rowsFetcher({ ...place, isAllowed: true, ...more });
    return loadManifests({ ...place, now: Date.now, fetchRows });
  }

  test('the rows are contacts, and columns that are not mapped are not kept', async () => {
    const { configuration, diagnostics, data } = await query('SELECT * FROM people -- all of them\n;\n');
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toMatchObject([
      { key: 'shop/a@example.com', source: { file: 'rows of models/q.sql', line: 1 }, scalars: { firstName: 'A' } },
      { key: 'shop/b@example.com', source: { line: 2 }, scalars: { firstName: 'B' } },
    ]);
    expect(data.map(({ bytes }) => Buffer.from(bytes).toString('utf8')).join()).not.toContain('secret');
  });

  test.each([
    ["'02142'", '02142'],
    ['true', 'true'],
    ['12.50::numeric', '12.50'],
    ['12345678901234567890.12345::numeric', '12345678901234567890.12345'],
    ['9007199254740993::bigint', '9007199254740993'],
    ['0.1::float8', '0.1'],
    ['0.1::float4', '0.1'],
    ["'2024-02-29'::date", '2024-02-29'],
    ["'2024-05-02 09:00:00.25'::timestamp", '2024-05-02T09:00:00.25'],
    ["'2024-05-02 09:00:00+02'::timestamptz", '2024-05-02T07:00:00Z'],
    ["'infinity'::timestamp", 'infinity'],
    ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    ['\'{"b": 1, "a": 2}\'::json', '{"b": 1, "a": 2}'],
    ["ARRAY['a', 'b']", '{a,b}'],
    ["'x'::bytea", '\\x78'],
    ["interval '1 day'", 'P1D'],
  ])('%s is the text %s', async (sql, text) => {
    const { configuration, diagnostics } = await query(`SELECT 'a@example.com' AS email, ${sql} AS name`);
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toMatchObject([{ scalars: { firstName: text } }]);
  });

  test('texts do not depend on the settings of the user', async () => {
    await asSuperuser(`ALTER ROLE reader SET DateStyle = 'German'; ALTER ROLE reader SET TimeZone = 'Asia/Tokyo'`);
    const url = `postgres://reader:hunter2@127.0.0.1:${server.port}/postgres`;
    const sql =
      "SELECT 'a@example.com' AS email, timestamptz '2024-05-02 09:00:00+02' || ' ' || date '2024-02-29' AS name";
    const { configuration } = await query(sql, url);
    expect(configuration.contacts).toMatchObject([{ scalars: { firstName: '2024-05-02 07:00:00+00 2024-02-29' } }]);
  });

  test('many rows are fetched in parts', async () => {
    const { configuration } = await query(
      "SELECT 'u' || n || '@example.com' AS email, n AS name FROM generate_series(1, 4001) n",
    );
    expect(configuration.contacts).toHaveLength(4001);
    expect((await query('SELECT * FROM people WHERE false')).configuration.sources).toMatchObject([{ rows: 0 }]);
  });

  test.each([
    ['two statements', 'SELECT * FROM people; DELETE FROM people', /must contain exactly one statement/],
    ['the end of the transaction', 'SELECT 1; COMMIT; DELETE FROM people', /must contain exactly one statement/],
    ['nothing', '', /refuses the query: syntax error/],
    ['a write', 'DELETE FROM people', /refuses the query: syntax error at or near "DELETE"/],
    ['a write within a query', 'WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone', /refuses the query/],
    ['a change of the schema', 'DROP TABLE people', /refuses the query/],
    ['COPY', "COPY people TO PROGRAM 'touch /tmp/rollcall-was-here'", /refuses the query/],
    ['SET', 'SET transaction_read_only = off', /refuses the query/],
    [
      'a function that would allow writes',
      "SELECT set_config('transaction_read_only', 'off', false) AS email, lo_create(4711)::text AS name",
      /refuses the query/,
    ],
    ['a lock', 'SELECT * FROM people FOR UPDATE', /read-only transaction|FOR UPDATE/],
    ['a mistake', 'SELECT\n  emial AS email FROM people', /column "emial" does not exist/],
  ])('%s', async (_, sql, sentence) => {
    const loaded = await query(sql);
    expect(sentencesOf(loaded)[0]).toMatch(sentence);
    expect(loaded.configuration.contacts).toEqual([]);
    expect(await asSuperuser('SELECT count(*) FROM people')).toEqual([{ count: '2' }]);
    expect(await asSuperuser('SELECT count(*) FROM pg_largeobject_metadata')).toEqual([{ count: '0' }]);
  });

  test('what a function writes that the version of the database does not refuse is undone', async () => {
    await query("SELECT lo_create(4711)::text AS email, '' AS name");
    expect(await asSuperuser('SELECT count(*) FROM pg_largeobject_metadata')).toEqual([{ count: '0' }]);
  });

  test('the same people give the same plan as from a manifest', async () => {
    const bench = await openLawBench();
    onTestFinished(() => bench.close());
    await asSuperuser(`CREATE TABLE law (n serial, "Email" text, "First, name" text, "City" text, "Tags" text[], "Age" float8,
      "Note" text, "Status" text)`);
    const query = `SELECT "Email", "First, name", "City", array_to_string("Tags", ';') AS "Tags", "Age", "Note", "Status" FROM law`;
    const manifest = sourceManifest({ sql: 'q.sql', connect: '${WAREHOUSE_URL}' });
    await fc.assert(
      fc.asyncProperty(people, async (all) => {
        await asSuperuser('TRUNCATE law');
        const insert =
          'INSERT INTO law ("Email", "First, name", "City", "Tags", "Age", "Note", "Status") VALUES ($1, $2, $3, $4, $5, $6, $7)';
        for (const one of all) await asSuperuser(insert, Object.values(cellsOf(one)).slice(0, -1));
        const id = await planIdOf(bench, manifest, { 'q.sql': query }, { WAREHOUSE_URL: server.url });
        expect(id).toBe(await planIdOf(bench, { contacts: all.map(entryOf) }));
      }),
      { numRuns: 20 },
    );
  });

  test('a mistake is named by its place in the query', async () => {
    expect(placesOf(await query('SELECT\n  emial AS email FROM people'))[0]).toBe('models/q.sql:2:3 source-query');
  });

  test('endless queries end, at the database as well', async () => {
    const loaded = await query('SELECT pg_sleep(60)::text AS email', server.url, {
      limits: { seconds: 1, bytes: 1e6 },
    });
    expect(sentencesOf(loaded)[0]).toBe('The query takes longer than 1 s');
    const running = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rollcall' AND state = 'active'";
    expect(await asSuperuser(running)).toEqual([{ count: '0' }]);
  });

  test.each([
    ["SELECT generate_series(1, 1000000000)::text AS email, repeat('x', 1000) AS name"],
    ["SELECT 'a@example.com' AS email, repeat('x', 200000000) AS name"],
  ])('rows without end end: %s', async (sql) => {
    const loaded = await query(sql, server.url, { limits: { seconds: 30, bytes: 1024 * 1024 } });
    expect(sentencesOf(loaded)[0]).toBe('The rows of this query have more than 1 MB');
  });

  test('passwords are not printed, and those of other databases are not sent', async () => {
    const wrong = `postgres://nobody:hunter2@127.0.0.1:${server.port}/postgres`;
    const loaded = await query('SELECT * FROM people', wrong);
    expect(sentencesOf(loaded)[0]).toMatch(/^The database cannot be used \(28\w{3}\)/);
    expect(JSON.stringify(loaded)).not.toContain('hunter2');
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

  test.skipIf(outside === undefined)('another machine must encrypt before it is told who asks', async () => {
    const seen: Buffer[] = [];
    const listener = createServer((socket) => {
      // The answer of a server that does not encrypt.
      socket.on('data', (data) => {
        seen.push(data);
        socket.write('N');
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => listener.listen(0, resolve));
    const { port } = listener.address() as AddressInfo;
    const loaded = await query('SELECT 1', `postgres://u:hunter2@${outside}:${port}/d`);
    listener.close();
    expect(sentencesOf(loaded)[0]).toMatch(/^The database cannot be used/);
    // The request for encryption consists of eight bytes, and contains neither user nor password.
    expect(Buffer.concat(seen)).toHaveLength(8);
  });
});
