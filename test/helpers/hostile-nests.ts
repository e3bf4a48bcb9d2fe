// Places in which a stranger's files would have git run a program: bare layouts among manifests, `.git` files that lead elsewhere,
// poisoned configurations. Each is built in a workplace that has valid manifests in contacts.d already.

import { appendFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aRepository, cloneOf, commit, git, temporaryDirectory, writeFiles } from './repository.ts';
import { poison, poisonedRemote, poisonedTransport, type Traps } from './traps.ts';

export interface Nest {
  readonly name: string;
  /** @param place the workplace's directory, links resolved */
  readonly build: (place: string, traps: Traps) => void;
  /** The manifests, where they are not in contacts.d. */
  readonly directory?: string;
  /** What becomes of `plan --base HEAD`: it plans, or says so on stderr. */
  readonly head: 'works' | RegExp;
  /** A record is fetched, made and pushed to `origin`. */
  readonly remote?: true;
}

const NOWHERE = /is not in a git repository/;

export const NESTS: readonly Nest[] = [
  {
    name: 'a bare layout in contacts.d, whose remote has an uploadpack, and no repository',
    build: (place, traps) => bareLayout(join(place, 'contacts.d'), traps),
    head: NOWHERE,
  },
  {
    name: 'a bare layout in contacts.d with worktree, hooksPath and fsmonitor, and no repository',
    build: (place, traps) => bareLayout(join(place, 'contacts.d'), traps, '..'),
    head: NOWHERE,
  },
  {
    name: 'bare layouts in contacts.d and above, committed to an ordinary repository',
    build(place, traps) {
      bareLayout(join(place, 'contacts.d'), traps, '.');
      bareLayout(place, traps);
      repositoryWithRemote(place);
    },
    head: 'works',
    remote: true,
  },
  {
    name: 'a `.git` file that leads to a bare layout beside it, which leads back',
    build(place, traps) {
      bareLayout(join(place, 'evil'), traps, join(place, 'contacts.d'));
      repositoryWithRemote(place);
      writeFileSync(join(place, 'contacts.d/.git'), 'gitdir: ../evil\n');
    },
    head: /contacts\.d\/\.git points to \S+\/evil, which lies among the files of/,
  },
  {
    name: 'a `.git` file that leads to a linked work tree’s layout beside it, which leads back',
    build(place, traps) {
      bareLayout(join(place, 'evil'), traps, '');
      writeFiles(join(place, 'evil/worktrees/w'), {
        HEAD: 'ref: refs/heads/main\n',
        commondir: '../..\n',
        gitdir: `${place}/contacts.d/.git\n`,
      });
      repositoryWithRemote(place);
      writeFileSync(join(place, 'contacts.d/.git'), 'gitdir: ../evil/worktrees/w\n');
    },
    head: /contacts\.d\/\.git points to \S+\/evil\/worktrees\/w, which lies among the files of/,
  },
  {
    name: 'a `.git` file that leads out of the place, to what does not lead back',
    build(place, traps) {
      const elsewhere = temporaryDirectory();
      bareLayout(elsewhere, traps);
      writeFileSync(join(place, 'contacts.d/.git'), `gitdir: ${elsewhere}\n`);
    },
    head: /contacts\.d\/\.git points to \S+, whose `core\.worktree` is not /,
  },
  {
    name: 'a `.git` that is a link to a bare layout',
    build(place, traps) {
      bareLayout(join(place, 'evil'), traps);
      symlinkSync('evil', join(place, '.git'));
    },
    head: /\.git is a symbolic link/,
  },
  {
    name: 'an ordinary repository whose configuration is poisoned, hooks and attributes too',
    build(place, traps) {
      writeFiles(place, { 'contacts.d/.gitattributes': '* filter=evil diff=evil merge=evil ident text=auto\n' });
      const remote = repositoryWithRemote(place);
      poisonRepository(join(place, '.git'), traps, remote);
    },
    head: 'works',
    remote: true,
  },
  {
    name: 'configuration that is poisoned by what it includes, and objects that are borrowed from such a repository',
    build(place, traps) {
      const remote = repositoryWithRemote(place);
      const lender = cloneOf(remote);
      poisonRepository(join(lender, '.git'), traps, remote);
      writeFileSync(join(place, '.git/objects/info/alternates'), `${lender}/.git/objects\n`);
      writeFileSync(join(place, '.git/included'), `${poison(traps)}${poisonedRemote(traps, remote)}`);
      writeFileSync(join(place, '.git/included-if'), poison(traps));
      const include = `[include]\n  path = included\n[includeIf "gitdir:**"]\n  path = included-if\n`;
      appendFileSync(join(place, '.git/config'), include);
    },
    head: 'works',
    remote: true,
  },
  {
    name: 'a poisoned submodule in a poisoned repository',
    build(place, traps) {
      const remote = repositoryWithRemote(place);
      const team = aRepository();
      cpSync(join(place, 'contacts.d'), join(team, 'contacts.d'), { recursive: true });
      commit(team);
      git(place, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', team, 'team');
      commit(place);
      git(join(place, 'team'), 'remote', 'remove', 'origin');
      poisonRepository(join(place, '.git'), traps, remote);
      appendFileSync(join(place, '.git/modules/team/config'), poison(traps));
    },
    directory: 'team/contacts.d',
    head: 'works',
  },
  {
    name: 'a linked work tree of a poisoned repository',
    build(place, traps) {
      const main = temporaryDirectory();
      cpSync(join(place, 'contacts.d'), join(main, 'contacts.d'), { recursive: true });
      const remote = repositoryWithRemote(main);
      git(main, 'worktree', 'add', '--quiet', join(place, 'linked'));
      poisonRepository(join(main, '.git'), traps, remote);
    },
    directory: 'linked/contacts.d',
    head: 'works',
    remote: true,
  },
  {
    name: 'a repository with one remote, whose name is an option',
    build(place, traps) {
      repositoryWithRemote(place);
      git(place, 'remote', 'remove', 'origin');
      const name = `--upload-pack=${traps.program('remote-name')}`;
      appendFileSync(join(place, '.git/config'), `[remote "${name}"]\n  url = ${place}\n`);
      writeFiles(place, { 'contacts.d/-rf.yaml': 'contacts: []\n', 'contacts.d/--exec=x/-.yaml': 'contacts: []\n' });
      commit(place);
    },
    head: 'works',
  },
];

/** A clone without blobs, whose remote runs a program as soon as one is asked for. */
export function partialClone(place: string, traps: Traps, url: 'file' | 'ext' | 'ssh' | 'git'): void {
  const source = temporaryDirectory();
  cpSync(join(place, 'contacts.d'), join(source, 'contacts.d'), { recursive: true });
  const remote = repositoryWithRemote(source);
  git(remote, 'config', 'uploadpack.allowFilter', 'true');
  const clone = cloneOf(remote, '--filter=blob:none', '--no-checkout');
  cpSync(join(clone, '.git'), join(place, '.git'), { recursive: true });
  const urls = {
    file: `file://${remote}`,
    ext: `ext::${traps.program('ext')} %S`,
    ssh: 'ssh://example.invalid/x',
    git: 'git://example.invalid/x',
  };
  git(place, 'config', 'remote.origin.url', urls[url]);
  git(place, 'config', 'remote.origin.uploadpack', traps.program('upload-pack'));
  appendFileSync(join(place, '.git/config'), `${poison(traps)}${poisonedTransport(traps)}`);
}

/** The files of a bare repository, put into a directory as if they were committed with the manifests. */
function bareLayout(directory: string, traps: Traps, workTree?: string): void {
  const bare = temporaryDirectory();
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  mkdirSync(directory, { recursive: true });
  for (const name of ['HEAD', 'objects', 'refs']) cpSync(join(bare, name), join(directory, name), { recursive: true });
  // git keeps no empty directory.
  writeFiles(directory, { 'objects/keep': '', 'refs/keep': '' });
  const place = workTree === undefined ? '' : `[core]\n  bare = false\n  worktree = ${JSON.stringify(workTree)}\n`;
  const core = `[core]\n  repositoryformatversion = 0\n  bare = true\n${place}`;
  const remote = poisonedRemote(traps, bare);
  writeFileSync(join(directory, 'config'), `${core}${remote}${poison(traps)}${poisonedTransport(traps)}`);
}

/**
 * A repository of everything in a directory, with a remote that has a record (of nothing) which the repository lacks.
 *
 * @returns the remote's directory
 */
function repositoryWithRemote(directory: string): string {
  const remote = temporaryDirectory();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  git(directory, 'init', '--quiet', '--initial-branch=main');
  git(directory, 'remote', 'add', 'origin', remote);
  commit(directory);
  git(directory, 'push', '--quiet', 'origin', 'main');
  const nothing = git(directory, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  const record = git(directory, 'commit-tree', nothing, '-m', 'record');
  git(directory, 'push', '--quiet', 'origin', `${record}:refs/rollcall/record/omnisend-${'0'.repeat(24)}`);
  rmSync(join(directory, '.git/logs'), { recursive: true, force: true });
  return remote;
}

function poisonRepository(gitDirectory: string, traps: Traps, remote: string): void {
  cpSync(traps.hooks(), join(gitDirectory, 'hooks'), { recursive: true });
  appendFileSync(join(gitDirectory, 'config'), `${poison(traps)}${poisonedRemote(traps, remote)}`);
}
