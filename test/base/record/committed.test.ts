// Which commit the manifests that were read belong to. git itself says whether the work tree is clean.

import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { committedRevision } from '../../../src/base/record/committed.ts';
import { type RepositoryLocation, repositoryLocationOf } from '../../../src/base/resolve-commit.ts';
import { readManifests } from '../../../src/manifest/read/read.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';
import { aRepository, commit, git, temporaryDirectory, writeFiles } from '../../helpers/repository.ts';
import { poison, setTraps } from '../../helpers/traps.ts';

const FILES = {
  'contacts.d/a.yaml': 'contacts:\n  - email: jané@example.com\n',
  'contacts.d/vip/b.json': '{}\n',
  'contacts.d/vip/c.ndjson': '{}\n{}\n',
  'contacts.d/README.md': 'read me\n',
  'contacts.d/.hidden/d.yaml': 'contacts: []\n',
  'elsewhere.yaml': 'contacts: []\n',
};

interface Checkout {
  readonly directory: string;
  readonly head: string;
}

function aCheckout(files: Readonly<Record<string, string>> = FILES, ...init: readonly string[]): Checkout {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--initial-branch=main', ...init);
  return { directory, head: commit(directory, files) };
}

async function revision(directory: string, folder = 'contacts.d'): Promise<string | undefined> {
  const root = join(directory, folder);
  const { files } = await readManifests({ directory: root, workingDirectory: root });
  return committedRevision(await repositoryLocationOf(root), files);
}

const status = (directory: string): string => git(directory, 'status', '--porcelain', '--', 'contacts.d');

describe('manifests as they were committed', () => {
  test.each([[[]], [['--object-format=sha256']]])('are those of HEAD (init %j)', async (init) => {
    const { directory, head } = aCheckout(FILES, ...init);
    expect(await revision(directory)).toBe(head);
  });

  test('are, too, in the root of the repository, in a linked work tree, and on no branch', async () => {
    const { directory, head } = aCheckout();
    expect(await revision(directory, '')).toBe(head);
    const linked = join(temporaryDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', '--detach', linked);
    expect(await revision(linked)).toBe(head);
  });

  test('are, too, whatever else changed: other files, hidden ones, the index, modes and times', async () => {
    const { directory, head } = aCheckout();
    writeFiles(directory, {
      'elsewhere.yaml': 'changed\n',
      'contacts.d/README.md': 'changed\n',
      'contacts.d/.hidden/e.yaml': 'new\n',
      'contacts.d/a.yaml': FILES['contacts.d/a.yaml'],
    });
    git(directory, 'rm', '--quiet', '--cached', 'contacts.d/a.yaml');
    expect(await revision(directory)).toBe(head);
  });

  test.each([['auto'], ['true']])('are, too, with CRLF where git checks files out so (%s)', async (how) => {
    const { directory, head } = aCheckout();
    git(directory, 'config', 'core.autocrlf', how === 'auto' ? 'false' : 'true');
    if (how === 'auto') writeFileSync(join(directory, '.git/info/attributes'), '* text=auto eol=crlf\n');
    git(directory, 'rm', '--quiet', '-r', '--cached', '.');
    git(directory, 'reset', '--quiet', '--hard');
    rmSync(join(directory, 'contacts.d'), { recursive: true });
    git(directory, 'checkout', '--quiet', 'HEAD', '--', '.');
    expect(
      (await readManifests({ directory: join(directory, 'contacts.d'), workingDirectory: directory })).files[0]?.text,
    ).toContain('\r\n');
    expect(status(directory)).toBe('');
    expect(await revision(directory)).toBe(head);
  });

  test('are, too, with names that need quoting', async () => {
    const { directory, head } = aCheckout({ 'contacts.d/a b\t"é\\.yaml': 'contacts: []\n' });
    expect(await revision(directory)).toBe(head);
  });
});

describe('manifests are no commit’s', () => {
  type Edit = (directory: string) => void;
  const EDITS: readonly (readonly [what: string, edit: Edit])[] = [
    ['one is changed', (directory) => writeFiles(directory, { 'contacts.d/a.yaml': 'contacts: []\n' })],
    ['one ends without a line break', (directory) => writeFiles(directory, { 'contacts.d/vip/b.json': '{}' })],
    ['one is untracked', (directory) => writeFiles(directory, { 'contacts.d/new.yaml': 'contacts: []\n' })],
    ['one is deleted', (directory) => rmSync(join(directory, 'contacts.d/a.yaml'))],
    [
      'one is renamed',
      (directory) => renameSync(join(directory, 'contacts.d/a.yaml'), join(directory, 'contacts.d/z.yaml')),
    ],
    [
      'all are gone',
      (directory) => {
        rmSync(join(directory, 'contacts.d'), { recursive: true });
        mkdirSync(join(directory, 'contacts.d'));
      },
    ],
    [
      'a link stands for one',
      (directory) => {
        renameSync(join(directory, 'contacts.d/a.yaml'), join(directory, 'a.yaml'));
        symlinkSync('../a.yaml', join(directory, 'contacts.d/a.yaml'));
      },
    ],
    [
      'a link stands for a directory',
      (directory) => {
        renameSync(join(directory, 'contacts.d/vip'), join(directory, 'vip'));
        symlinkSync('../vip', join(directory, 'contacts.d/vip'));
      },
    ],
    [
      'an untracked link adds one',
      (directory) => symlinkSync('../elsewhere.yaml', join(directory, 'contacts.d/link.yaml')),
    ],
  ];

  test.each(EDITS)('where %s, as git says', async (_, edit) => {
    const { directory } = aCheckout();
    edit(directory);
    expect(status(directory)).not.toBe('');
    expect(await revision(directory)).toBeUndefined();
  });

  test('where a link or a submodule was committed', async () => {
    const { directory } = aCheckout();
    symlinkSync('../elsewhere.yaml', join(directory, 'contacts.d/link.yaml'));
    commit(directory);
    expect(await revision(directory)).toBeUndefined();
    const outer = aCheckout().directory;
    const inner = aCheckout({ 'x.yaml': 'contacts: []\n' });
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.directory, 'contacts.d/team');
    commit(outer);
    expect(await revision(outer)).toBeUndefined();
  });

  test('before the first commit, and before the first of the directory', async () => {
    const directory = aRepository();
    writeFiles(directory, FILES);
    expect(await revision(directory)).toBeUndefined();
    git(directory, 'add', 'elsewhere.yaml');
    git(directory, 'commit', '--quiet', '--message=test');
    expect(await revision(directory)).toBeUndefined();
  });

  test('where a filter makes them, and it does not run', async () => {
    const { directory } = aCheckout({ ...FILES, '.gitattributes': '*.yaml filter=evil\n' });
    const traps = setTraps();
    writeFileSync(join(directory, '.git/config'), poison(traps), { flag: 'a' });
    writeFiles(directory, { 'contacts.d/a.yaml': 'decrypted: true\n' });
    expect(await revision(directory)).toBeUndefined();
    expect(traps.sprung()).toEqual([]);
  });
});

describe('what was read decides', () => {
  async function location(directory: string): Promise<RepositoryLocation> {
    return repositoryLocationOf(join(directory, 'contacts.d'));
  }

  function read(texts: Readonly<Record<string, string>>): readonly ManifestFile[] {
    return Object.entries(texts).map(([name, text]) => {
      const file = sourceOf(name, 'yaml', Buffer.from(text));
      return 'hash' in file ? file : expect.unreachable();
    });
  }

  test('not the files as they are by now', async () => {
    const { directory, head } = aCheckout({ 'contacts.d/a.yaml': 'a: 1\n' });
    writeFiles(directory, { 'contacts.d/a.yaml': 'a: 2\n' });
    expect(await committedRevision(await location(directory), read({ 'a.yaml': 'a: 1\n' }))).toBe(head);
    expect(await committedRevision(await location(directory), read({ 'a.yaml': 'a: 2\n' }))).toBeUndefined();
  });

  test('by the ids that git gives their bytes: what HEAD has is not read', async () => {
    const { directory, head } = aCheckout({ 'contacts.d/a.yaml': 'a: 1\n' });
    const blob = git(directory, 'rev-parse', 'HEAD:contacts.d/a.yaml').trim();
    rmSync(join(directory, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    const at = await location(directory);
    expect(await committedRevision(at, read({ 'a.yaml': 'a: 1\n' }))).toBe(head);
    expect(await committedRevision(at, read({ 'a.yaml': 'a: 1' }))).toBeUndefined();
  });

  test('by their hashes alone, unless a file has both kinds of line breaks', async () => {
    const { directory, head } = aCheckout({ 'contacts.d/a.yaml': 'a\nb\n', 'contacts.d/b.yaml': 'a\r\nb\r\n' });
    const at = await location(directory);
    const hashes = (one: string, other: string) =>
      read({ 'a.yaml': one, 'b.yaml': other }).map(({ name, hash }) => ({ name, hash }));
    expect(await committedRevision(at, hashes('a\r\nb\r\n', 'a\nb\n'))).toBe(head);
    expect(await committedRevision(at, hashes('a\nb\n', 'a\r\nb\n'))).toBeUndefined();
    expect(await committedRevision(at, read({ 'a.yaml': 'a\nb\n', 'b.yaml': 'a\r\nb\n' }))).toBe(head);
    expect(await committedRevision(at, [...hashes('a\nb\n', 'a\nb\n'), ...hashes('', '')])).toBeUndefined();
  });

  test('and it is the commit’s just if it differs in nothing but line breaks', async () => {
    const lines = fc.array(fc.constantFrom('', 'é', 'a: 1', '\r', ' '), { minLength: 1, maxLength: 4 });
    const breaks = fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 4, maxLength: 4 });
    const texts = fc.tuple(lines, breaks).map(([each, ends]) => each.map((line, index) => line + ends[index]).join(''));
    const plain = (text: string): string => text.replaceAll('\r\n', '\n');
    await fc.assert(
      fc.asyncProperty(texts, fc.option(texts), breaks, async (committed, other, ends) => {
        const { directory, head } = aCheckout({ 'contacts.d/a.yaml': committed });
        const same = plain(committed).replaceAll('\n', () => ends.pop() ?? '\n');
        const text = other ?? same;
        const found = await committedRevision(await location(directory), read({ 'a.yaml': text }));
        expect(found).toBe(plain(text) === plain(committed) ? head : undefined);
      }),
      { numRuns: 15, examples: [['\n\r\r\n', null, []]] },
    );
  });
});
