// A file of data must not leave the repository (faults I17): neither by its path, nor through links; and it is a regular file.

import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadManifests } from '../../../src/manifest/index.ts';
import { type Files, filesIn, loadBeside, manifest, placesOf, sentencesOf } from './beside.ts';

const TABLE = 'Email,Name\na@example.com,A\n';

function source(from: string): string {
  return manifest(`{ from: ${from}, key: email, fields: { email: Email, firstName: Name } }`);
}

async function loadIn(root: string, boundary?: string) {
  const options = { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: Date.now };
  return loadManifests({ ...options, ...(boundary === undefined ? {} : { boundary }) });
}

test('a link that leads out is refused, one that stays inside is followed', async () => {
  const outside = await filesIn({ 'secret.csv': TABLE });
  const root = await filesIn({ 'contacts.d/a.yaml': source('data/p.csv'), 'shared/p.csv': TABLE });
  await mkdir(join(root, 'data'));
  await symlink(join(outside, 'secret.csv'), join(root, 'data/p.csv'));
  const leaving = await loadIn(root);
  expect(sentencesOf(leaving)).toContain('This file lies outside the repository');
  expect(JSON.stringify(leaving)).not.toContain('a@example.com');
  await rename(join(root, 'data/p.csv'), join(root, 'data/old.csv'));
  await symlink('../shared/p.csv', join(root, 'data/p.csv'));
  expect((await loadIn(root)).diagnostics).toEqual([]);
});

test('a directory that leads out is refused, too', async () => {
  const outside = await filesIn({ 'p.csv': TABLE });
  const root = await filesIn({ 'contacts.d/a.yaml': source('data/p.csv') });
  await symlink(outside, join(root, 'data'));
  expect(sentencesOf(await loadIn(root))).toContain('This file lies outside the repository');
});

test('a missing file is missing, also where the repository is reached through a link', async () => {
  const root = await filesIn({ 'repo/contacts.d/a.yaml': source('data/p.csv') });
  await symlink(join(root, 'repo'), join(root, 'link'));
  for (const name of ['repo', 'link'])
    expect(sentencesOf(await loadIn(join(root, name)))).not.toContain('This file lies outside the repository');
});

test('nobody learns whether a file outside of the repository exists', async () => {
  const outside = await filesIn({ 'other.csv': TABLE });
  const root = await filesIn({ 'contacts.d/a.yaml': source('data/p.csv') });
  await symlink(outside, join(root, 'data'));
  expect(sentencesOf(await loadIn(root))).toContain('This file lies outside the repository');
});

test('in a repository, the path may lead out of the parent of the directory', async () => {
  const root = await filesIn({ 'shop/contacts.d/a.yaml': source('../data/p.csv'), 'data/p.csv': TABLE });
  expect(sentencesOf(await loadIn(join(root, 'shop')))).toContain('This file lies outside the repository');
  expect((await loadIn(join(root, 'shop'), root)).diagnostics).toEqual([]);
});

test('a file among the manifests that a source reads is not said to be ignored', async () => {
  const files: Files = { 'contacts.d/a.yaml': source('contacts.d/p.csv'), 'contacts.d/p.csv': TABLE };
  const loaded = await loadBeside({ ...files, 'contacts.d/other.csv': TABLE });
  expect(placesOf(loaded)).toEqual(['contacts.d/other.csv:1:1 warning file-ignored']);
  expect(loaded.configuration.contacts).toHaveLength(1);
});
