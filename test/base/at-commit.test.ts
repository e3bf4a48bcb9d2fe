import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type LoadedManifests, loadBase } from '../../src/base/load.ts';
import type { HintedError } from '../../src/contact/hinted-error.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { sentenceOfBaseNote } from '../../src/render/words/notes.ts';
import { aRepository, cloneOf, commit, git, temporaryDirectory, writeFiles } from '../helpers/repository.ts';

const now = (): number => Date.parse('2026-06-01T12:00:00Z');
const ACCOUNTS = `accounts:\n  app: { provider: loops, apiKey: "\${APP_KEY}" }\n`;

function person(name: string, more = ''): string {
  return `contacts:\n  - { email: ${name}@example.com${more} }\n`;
}

function load(base: string, workingDirectory: string, directory = 'contacts.d'): Promise<LoadedManifests> {
  return loadBase(base, { directory, workingDirectory, now });
}

function keysOf({ configuration }: LoadedManifests): readonly string[] {
  return configuration.contacts.map(({ key }) => key);
}

async function failure(promise: Promise<unknown>): Promise<HintedError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'HintedError', code: 'base' });
  return error as HintedError;
}

/** Two commits: Jane and Joe, then Jane alone in another file. */
function history(): { readonly directory: string; readonly first: string; readonly second: string } {
  const directory = aRepository();
  const first = commit(directory, {
    'contacts.d/accounts.yaml': ACCOUNTS,
    'contacts.d/jane.yaml': person('jane'),
    'contacts.d/joe.yaml': person('joe'),
    'README.md': '# not a manifest',
  });
  mkdirSync(join(directory, 'contacts.d/vip'));
  renameSync(join(directory, 'contacts.d/jane.yaml'), join(directory, 'contacts.d/vip/jane.yaml'));
  rmSync(join(directory, 'contacts.d/joe.yaml'));
  return { directory, first, second: commit(directory) };
}

describe('a commit', () => {
  test('is read as committed, whatever the work tree contains', async () => {
    const { directory, first } = history();
    writeFileSync(join(directory, 'contacts.d/accounts.yaml'), 'broken: [');
    const base = await load('HEAD~1', directory);
    expect(keysOf(base)).toEqual(['app/jane@example.com', 'app/joe@example.com']);
    expect(base.configuration.contacts[0]?.source.file).toBe('contacts.d/jane.yaml');
    expect(base).toMatchObject({ commit: first, notes: [] });
  });

  test('is not loaded again if these manifests were loaded before', async () => {
    const { directory } = history();
    const cache = join(temporaryDirectory(), 'cache');
    const options = { directory: 'contacts.d', workingDirectory: directory, now };
    await loadManifests({ ...options, cache, environment: { APP_KEY: 'x' } });
    const [entry = ''] = readdirSync(cache);
    utimesSync(join(cache, entry), 0, 0);
    const [cached, uncached] = [await loadBase('HEAD', { ...options, cache }), await loadBase('HEAD', options)];
    expect(cached.configuration).toEqual(uncached.configuration);
    expect(statSync(join(cache, entry)).mtimeMs).toBe(now());
    // Of other manifests nothing is stored.
    await loadBase('HEAD~1', { ...options, cache });
    expect(readdirSync(cache)).toEqual([entry]);
  });

  test('names each file that looks like data and is not read (faults D3)', async () => {
    const directory = aRepository();
    const id = commit(directory, {
      'contacts.d/accounts.yaml': ACCOUNTS,
      'contacts.d/people.jsonl': '{"email":"jane@example.com"}\n',
      'contacts.d/more/people.csv': 'email\n',
      'contacts.d/README.md': '',
      'contacts.d/.people.csv': '',
    });
    const base = await load('main', directory);
    expect(keysOf(base)).toEqual(['app/jane@example.com']);
    expect(base.notes.map(sentenceOfBaseNote)).toEqual([
      `contacts.d/more/people.csv: This file is not read at ${id.slice(0, 10)}: what it holds is not part of the base`,
    ]);
  });

  test('a renamed file is the same contact', async () => {
    const { directory } = history();
    expect(keysOf(await load('main', directory))).toEqual(['app/jane@example.com']);
  });

  test('is read from a subdirectory, and with manifests at the root', async () => {
    const directory = aRepository();
    commit(directory, { 'accounts.yaml': ACCOUNTS, 'jane.yaml': person('jane'), 'sub/x.txt': '' });
    const base = await load('main', join(directory, 'sub'), '..');
    expect(keysOf(base)).toEqual(['app/jane@example.com']);
    expect(keysOf(await load('main', directory, '.'))).toEqual(['app/jane@example.com']);
  });

  test('file names with spaces, quotes, line breaks and other alphabets', async () => {
    const directory = aRepository();
    const names = ['a b.yaml', 'c"d.yaml', 'line\nbreak.yaml', 'žmonės.yaml', 'e:f.yaml', '-rf.yaml'];
    commit(directory, {
      'contacts.d/accounts.yaml': ACCOUNTS,
      ...Object.fromEntries(names.map((name, index) => [`contacts.d/${name}`, person(`p${index}`)])),
    });
    const { configuration } = await load('main', directory);
    const files = configuration.contacts.map(({ source }) => source.file);
    expect(files).toEqual(names.map((name) => `contacts.d/${name}`));
  });

  test('ignores attributes that change line ends, and hidden files', async () => {
    const directory = aRepository();
    commit(directory, {
      '.gitattributes': '*.yaml text eol=crlf\n',
      'contacts.d/accounts.yaml': ACCOUNTS,
      'contacts.d/jane.yaml': person('jane', ', firstName: "Jä"'),
      'contacts.d/.hidden/joe.yaml': person('joe'),
    });
    const base = await load('main', directory);
    expect(keysOf(base)).toEqual(['app/jane@example.com']);
    expect(base.configuration.contacts[0]?.scalars).toEqual({ firstName: 'Jä' });
  });

  test('links and submodules are not followed; notes say so', async () => {
    const directory = aRepository();
    const other = aRepository();
    commit(other, { 'x.yaml': person('joe') });
    writeFiles(directory, { 'contacts.d/accounts.yaml': ACCOUNTS, 'elsewhere/ann.yaml': person('ann') });
    symlinkSync('../elsewhere/ann.yaml', join(directory, 'contacts.d/ann.yaml'));
    git(directory, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'contacts.d/team');
    commit(directory);
    const base = await load('main', directory);
    expect(keysOf(base)).toEqual([]);
    expect(base.notes.map(sentenceOfBaseNote)).toEqual([
      expect.stringContaining('contacts.d/ann.yaml: This link is not followed'),
      expect.stringContaining('contacts.d/team: This submodule is not followed'),
    ]);
  });

  test('a commit without manifests removes nothing; a note says so', async () => {
    const directory = aRepository();
    const first = commit(directory, { 'README.md': '' });
    commit(directory, { 'contacts.d/accounts.yaml': ACCOUNTS });
    const base = await load(first, directory);
    expect(keysOf(base)).toEqual([]);
    expect(base.notes.map(sentenceOfBaseNote)).toEqual([
      `contacts.d: There is no manifest at ${first.slice(0, 10)}: nothing counts as removed`,
    ]);
  });

  test('needs neither environment variables nor allowed hosts', async () => {
    const directory = aRepository();
    const account = `accounts:\n  app: { provider: loops, apiKey: "\${GONE}", baseUrl: "https://proxy.example" }\n`;
    commit(directory, { 'contacts.d/a.yaml': account, 'contacts.d/b.yaml': person('jane') });
    expect(keysOf(await load('main', directory))).toEqual(['app/jane@example.com']);
  });

  test('one mistake makes the whole base an error', async () => {
    const directory = aRepository();
    commit(directory, {
      'contacts.d/a.yaml': ACCOUNTS,
      'contacts.d/b.yaml': person('jane'),
      'contacts.d/c.yaml': 'contacts:\n  - { email: joe@example.com, fristName: Joe }\n',
    });
    const { message } = await failure(load('main', directory));
    expect(message).toMatch(
      /^the manifests of the base main \([0-9a-f]{10}\) have a mistake at contacts\.d\/c\.yaml:2:\d+ /,
    );
    expect(message).not.toContain('Joe');
  });
});

describe('missing commits', () => {
  test('the error for an unknown ref names the command that fetches it', async () => {
    const { directory } = history();
    expect((await failure(load('release', directory))).hint).toContain('`git log --oneline --all` lists its commits');
    git(directory, 'remote', 'add', 'origin', '/nowhere');
    expect(await failure(load('release', directory))).toMatchObject({
      message: 'there is no commit release in this clone',
      hint: 'run `git fetch origin release`',
    });
    expect((await failure(load('origin/release~2', directory))).hint).toBe('run `git fetch origin release`');
  });

  test('a name that git would parse as an option is not a ref', async () => {
    const { directory } = history();
    expect((await failure(load('--all', directory))).message).toContain('there is no commit --all');
  });

  test('in a shallow clone, the error for an earlier commit says how to fetch it', async () => {
    const { directory, first } = history();
    const shallow = cloneOf(directory, '--depth=1');
    const hint = 'this clone is shallow: run `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)';
    expect((await failure(load('HEAD~1', shallow))).hint).toBe(hint);
    expect((await failure(load(first, shallow))).hint).toBe(hint);
    expect(keysOf(await load('HEAD', shallow))).toEqual(['app/jane@example.com']);
    git(shallow, 'fetch', '--quiet', '--unshallow');
    expect(keysOf(await load('HEAD~1', shallow))).toHaveLength(2);
  });

  test('a branch that only origin has is found there', async () => {
    const { directory, first } = history();
    git(directory, 'branch', 'release', first);
    const shallow = cloneOf(directory, '--depth=1', '--no-single-branch', '--branch=main');
    expect(keysOf(await load('release', shallow))).toHaveLength(2);
  });

  test('no repository', async () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { 'contacts.d/a.yaml': ACCOUNTS });
    const error = await failure(load('main', directory));
    expect(error.message).toContain('contacts.d is not in a git repository');
    expect(error.hint).toContain('--base none');
  });

  test('a repository without a commit', async () => {
    const directory = aRepository();
    writeFiles(directory, { 'contacts.d/a.yaml': ACCOUNTS });
    expect((await failure(load('HEAD', directory))).message).toContain('there is no commit HEAD');
  });

  test('manifests outside the repository in which the command runs belong to no commit of it', async () => {
    const { directory } = history();
    const outside = temporaryDirectory();
    writeFiles(outside, { 'a.yaml': ACCOUNTS });
    expect((await failure(load('main', directory, outside))).message).toContain(
      `${outside} is not in a git repository`,
    );
  });
});

test('variables that git sets for its hooks are ignored', async () => {
  const { directory } = history();
  const other = aRepository();
  commit(other, { 'contacts.d/a.yaml': ACCOUNTS });
  vi.stubEnv('GIT_DIR', join(other, '.git'));
  vi.stubEnv('GIT_INDEX_FILE', '/nonexistent/index');
  vi.stubEnv('GIT_WORK_TREE', other);
  try {
    expect(keysOf(await load('main', directory))).toEqual(['app/jane@example.com']);
  } finally {
    vi.unstubAllEnvs();
  }
});

describe('a directory', () => {
  test('is read as the base', async () => {
    const directory = temporaryDirectory();
    writeFiles(directory, {
      'before/a.yaml': ACCOUNTS,
      'before/b.yaml': person('jane'),
      'contacts.d/a.yaml': ACCOUNTS,
    });
    expect(await load('before', directory)).toMatchObject({ notes: [] });
    expect(keysOf(await load('./before', directory))).toEqual(['app/jane@example.com']);
  });

  test('is an error if missing, empty or invalid', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'empty'));
    writeFiles(directory, { 'wrong/a.yaml': 'contacts: [' });
    expect((await failure(load('./missing', directory))).message).toContain(
      'the base cannot be read: there is no directory ./missing',
    );
    expect((await failure(load('./empty', directory))).message).toContain('(no-manifests)');
    expect((await failure(load('./wrong', directory))).message).toContain('wrong/a.yaml:1');
  });

  test('is an error if a branch has the same name', async () => {
    const { directory } = history();
    git(directory, 'branch', 'before');
    writeFiles(directory, { 'before/a.yaml': ACCOUNTS });
    expect((await failure(load('before', directory))).hint).toContain('write ./before for the directory');
  });
});

describe('a file of people who must not be mailed', () => {
  const LIST = `${ACCOUNTS}suppressions: [{ from: data/gone.txt }]\n`;
  const listed = ({ configuration }: LoadedManifests) => configuration.suppressions?.map(({ value }) => value) ?? [];

  test('is read as it was in the commit, also if the manifests have not changed since', async () => {
    const directory = aRepository();
    const first = commit(directory, { 'contacts.d/a.yaml': LIST, 'data/gone.txt': 'jane@example.com\n' });
    const files = { directory: 'contacts.d', workingDirectory: directory, now };
    writeFiles(directory, { 'data/gone.txt': 'jane@example.com\njoe@example.com\n' });
    const { configuration: today } = await loadManifests({ ...files, environment: {} });
    expect(listed({ configuration: today } as LoadedManifests)).toEqual(['jane@example.com', 'joe@example.com']);
    expect(listed(await loadBase(first, { ...files, today }))).toEqual(['jane@example.com']);
  });

  test('is read beside a directory elsewhere; beside today’s manifests, it does not say what it said before', async () => {
    const directory = temporaryDirectory();
    writeFiles(directory, {
      'contacts.d/a.yaml': LIST,
      'old.d/a.yaml': LIST,
      'data/gone.txt': 'jane@example.com\njoe@example.com\n',
      'before/contacts.d/a.yaml': LIST,
      'before/data/gone.txt': 'jane@example.com\n',
    });
    expect(listed(await load('./before/contacts.d', directory))).toEqual(['jane@example.com']);
    expect(listed(await load('./old.d', directory))).toEqual([]);
  });

  test('names nobody where it was not there, lies outside, or has mistakes only', async () => {
    const directory = aRepository();
    const outside = LIST.replace('data/gone.txt', '../gone.txt');
    for (const manifest of [LIST, outside]) {
      const id = commit(directory, { 'contacts.d/a.yaml': manifest, 'contacts.d/b.yaml': `# ${manifest.length}\n` });
      expect(listed(await load(id, directory))).toEqual([]);
    }
    const broken = commit(directory, {
      'contacts.d/a.yaml': LIST.replace('.txt', '.csv'),
      'data/gone.csv': 'Name\nJane\n',
    });
    expect(listed(await load(broken, directory))).toEqual([]);
  });

  test('is no link, whose target is not taken for addresses', async () => {
    const directory = aRepository();
    mkdirSync(join(directory, 'data'));
    symlinkSync('jane@example.com', join(directory, 'data/gone.txt'));
    expect(listed(await load(commit(directory, { 'contacts.d/a.yaml': LIST }), directory))).toEqual([]);
  });

  test('may lie in a directory whose name begins with two dots', async () => {
    const directory = aRepository();
    const id = commit(directory, {
      'contacts.d/a.yaml': LIST.replace('data/gone', '..data/gone'),
      '..data/gone.txt': 'jane@example.com\n',
    });
    expect(listed(await load(id, directory))).toEqual(['jane@example.com']);
  });
});
