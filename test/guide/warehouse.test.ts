// docs/guide/from-a-warehouse.md: its query and its manifest declare contacts, and its commands run.
// @module-tag slow

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runDuckdb } from '../helpers/parquet.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import { blocksOf } from './blocks.ts';

const blocks = blocksOf('docs/guide/from-a-warehouse.md');
const textIn = (language: string): string => blocks.find((block) => block.language === language)?.text ?? '';

async function aPlace(): Promise<Workplace> {
  const place = await openWorkplace({ KEY: 'k', CI: '', ROLLCALL_DIGEST_KEY_K1: 'ab'.repeat(32) });
  onTestFinished(() => place.remove());
  await place.write('contacts.d/accounts.yaml', 'accounts:\n  shop: { provider: omnisend, apiKey: "${KEY}" }\n');
  await place.write('contacts.d/vip.yaml', textIn('yaml'));
  await place.write('models/vip.sql', textIn('sql'));
  await place.write('data/notes.txt', '');
  const rows =
    "(VALUES ('ann@example.com', 'Ann', 1200.50), ('bob@example.com', 'Bob', 3)) t(email, first_name, total_spent)";
  await runDuckdb(`COPY (FROM ${rows}) TO '${join(place.directory, 'data/customers.parquet')}' (FORMAT parquet)`);
  return place;
}

test('the commands show and plan the rows of the query', async () => {
  const place = await aPlace();
  for (const command of textIn('sh').trim().split('\n')) {
    const run = await place.rollcall(...command.split(' ').slice(1));
    expect([command, run.code, run.stderr]).toEqual([command, 0, expect.not.stringContaining('error')]);
    expect(run.stdout).toContain('ann@example.com');
    expect(run.stdout).not.toContain('bob@example.com');
  }
});

test('without --allow-sql, validate leaves the rows out, and everything else stops', async () => {
  const place = await aPlace();
  const validated = await place.rollcall('validate');
  expect([validated.code, validated.stderr]).toEqual([0, expect.stringContaining('warning source-query')]);
  for (const command of [['plan'], ['apply', '--auto-approve'], ['set', 'shop/ann@example.com', 'firstName=A']]) {
    const run = await place.rollcall(...command, '--sandbox');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('is not run without --allow-sql')]);
  }
  const set = await place.rollcall('set', 'shop/ann@example.com', 'firstName=A', '--sandbox', '--allow-sql');
  expect([set.code, set.stderr]).toEqual([1, expect.stringContaining('declared by the row rows of models/vip.sql:1')]);
});

test('who is gone from a query, and what it no longer says, is known on the machine that applied', async () => {
  const place = await aPlace();
  const sandboxed = (...words: readonly string[]) => place.rollcall(...words, '--sandbox', '--define', '--allow-sql');
  await place.write('models/vip.sql', "FROM 'customers.parquet'");
  expect((await sandboxed('apply', '--auto-approve')).code).toBe(0);
  await place.write('models/vip.sql', "SELECT * REPLACE (NULL AS total_spent) FROM 'customers.parquet' LIMIT 1");
  const { code, stdout } = await sandboxed('plan');
  expect(code).toBe(0);
  expect(stdout).toContain('source vip: 1 row in models/vip.sql; 0 came, 1 gone');
  expect(stdout).toContain('- customProperties.spent  1200.5');
  expect(stdout).toMatch(/no-longer-declared[\s\S]*shop\/bob@example\.com/);
});

test('erase names the rows of a query and of a Parquet file', async () => {
  const place = await aPlace();
  await place.write(
    'contacts.d/more.yaml',
    'sources:\n  all: { from: data/customers.parquet, accounts: [shop], key: email, fields: { email: email } }\n',
  );
  const run = await place.rollcall('erase', 'bob@example.com', '--sandbox', '--allow-sql', '--dry-run');
  expect(run.stdout).toContain('Still named at data/customers.parquet:2');
  await place.write('models/vip.sql', "FROM 'customers.parquet'");
  const both = await place.rollcall('erase', 'bob@example.com', '--sandbox', '--allow-sql', '--dry-run');
  expect(both.stdout).toContain('Still named at rows of models/vip.sql:2');
});
