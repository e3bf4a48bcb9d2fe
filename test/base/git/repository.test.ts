// Which repository a directory belongs to, and which repositories are refused.

import { chownSync, cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { trustHint } from '../../../src/base/git/error.ts';
import { openRepository } from '../../../src/base/git/repository.ts';
import type { Repository } from '../../../src/base/git/repository-paths.ts';
import { gitText } from '../../../src/base/git.ts';
import { resolveCommit } from '../../../src/base/resolve-commit.ts';
import type { HintedError } from '../../../src/contact/hinted-error.ts';
import { unmasked } from '../../../src/contact/sentence.ts';
import {
  aRepository,
  cloneOf,
  commit,
  git,
  repositoryIn,
  temporaryDirectory,
  writeFiles,
} from '../../helpers/repository.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What git itself finds there, and git takes it when it is told. */
async function expectSame(directory: string): Promise<Repository | undefined> {
  const found = await openRepository(directory);
  const workTree = git(directory, 'rev-parse', '--show-toplevel');
  expect(found).toEqual({ workTree, gitDirectory: git(directory, 'rev-parse', '--absolute-git-dir') });
  if (found !== undefined) expect(await gitText(found, ['rev-parse', '--show-toplevel'])).toBe(workTree);
  return found;
}

async function refusal(directory: string): Promise<HintedError> {
  return openRepository(directory).then(
    (found) => expect.unreachable(`opened ${found?.gitDirectory}`),
    (error: HintedError) => error,
  );
}

/** A repository with a submodule `team`. */
function withSubmodule(): string {
  const directory = aRepository();
  const team = aRepository();
  commit(team, { 'contacts.d/a.yaml': '' });
  git(directory, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', team, 'team');
  commit(directory);
  return directory;
}

describe('is found', () => {
  test('at its root, below it, through a link, and in a shallow clone', async () => {
    const directory = aRepository();
    commit(directory, { 'contacts.d/vip/a.yaml': '' });
    await expectSame(directory);
    expect(await expectSame(join(directory, 'contacts.d/vip'))).toEqual(repositoryIn(directory));
    const link = join(temporaryDirectory(), 'link');
    symlinkSync(join(directory, 'contacts.d'), link);
    expect(await openRepository(link)).toEqual(repositoryIn(directory));
    await expectSame(cloneOf(directory, '--depth=1'));
  });

  test('in a linked work tree, one of a bare clone, and one whose paths are relative', async () => {
    const directory = aRepository();
    commit(directory);
    const linked = join(temporaryDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', linked);
    await expectSame(linked);

    const project = temporaryDirectory();
    git(project, 'clone', '--quiet', '--bare', directory, '.bare');
    writeFileSync(join(project, '.git'), 'gitdir: ./.bare\n');
    git(project, 'worktree', 'add', '--quiet', 'main', 'main');
    await expectSame(join(project, 'main'));

    writeFileSync(join(project, 'main/.git'), 'gitdir: ../.bare/worktrees/main\r\n');
    writeFileSync(join(project, '.bare/worktrees/main/gitdir'), '../../../main/.git\n');
    await expectSame(join(project, 'main'));
  });

  test('in a submodule, and in a linked work tree of one', async () => {
    const directory = withSubmodule();
    const team = join(directory, 'team');
    await expectSame(join(team, 'contacts.d'));
    const linked = join(temporaryDirectory(), 'linked');
    git(team, 'worktree', 'add', '--quiet', linked);
    await expectSame(linked);
  });

  test('in a submodule of a linked work tree', async () => {
    const directory = withSubmodule();
    const linked = join(temporaryDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', linked);
    git(linked, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init');
    await expectSame(join(linked, 'team'));
  });

  test('not in a bare repository, or without `.git` up to the root', async () => {
    const bare = temporaryDirectory();
    git(bare, 'init', '--quiet', '--bare');
    expect(await openRepository(bare)).toBeUndefined();
    expect(await openRepository(join(bare, 'objects'))).toBeUndefined();
    expect(await openRepository(join(bare, 'missing'))).toBeUndefined();
  });
});

describe('is refused', () => {
  test('a `.git` file of another work tree', async () => {
    const directory = aRepository();
    commit(directory);
    const linked = join(temporaryDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', linked);
    const copy = temporaryDirectory();
    cpSync(join(linked, '.git'), join(copy, '.git'));
    expect(await refusal(copy)).toMatchObject({
      code: 'git',
      reason: 'refused',
      message: `${copy}/.git points to ${directory}/.git/worktrees/linked, which does not point back to it`,
      hint: expect.stringContaining('git worktree repair'),
    });
    writeFileSync(join(copy, '.git'), `gitdir: ${withSubmodule()}/.git/modules/team\n`);
    expect((await refusal(copy)).message).toContain('/.git/modules/team, whose `core.worktree` is not ');
  });

  test('a linked work tree that its repository does not list', async () => {
    const directory = aRepository();
    commit(directory);
    const linked = join(temporaryDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', linked);
    const moved = join(temporaryDirectory(), 'moved');
    renameSync(join(directory, '.git/worktrees/linked'), moved);
    writeFileSync(join(moved, 'commondir'), `${directory}/.git\n`);
    writeFileSync(join(linked, '.git'), `gitdir: ${moved}\n`);
    expect((await refusal(linked)).message).toContain(`points to ${moved}, which does not point back to it`);
  });

  test('a repository elsewhere, unless it points back', async () => {
    const directory = temporaryDirectory();
    const elsewhere = join(temporaryDirectory(), 'x.git');
    git(directory, 'init', '--quiet', `--separate-git-dir=${elsewhere}`);
    const { hint } = await refusal(directory);
    const command = `git --git-dir=${elsewhere} config core.worktree ${directory}`;
    expect(hint).toBe(`if that is right, run \`${command}\``);
    git(directory, ...command.split(' ').slice(1));
    await expectSame(directory);
  });

  test('a repository among the files of a work tree, although it points back', async () => {
    const directory = aRepository();
    writeFiles(directory, { 'contacts.d/a.yaml': '' });
    git(directory, 'init', '--quiet', '--bare', 'evil');
    writeFileSync(join(directory, 'contacts.d/.git'), 'gitdir: ../evil\n');
    git(directory, '--git-dir=evil', 'config', 'core.bare', 'false');
    git(directory, '--git-dir=evil', 'config', 'core.worktree', join(directory, 'contacts.d'));
    expect((await refusal(join(directory, 'contacts.d'))).message).toBe(
      `${directory}/contacts.d/.git points to ${directory}/evil, which lies among the files of ${directory}`,
    );
    // The work tree's own files are no better.
    renameSync(join(directory, 'evil'), join(directory, 'contacts.d/evil'));
    writeFileSync(join(directory, 'contacts.d/.git'), 'gitdir: evil\n');
    expect((await refusal(join(directory, 'contacts.d'))).message).toContain('among the files of');
  });

  test.each([
    ['a target that does not exist', 'gitdir: /nonexistent\n'],
    ['no path', 'gitdir:\n'],
    ['empty', ''],
    ['a NUL in the path', 'gitdir: a\0b\n'],
    ['a path that is too long', `gitdir: ${'x'.repeat(100_000)}\n`],
    ['no gitdir line', 'nothing of the kind'],
  ])('an invalid `.git` file: %s', async (_, text) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '.git'), text);
    expect(await refusal(directory)).toMatchObject({
      code: 'git',
      reason: 'refused',
      message: `${directory}/.git does not name an existing git directory`,
    });
  });

  test('a link, even to a repository', async () => {
    const directory = temporaryDirectory();
    symlinkSync(join(aRepository(), '.git'), join(directory, '.git'));
    expect(await refusal(directory)).toMatchObject({
      code: 'git',
      reason: 'refused',
      message: `${directory}/.git is a symbolic link`,
    });
  });
});

describe('another user’s', () => {
  test('is opened if git trusts it', async () => {
    const directory = aRepository();
    vi.spyOn(process, 'geteuid').mockReturnValue(4_000_000);
    await expectSame(directory);
  });

  test('is never one that only git would find', async () => {
    const directory = aRepository();
    git(directory, 'init', '--quiet', '--bare', 'layout');
    mkdirSync(join(directory, 'layout/.git'));
    vi.spyOn(process, 'geteuid').mockReturnValue(4_000_000);
    expect(await refusal(join(directory, 'layout'))).toMatchObject({ code: 'git', reason: 'failed' });
  });

  test.runIf(process.getuid?.() === 0)(
    'is refused if git does not trust it, with the command that changes that',
    async () => {
      const directory = aRepository();
      for (const path of [directory, join(directory, '.git')]) chownSync(path, 12_345, 12_345);
      const hint = `run \`git config --global --add safe.directory ${directory}\``;
      expect(await refusal(directory)).toMatchObject({ code: 'git', reason: 'untrusted', hint });
      const home = temporaryDirectory();
      writeFileSync(join(home, '.gitconfig'), `[safe]\n  directory = ${directory}\n`);
      vi.stubEnv('HOME', home);
      expect(await openRepository(directory)).toEqual(repositoryIn(directory));
    },
  );
});

test.each([
  ['/srv/contacts', '/srv/contacts'],
  ['/srv/my contacts', "'/srv/my contacts'"],
  ["/srv/it's $(rm)", "'/srv/it'\\''s $(rm)'"],
])('the command of a hint can be copied into a shell: %s', (path, word) => {
  expect(unmasked(trustHint(path))).toBe(`run \`git config --global --add safe.directory ${word}\``);
});

test('a `.git` without a repository is an error with a hint, also where a commit is looked for', async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, '.git'));
  expect(await openRepository(directory)).toEqual(repositoryIn(directory));
  const error: HintedError = await gitText(repositoryIn(directory), ['remote']).catch((reason) => reason);
  expect(error.message).toContain('not a git repository');
  await expect(resolveCommit(repositoryIn(directory), 'main')).rejects.toMatchObject({ code: 'git', hint: error.hint });
  expect(error.hint).toBe(
    `\`.git\` in ${directory} is not a repository: remove it or clone again, or use \`--base DIR\` or \`--base none\``,
  );
});
