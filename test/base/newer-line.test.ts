// Which of two conflicting lines of the manifests is newer, in real repositories.

import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../src/cli/manifests.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { aRepository, cloneOf, commit, git, temporaryDirectory, writeFiles } from '../helpers/repository.ts';
import { poison, setTraps } from '../helpers/traps.ts';

const ACCOUNTS = 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n';
const HEAD = `${ACCOUNTS}contacts:\n`;
const FIRST = '  - { email: jane@example.com, city: Rome }\n';
const SECOND = '  - { email: jane@example.com, city: Bonn }\n';
const OTHER = '  - { email: joe@example.com }\n';

/** The places that are blamed for the same city being declared twice, as `file:line`. */
async function blamed(directory: string): Promise<readonly string[]> {
  const options = await loadOptionsOf({ dir: join(directory, 'contacts.d') }, {});
  const { diagnostics } = await loadManifests(options);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['duplicate-field']));
  return errors.map(({ file, line }) => `${file.split('/').at(-1)}:${line}`);
}

function a(text: string): Readonly<Record<string, string>> {
  return { 'contacts.d/a.yaml': text };
}

describe('of two lines of one file, the blame is on', () => {
  test('the one of the later commit, whatever the dates', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${OTHER}${SECOND}`));
    commit(directory, a(`${HEAD}${FIRST}${OTHER}${SECOND}`));
    expect(await blamed(directory)).toEqual(['a.yaml:4']);
  });

  test('both, if one commit has brought them', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}${SECOND}`));
    expect(await blamed(directory)).toEqual(['a.yaml:4', 'a.yaml:5']);
  });

  test('the one that is in no commit yet, also after lines were added above', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}`));
    writeFiles(directory, a(`# people\n${HEAD}${FIRST}${SECOND}`));
    expect(await blamed(directory)).toEqual(['a.yaml:6']);
    writeFiles(directory, a(`# people\r\n${HEAD}${FIRST}${SECOND}`.replaceAll(/\r?\n/g, '\r\n')));
    expect(await blamed(directory)).toEqual(['a.yaml:6']);
  });

  test('both, if neither is in a commit', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${OTHER}`));
    writeFiles(directory, a(`${HEAD}${OTHER}${FIRST}${SECOND}`));
    expect(await blamed(directory)).toEqual(['a.yaml:5', 'a.yaml:6']);
  });

  test('the new one, if the other was moved; both, if there are two that it may be', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}${OTHER}`));
    writeFiles(directory, a(`${HEAD}${OTHER}${SECOND}${FIRST}`));
    expect(await blamed(directory)).toEqual(['a.yaml:5']);
    const twice = `${HEAD}${FIRST.replace('jane', 'joe')}  - email: jane@example.com\n    city: Rome\n${OTHER}`;
    commit(directory, a(twice));
    writeFiles(
      directory,
      a(`# x\n${HEAD}  - email: jane@example.com\n    city: Rome\n  - email: jane@example.com\n    city: Rome\n`),
    );
    expect(await blamed(directory)).toEqual(['a.yaml:6', 'a.yaml:8']);
  });
});

describe('of lines of two files, the blame is on', () => {
  const two = { 'contacts.d/b c.yaml': `contacts:\n${SECOND}` };

  test('the one of the later commit; a file that is in none is the latest', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}`));
    writeFiles(directory, two);
    expect(await blamed(directory)).toEqual(['b c.yaml:2']);
    commit(directory);
    expect(await blamed(directory)).toEqual(['b c.yaml:2']);
    commit(directory, a(`${HEAD}${FIRST.replace('Rome', 'Oslo')}`));
    expect(await blamed(directory)).toEqual(['a.yaml:4']);
  });

  test('the later one of two branches that were merged', async () => {
    const directory = aRepository();
    commit(directory, a(HEAD));
    git(directory, 'checkout', '--quiet', '-b', 'feature');
    commit(directory, two);
    git(directory, 'checkout', '--quiet', 'main');
    writeFiles(directory, a(`${HEAD}${FIRST}`));
    git(directory, 'add', '--all');
    git(directory, '-c', 'user.name=x', 'commit', '--quiet', '-m', 'later', '--date=2000-01-01T00:00:00Z');
    git(directory, 'merge', '--quiet', '--no-edit', 'feature');
    const dates = git(directory, 'log', '--format=%ct', '-2', '--no-merges').split('\n');
    // Of two commits of the same second, git does not know the later one.
    expect(await blamed(directory)).toEqual(dates[0] === dates[1] ? ['a.yaml:4', 'b c.yaml:2'] : ['a.yaml:4']);
  });

  test('both in a shallow clone that knows only one commit, and the later one where it knows more', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}`));
    commit(directory, two);
    expect(await blamed(cloneOf(directory, '--depth=1'))).toEqual(['a.yaml:4', 'b c.yaml:2']);
    expect(await blamed(cloneOf(directory, '--depth=2'))).toEqual(['b c.yaml:2']);
  });

  test('the file that a link names, in the repository', async () => {
    const directory = aRepository();
    commit(directory, { ...a(`${HEAD}${FIRST}`), 'shared/b.yaml': `contacts:\n${SECOND}` });
    commit(directory, { 'shared/b.yaml': `contacts:\n${SECOND.replace('Bonn', 'Kyiv')}` });
    symlinkSync('../shared/b.yaml', join(directory, 'contacts.d/linked.yaml'));
    expect(await blamed(directory)).toEqual(['linked.yaml:2']);
  });

  test('both without a repository, and in one that must not be used', async () => {
    const directory = aRepository();
    commit(directory, a(`${HEAD}${FIRST}`));
    commit(directory, two);
    const elsewhere = temporaryDirectory();
    renameSync(join(directory, '.git'), join(elsewhere, 'git'));
    expect(await blamed(directory)).toEqual(['a.yaml:4', 'b c.yaml:2']);
    symlinkSync(join(elsewhere, 'git'), join(directory, '.git'));
    expect(await blamed(directory)).toEqual(['a.yaml:4', 'b c.yaml:2']);
  });
});

test('no program runs that the repository names', async () => {
  const traps = setTraps();
  const directory = aRepository();
  commit(directory, a(`${HEAD}${FIRST}`));
  commit(directory, { 'contacts.d/.gitattributes': '* filter=evil diff=evil merge=evil ident text=auto\n' });
  writeFiles(directory, { ...a(`${HEAD}${FIRST}${SECOND}`), '.git/poison': poison(traps) });
  git(directory, 'config', 'include.path', 'poison');
  expect(await blamed(directory)).toEqual(['a.yaml:5']);
  expect(traps.sprung()).toEqual([]);
});
