// Files of data of a base: read at its commit, like its manifests.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadBase } from '../../src/base/load.ts';
import { committedRevision } from '../../src/base/record/committed.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { dataFileOf } from '../../src/manifest/read/data-file.ts';
import { aRepository, commit, repositoryIn, writeFiles } from '../helpers/repository.ts';

const now = (): number => Date.parse('2026-06-01T12:00:00Z');
const MANIFEST = `accounts:
  app: { provider: loops, apiKey: "\${APP_KEY}" }
sources:
  people: { from: data/people.csv, key: email, fields: { email: Email, firstName: Name } }
`;

function tableOf(...names: readonly string[]): string {
  return `Email,Name\n${names.map((name) => `${name}@example.com,${name}\n`).join('')}`;
}

test('rows are told by the commit, not by the file on disk', async () => {
  const directory = aRepository();
  const first = commit(directory, { 'contacts.d/a.yaml': MANIFEST, 'data/people.csv': tableOf('jane', 'joe') });
  commit(directory, { 'data/people.csv': tableOf('jane') });
  writeFileSync(join(directory, 'data/people.csv'), 'broken');
  const base = await loadBase(first, { directory: 'contacts.d', workingDirectory: directory, now });
  expect(base.configuration.contacts.map(({ key, source }) => [key, source.file, source.line])).toEqual([
    ['app/jane@example.com', 'data/people.csv', 2],
    ['app/joe@example.com', 'data/people.csv', 3],
  ]);
  expect(base.configuration.sources).toMatchObject([{ name: 'people', rows: 2 }]);
});

test('a file that the commit lacks makes the base invalid', async () => {
  const directory = aRepository();
  commit(directory, { 'contacts.d/a.yaml': MANIFEST });
  const load = (name: string) => loadBase(name, { directory: 'contacts.d', workingDirectory: directory, now });
  writeFiles(directory, { 'data/people.csv': tableOf('jane') });
  await expect(load('HEAD')).rejects.toThrow(/source-file/);
});

test('manifests are those of a commit only with its data', async () => {
  const directory = aRepository();
  const head = commit(directory, { 'contacts.d/a.yaml': MANIFEST, 'data/people.csv': tableOf('jane') });
  const location = { repository: repositoryIn(directory), path: 'contacts.d' };
  const revision = async (): Promise<string | undefined> => {
    const options = { directory: 'contacts.d', workingDirectory: directory, environment: {}, sandbox: true, now };
    const { files, data } = await loadManifests(options);
    const named = files.map(({ name, hash, text }) => ({ name: name.replace('contacts.d/', ''), hash, text }));
    return committedRevision(location, named, data);
  };
  expect(await revision()).toBe(head);
  writeFileSync(join(directory, 'data/people.csv'), tableOf('jane').replaceAll('\n', '\r\n'));
  expect(await revision()).toBe(head);
  writeFileSync(join(directory, 'data/people.csv'), tableOf('joe'));
  expect(await revision()).toBeUndefined();
});

test('a file that is not text is not the empty file of a commit', async () => {
  const directory = aRepository();
  commit(directory, { 'contacts.d/a.yaml': MANIFEST, 'data/people.csv': '' });
  const bytes = Buffer.from([0xff, 0xfe]);
  writeFileSync(join(directory, 'data/people.csv'), bytes);
  const files = [{ name: 'a.yaml', hash: createHash('sha256').update(MANIFEST).digest('hex') }];
  const data = [dataFileOf('data/people.csv', 'data/people.csv', bytes)];
  expect(
    await committedRevision({ repository: repositoryIn(directory), path: 'contacts.d' }, files, data),
  ).toBeUndefined();
});
