// Files that no export should be, and that somebody will hand in: a diagnostic each, and no more memory than the file.
// @module-tag slow

import { describe, expect, test } from 'vitest';
import { type Files, loadBeside, manifest, placesOf, sentencesOf } from './beside.ts';

const SOURCE = '{ from: p.csv, key: email, fields: { email: Email, firstName: Name } }';

function csv(content: string | Uint8Array): Files {
  return { 'contacts.d/a.yaml': manifest(SOURCE), 'p.csv': content };
}

const HOSTILE: readonly (readonly [what: string, sentence: string, content: () => string | Uint8Array])[] = [
  [
    'a zip with another name',
    'This file is a zip archive, as workbooks of spreadsheets are',
    () => Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1'),
  ],
  ['NUL', 'This file is not text', () => 'Email,Name\na@example.com,\0\n'],
  [
    'bytes that are no UTF-8',
    'This file is not text in utf-8',
    () => Buffer.from('Email,Name\na@example.com,Zo\xeb\n', 'latin1'),
  ],
  [
    'UTF-16',
    'This file is not text in UTF-8, but in UTF-16',
    () => Buffer.from('\uFEFFEmail,Name\na@example.com,A\n', 'utf16le'),
  ],
  ['nothing', 'This file has no rows', () => ''],
  ['a header alone', 'This file has no rows', () => 'Email,Name\n'],
  [
    'a cell of 10 MB',
    'This row is longer than 1000000 characters',
    () => `Email,Name\na@example.com,${'x'.repeat(10_000_000)}\n`,
  ],
  [
    'a long cell',
    'This row has a cell of 200000 characters; the maximum is 100000',
    () => `Email,Name\na@example.com,${'x'.repeat(200_000)}\n`,
  ],
  ['10,000 columns', 'The file has 10000 columns; the maximum is 4000', () => `Email,Name${',x'.repeat(9998)}\n`],
  [
    'a quote that swallows the rest',
    'This row is longer than 1000000 characters',
    () => `Email,Name\na@example.com,"${'b@example.com,B\n'.repeat(100_000)}`,
  ],
];

test.each(HOSTILE)('%s', async (_, sentence, content) => {
  const sentences = sentencesOf(await loadBeside(csv(content())));
  expect(sentences.filter((one) => !one.startsWith('No contacts'))).toEqual([sentence]);
});

test('titles that stand there twice and are not read are said once each', async () => {
  const loaded = await loadBeside(csv('Email,Name,X,X,X,,\na@example.com,A,1,2,3,4,5\n'));
  expect(placesOf(loaded)).toEqual(['contacts.d/a.yaml:4:19 warning duplicate-title']);
});

test('an export that is wrong in every row is not listed in full', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => `a${n}@example.com,A,x\n`).join('');
  const { diagnostics } = await loadBeside(csv(`Email,Name\n${rows}`));
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.map(({ code }) => code)).toContain('more-mistakes');
});

test('names of prototypes are names', async () => {
  const source = '{ from: p.csv, key: email, fields: { email: constructor, customProperties.__proto__: __proto__ } }';
  const { configuration, diagnostics } = await loadBeside({
    'contacts.d/a.yaml': manifest(source),
    'p.csv': 'constructor,__proto__\na@example.com,A\n',
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(Object.entries(configuration.contacts[0]?.customProperties ?? {})).toEqual([['__proto__', 'A']]);
});

describe('JSON', () => {
  const source = (file: string) =>
    `{ from: ${file}, key: email, fields: { email: Email, firstName: Name, tags: Tags } }`;

  test.each([
    ['no list', '{"Email":"a@example.com"}', 'p.json:1:1 row-not-object'],
    ['a list that ends early', '[{"Email":"a@example.com"}', 'p.json:1:27 json-syntax'],
    ['text after the list', '[] x', 'p.json:1:4 json-syntax'],
    ['a number', '[1]', 'p.json:1:2 row-not-object'],
    ['a key twice', '[\n {"Email":"a@example.com","Email":"b@example.com"}]', 'p.json:2:27 duplicate-key'],
    ['an object as value', '[{"Email":"a@example.com","Name":{"a":1},"Tags":[]}]', 'p.json:1:34 invalid-cell'],
  ])('%s', async (_, text, place) => {
    const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source('p.json')), 'p.json': text });
    expect(placesOf(loaded)).toContain(place);
  });

  test('a long cell is refused as in a table', async () => {
    const object = JSON.stringify({ Email: 'a@example.com', Name: 'x'.repeat(200_000), Tags: [] });
    for (const [file, text] of [
      ['p.json', `[\n${object}]`],
      ['p.ndjson', `\n${object}\n`],
    ] as const) {
      const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source(file)), [file]: text });
      expect(placesOf(loaded)).toContain(`${file}:2:1 cell-too-long`);
    }
  });

  test('a bad line of NDJSON is named', async () => {
    const lines =
      '{"Email":"a@example.com","Name":"A","Tags":["x"]}\n\n{"Email": }\n{"Email":"b@example.com","Tags":"y"}\n';
    const loaded = await loadBeside({ 'contacts.d/a.yaml': manifest(source('p.ndjson')), 'p.ndjson': lines });
    expect(placesOf(loaded)).toEqual(['p.ndjson:3:11 json-syntax']);
  });
});
