// Faults D3: what is in the directory of the manifests and is not read is said, and so are manifests that declare nobody.

import { describe, expect, it, test } from 'vitest';
import { formatOf, looksLikeData } from '../../src/manifest/read/file-kind.ts';
import { ACCOUNTS, load } from './load.ts';

const CONTACT = 'contacts:\n  - { email: a@x.co, accounts: [shop] }\n';

describe('looks like data that is not read', () => {
  it.each([
    ...['people.csv', 'PEOPLE.CSV', 'people.tsv', 'people.csv.gz', 'people.json5', 'people.jsonc', 'people.xlsx'],
    ...['people.parquet', 'people.toml', 'people.xml', 'people.txt', 'people.vcf', 'people.sqlite'],
    ...['people.yaml.txt', 'people.yml.bak', 'people.yaml.disabled', 'people.yaml~', 'people.json.orig', 'a.ndjson.gz'],
    ...['people.yaml.j2', 'people (1).csv', 'archive/people.csv', 'data/people.txt', 'people.jsonl.part'],
  ])('%s', (path) => {
    expect(looksLikeData(path)).toBe(true);
  });
});

describe('does not look like data', () => {
  it.each([
    ...['people.yaml', 'people.YML', 'people.json', 'people.ndjson', 'people.jsonl', '.people.csv', '.git/x.csv'],
    ...['README', 'README.md', 'readme.txt', 'README.de.txt', 'LICENSE', 'LICENCE.txt', 'CHANGELOG.txt', 'notes.md'],
    ...['manifest.schema.json', 'people.yaml.md', 'make-people.sh', 'people.csv.js', 'to-yaml.ts', 'people.py'],
    ...['requirements.txt', 'Makefile', 'Dockerfile', 'people', 'logo.png', 'Thumbs.db', '~$people.xlsx'],
    ...['scripts/names.txt', 'docs/example.csv', 'node_modules/x/y.txt', 'a/test/people.csv'],
  ])('%s', (path) => {
    expect(looksLikeData(path)).toBe(false);
  });
});

test('a JSON schema is not a manifest', async () => {
  expect(formatOf('manifest.schema.json')).toBeUndefined();
  const { diagnostics } = await load({
    'a.yaml': ACCOUNTS + CONTACT,
    'schemas/manifest.schema.json': '{"$schema":"x"}',
    'manifest.schema.json': '{"$schema":"x"}',
  });
  expect(diagnostics).toEqual([]);
});

test('a .jsonl file is read as NDJSON', async () => {
  const line = '{"email":"b@x.co","firstName":"B"}\n';
  const files = { 'a.yaml': ACCOUNTS, 'x.jsonl': `{"defaults":{"accounts":["shop"]}}\n${line}` };
  const { configuration, diagnostics } = await load(files);
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([{ key: 'shop/b@x.co', source: { file: 'x.jsonl', line: 2 } }]);
});

test('an ignored file is a warning by name, wherever it is, and does not keep others from being read', async () => {
  const { configuration, diagnostics } = await load({
    'a.yaml': ACCOUNTS + CONTACT,
    'people.csv': 'email\n',
    'b/c.yaml.disabled': CONTACT,
    'b/README.txt': '',
  });
  expect(configuration.contacts).toHaveLength(1);
  expect(diagnostics.map(({ file, code, severity }) => [file, code, severity])).toEqual([
    ['b/c.yaml.disabled', 'file-ignored', 'warning'],
    ['people.csv', 'file-ignored', 'warning'],
  ]);
});

test.each([
  ['people/jane.doe@example.com.yaml', 'email'],
  ['+37060000000/a.yaml', 'phone'],
  ['team@home/a.yaml', undefined],
  ['export-20261129120000.yaml', undefined],
  ['a+1.yaml', undefined],
])('the path %s is a warning if it holds an address or a phone number', async (name, what) => {
  const { configuration, diagnostics } = await load({ 'accounts.yaml': ACCOUNTS, [name]: CONTACT });
  expect(configuration.contacts).toHaveLength(1);
  const found =
    what === undefined ? [] : [{ file: name, code: 'personal-file-name', severity: 'warning', args: { what } }];
  expect(diagnostics).toMatchObject(found);
});

describe('that no contacts are declared is a warning', () => {
  it.each([
    ['for accounts alone', { 'a.yaml': ACCOUNTS }, ['. no-contacts']],
    ['for an empty list', { 'a.yaml': `${ACCOUNTS}contacts: []\n` }, ['. no-contacts']],
    ['for an empty directory', {}, ['. no-manifests']],
    [
      'for files that are not read',
      { 'a.yaml': ACCOUNTS, 'x.yaml.off': CONTACT },
      ['. no-contacts', 'x.yaml.off file-ignored'],
    ],
  ])('%s', async (_, files, found) => {
    const { diagnostics } = await load(files, { directory: '.' });
    expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual(found);
    expect(diagnostics.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('unless a mistake may be the reason', async () => {
    const { diagnostics } = await load({ 'a.yaml': ACCOUNTS, 'b.yaml': 'contacts: [' });
    expect(diagnostics.map(({ code }) => code)).not.toContain('no-contacts');
  });

  it('unless a filter is the reason', async () => {
    const { diagnostics } = await load({ 'a.yaml': ACCOUNTS + CONTACT }, { contacts: ['zoe'] });
    expect(diagnostics.map(({ code }) => code)).toEqual(['no-contact-matches']);
  });
});
