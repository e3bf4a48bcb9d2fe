// @module-tag slow
// The speed of many assignments, measured against the time that the yaml library takes to parse the same files.

import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { assignValues } from '../../../src/manifest/assign/index.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';

const FILES = 100;
const CONTACTS = 30;

it('assigns 1,000 values in 100 files in no more time than four parses take', async () => {
  const files = Array.from({ length: FILES }, (_, file) => fileOf(`${file}.yaml`, textOf(file)));
  const assignments = Array.from({ length: 1_000 }, (_, index) => ({
    contact: `shop/p${index % FILES}-${Math.floor(index / FILES)}@x.co`,
    path: ['city'],
    value: 'Bergen',
  }));
  const started = performance.now();
  for (const { text } of files) parseDocument(text);
  const parsed = performance.now();
  const assigned = await assignValues({ files, accounts: ['shop'] }, assignments);
  const ratio = (performance.now() - parsed) / (parsed - started);
  expect(assigned.refused).toEqual([]);
  expect(assigned.files).toHaveLength(FILES);
  expect(ratio).toBeLessThan(4);
});

function textOf(file: number): string {
  const lines = Array.from({ length: CONTACTS }, (_, index) =>
    [
      `  - email: p${file}-${index}@x.co # person ${index}`,
      '    city: Oslo',
      '    tags: { vip: true }',
      `    customProperties: { age: ${index} }`,
      '',
    ].join('\n'),
  );
  return `contacts:\n${lines.join('')}`;
}

function fileOf(name: string, text: string): ManifestFile {
  const file = sourceOf(name, 'yaml', Buffer.from(text));
  if ('code' in file) throw new Error('not a text');
  return file;
}
