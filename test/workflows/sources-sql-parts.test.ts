// Parts of what fetches the rows of queries, where a whole query would be too large or needs a machine without a package.

import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { mistake } from '../../src/manifest/mistake.ts';
import { wordsOfMistake } from '../../src/render/words/diagnostics.ts';
import { dataIn } from '../../src/workflows/sources/sql/directory.ts';
import { lineCollector } from '../../src/workflows/sources/sql/lines.ts';
import { optional, QueryError } from '../../src/workflows/sources/sql/query-error.ts';
import { filesIn } from '../manifest/sources/beside.ts';

async function refusalOf(run: () => Promise<unknown>): Promise<QueryError['refusal']> {
  const error = await run().catch((thrown: unknown) => thrown);
  if (!(error instanceof QueryError)) throw error;
  return error.refusal;
}

test('a package that is not installed is named, with how to install it', async () => {
  const missing = '@rollcall/not-installed';
  const load = async (): Promise<unknown> => createRequire(import.meta.url)(missing);
  const refusal = await refusalOf(() => optional(load, missing));
  expect(refusal).toEqual({ why: 'library', library: missing });
  expect(wordsOfMistake(mistake('source-query', refusal))).toEqual({
    message: `This query needs the package ${missing}, which is not installed`,
    hint: `Run \`npm install ${missing}\``,
  });
  await expect(optional(() => Promise.reject(new Error('broken')), missing)).rejects.toThrow('broken');
});

test('the size of rows is counted in bytes, with line breaks', () => {
  const line = Buffer.byteLength('{"a":"ä"}\n');
  const collect = (bytes: number) => lineCollector(['a'], ['a'], { seconds: 1, bytes }).add(['ä']);
  expect(() => collect(line)).not.toThrow();
  expect(() => collect(line - 1)).toThrow(QueryError);
});

test('a directory with too many files is said to have too many', async () => {
  const directory = await filesIn({ 'a.csv': '', 'b/c.csv': '' });
  expect((await dataIn(directory, '', 3)).paths).toHaveLength(2);
  const refusal = await refusalOf(() => dataIn(directory, '', 2));
  expect(refusal).toEqual({ why: 'too-many', most: 2 });
  expect(wordsOfMistake(mistake('source-query', refusal)).message).toBe('This directory contains more than 2 files');
});
