// The law of sources: the same people from YAML, NDJSON, JSON, CSV, Parquet and a query give the same plan.
// @module-tag slow

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parquetOf } from '../helpers/parquet.ts';
import {
  cellsOf,
  csvOf,
  entryOf,
  openLawBench,
  people,
  planIdOf,
  sourceManifest as source,
} from '../helpers/same-people.ts';
import type { Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openLawBench();
});
afterAll(() => bench.close());

/** The types with which the cells are written to a Parquet file. */
const TYPES = `{ Email: 'VARCHAR', "First, name": 'VARCHAR', City: 'VARCHAR', Tags: 'VARCHAR[]', Age: 'DOUBLE', Note: 'VARCHAR',
  Status: 'VARCHAR', Unread: 'VARCHAR' }`;
const QUERY = `SELECT * REPLACE (array_to_string(Tags, ';') AS Tags) FROM "p.parquet"`;

test('the same people give the same plan, wherever they come from', { tags: ['slow'] }, async () => {
  await fc.assert(
    fc.asyncProperty(people, fc.constantFrom('\n', '\r\n'), async (all, eol) => {
      const idOf = planIdOf.bind(undefined, bench);
      const expected = await idOf({ contacts: all.map(entryOf) });
      const objects = all.map(cellsOf);
      const lines = objects.map((one) => JSON.stringify(one) + eol).join('');
      const ids = [
        await idOf(source('p.ndjson'), { 'p.ndjson': lines }),
        await idOf(source('p.json'), { 'p.json': JSON.stringify(objects, undefined, 1) }),
        await idOf(source('p.csv'), { 'p.csv': `\uFEFF${csvOf(all, ',', eol)}` }),
        await idOf(source('p.tsv'), { 'p.tsv': csvOf(all, '\t', eol) }),
        await idOf(source('p2.csv', { delimiter: ';' }), { 'p2.csv': csvOf(all.toReversed(), ';', eol) }),
      ];
      const file = `${bench.directory}/../p.ndjson`;
      const parquet = await parquetOf(`FROM read_ndjson('${file}', columns = ${TYPES})`);
      ids.push(await idOf(source('p.parquet'), { 'p.parquet': parquet }));
      const query = { 'data/p.parquet': parquet, 'q.sql': QUERY };
      ids.push(await idOf(source({ sql: 'q.sql', connect: 'data' }), query));
      expect(ids).toEqual(ids.map(() => expected));
    }),
    { numRuns: 20 },
  );
});
