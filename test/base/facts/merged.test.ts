// Which facts of accounts are believed: those on the default branch of the remote, whoever wrote the others.

import { describe, expect, test } from 'vitest';
import { believeMerged, type MergedOptions } from '../../../src/base/facts/merged.ts';
import type { DeclaredFact } from '../../../src/manifest/facts/fact.ts';
import { aRepository, cloneOf, commit, git, temporaryDirectory, writeFiles } from '../../helpers/repository.ts';

const FILE = 'contacts.d/facts shop.yaml';

function declared(fact: string, result: DeclaredFact['result'] = 'proved'): DeclaredFact {
  return { account: 'shop', fact, result, date: '2026-05-30', apiVersion: 'v5', file: FILE };
}

function textOf(facts: readonly DeclaredFact[]): Readonly<Record<string, string>> {
  const list = facts.map(({ account: _account, file: _file, ...fact }) => fact);
  return { [FILE]: `${JSON.stringify({ accounts: { shop: { facts: list } } }, null, 2)}\n` };
}

const CITY = declared('clear.city');
const STATE = declared('clear.state');

function believed(directory: string, facts: readonly DeclaredFact[], options: Partial<MergedOptions> = {}) {
  const place = { directory: 'contacts.d', workingDirectory: directory };
  return believeMerged({ ...place, isOnline: true, isPushBuild: false, isCi: true, ...options })(facts);
}

describe('a clone', () => {
  test('believes what the default branch has, and nothing of a branch that is not merged', async () => {
    const origin = aRepository();
    commit(origin, textOf([CITY]));
    const clone = cloneOf(origin);
    git(clone, 'checkout', '--quiet', '-b', 'feature');
    commit(clone, textOf([CITY, STATE]));
    expect(await believed(clone, [CITY, STATE])).toEqual([CITY]);
    git(clone, 'push', '--quiet', 'origin', 'feature');
    expect(await believed(clone, [CITY, STATE])).toEqual([CITY]);
    git(origin, 'merge', '--quiet', '--ff-only', 'feature');
    expect(await believed(clone, [CITY, STATE])).toEqual([CITY, STATE]);
    expect(await believed(clone, [declared('clear.city', 'refused'), { ...STATE, date: '2026-05-31' }])).toEqual([]);
  });

  test('offline, what it knows of the default branch counts', async () => {
    const origin = aRepository();
    commit(origin, textOf([CITY]));
    const clone = cloneOf(origin);
    commit(origin, textOf([CITY, STATE]));
    commit(clone, textOf([CITY, STATE]));
    expect(await believed(clone, [CITY, STATE], { isOnline: false })).toEqual([CITY]);
    git(clone, 'remote', 'set-url', 'origin', 'file:///nowhere');
    expect(await believed(clone, [CITY, STATE])).toEqual([CITY]);
    git(clone, 'remote', 'set-head', 'origin', '--delete');
    expect(await believed(clone, [CITY, STATE])).toEqual([]);
    expect(await believed(clone, [CITY, STATE], { isCi: false })).toEqual([CITY, STATE]);
  });

  test('a shallow one of a pull request fetches the default branch', async () => {
    const origin = aRepository();
    commit(origin, textOf([CITY]));
    git(origin, 'checkout', '--quiet', '-b', 'feature');
    commit(origin, textOf([CITY, STATE]));
    git(origin, 'checkout', '--quiet', 'main');
    const clone = cloneOf(origin, '--depth=1', '--branch=feature');
    expect(await believed(clone, [CITY, STATE])).toEqual([CITY]);
  });

  test('a build of a push believes what was pushed', async () => {
    const origin = aRepository();
    commit(origin);
    const clone = cloneOf(origin);
    commit(clone, textOf([CITY]));
    writeFiles(clone, textOf([CITY, STATE]));
    expect(await believed(clone, [CITY, STATE], { isPushBuild: true })).toEqual([CITY]);
  });
});

describe('where nothing can be known of a merge', () => {
  test.each([
    ['no repository', temporaryDirectory],
    ['no remote', aRepository],
  ])('%s: none in CI, all at a desk', async (_, make) => {
    const directory = make();
    writeFiles(directory, textOf([CITY]));
    expect(await believed(directory, [CITY])).toEqual([]);
    expect(await believed(directory, [CITY], { isCi: false })).toEqual([CITY]);
  });

  test('a file that is no manifest there says nothing', async () => {
    const origin = aRepository();
    commit(origin, { [FILE]: 'accounts: [\n' });
    const clone = cloneOf(origin);
    expect(await believed(clone, [CITY])).toEqual([]);
  });
});
