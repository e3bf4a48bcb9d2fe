import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trackedBelow } from '../../../src/base/git/tracked.ts';
import { aRepository, commit, git, temporaryDirectory, writeFiles } from '../../helpers/repository.ts';

test('lists what git tracks in a directory, wherever the repository begins', async () => {
  const directory = aRepository();
  commit(directory, { 'marketing/.rollcall/plans/a.json': '', 'marketing/.rollcall.yaml': '', '.rollcall/b.json': '' });
  writeFiles(directory, { 'marketing/.rollcall/plans/untracked.json': '' });
  expect(await trackedBelow(join(directory, 'marketing'), '.rollcall')).toEqual(['.rollcall/plans/a.json']);
  expect(await trackedBelow(directory, '.rollcall')).toEqual(['.rollcall/b.json']);
});

test('lists a file that is only in the index, and a submodule in the place of the directory', async () => {
  const directory = aRepository();
  writeFiles(directory, { '.rollcall/a.json': '' });
  git(directory, 'add', '--force', '.rollcall/a.json');
  expect(await trackedBelow(directory, '.rollcall')).toEqual(['.rollcall/a.json']);
  const inner = aRepository();
  const id = commit(inner);
  git(directory, 'rm', '--quiet', '--cached', '.rollcall/a.json');
  git(directory, 'update-index', '--add', '--cacheinfo', `160000,${id},.rollcall`);
  expect(await trackedBelow(directory, '.rollcall')).toEqual(['.rollcall']);
});

test('takes a name that looks like a pattern literally, and upper case for lower case', async () => {
  const directory = aRepository();
  commit(directory, { '.ROLLCALL/a.json': '', 'x/b.json': '' });
  expect(await trackedBelow(directory, '.rollcall')).toEqual(['.ROLLCALL/a.json']);
  expect(await trackedBelow(directory, '*')).toEqual([]);
});

test('lists nothing without a repository', async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, '.rollcall'));
  expect(await trackedBelow(directory, '.rollcall')).toEqual([]);
});
