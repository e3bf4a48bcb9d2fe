// Finds the repository of a directory: the nearest directory, from there upwards, that has a `.git` entry. Enters: a directory.
// Leaves: the repository, which is passed to every git call so that git never searches for one. Never accepts a bare layout
// (HEAD, config, objects/, refs/): anybody who can commit files can commit one.

import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askWhatGitTrusts } from '../git.ts';
import { gitError, hintFor, isDistrust, trustHint } from './error.ts';
import { followPointer } from './pointer.ts';

/**
 * Finds the repository of a directory, and checks that it may be used.
 *
 * @param directory an existing directory
 * @returns undefined if there is no repository
 * @throws HintedError `git` (`refused`) if `.git` is not verifiably the directory's repository; `untrusted` if it belongs to
 *   another user and git does not trust it; `failed` if git cannot be asked
 */
export async function openRepository(directory: string): Promise<Repository | undefined> {
  const start = await realpath(directory).catch(() => undefined);
  const found = start === undefined ? undefined : await nearestEntry(start);
  if (found === undefined) return undefined;
  const repository = { workTree: found.workTree, gitDirectory: await gitDirectoryOf(found) };
  await requireTrust(repository, found.stats);
  return repository;
}

/** Finds the root of the work tree that contains a directory, whether git may be run there or not. */
export async function workTreeAround(directory: string): Promise<string | undefined> {
  return (await nearestEntry(directory))?.workTree;
}

interface Entry {
  /** The directory that contains the `.git` entry. */
  readonly workTree: string;
  /** Path of the `.git` entry. */
  readonly file: string;
  readonly stats: Stats;
}

async function nearestEntry(directory: string): Promise<Entry | undefined> {
  const file = join(directory, '.git');
  const stats = await lstat(file).catch(() => undefined);
  if (stats !== undefined) return { workTree: directory, file, stats };
  const above = dirname(directory);
  return above === directory ? undefined : nearestEntry(above);
}

async function gitDirectoryOf({ workTree, file, stats }: Entry): Promise<string> {
  if (stats.isDirectory()) return file;
  if (stats.isFile()) return followPointer(workTree);
  throw gitError(
    'refused',
    sentence`${personal('file', file)} is ${stats.isSymbolicLink() ? 'a symbolic link' : 'neither a directory nor a file'}`,
    sentence`put the repository itself there, or use a linked work tree (\`git worktree add\`)`,
  );
}

/** Requires, as git does, that `.git`, work tree and git directory belong to this user, or that git's settings exempt them. */
async function requireTrust({ workTree, gitDirectory }: Repository, entry: Stats): Promise<void> {
  const owners = await Promise.all([workTree, gitDirectory].map((path) => lstat(path).catch(() => undefined)));
  const user = process.geteuid?.();
  if (user !== undefined && [entry, ...owners].every((stats) => stats?.uid === user)) return;
  const { ok, output, complaint } = await askWhatGitTrusts(workTree);
  if (!ok && isDistrust(complaint)) {
    const message = sentence`git does not trust the repository of ${personal('file', workTree)}: it belongs to another user`;
    throw gitError('untrusted', message, trustHint(workTree));
  }
  const answer = output.toString('utf8').replace(/\r?\n$/, '');
  if (ok && (await realpath(answer)) === (await realpath(gitDirectory))) return;
  const message = ok
    ? sentence`git uses ${personal('file', answer)} as the repository of ${personal('file', workTree)}`
    : sentence`git cannot check the repository of ${personal('file', workTree)}: ${personal('system', complaint)}`;
  throw gitError('failed', message, hintFor(complaint, workTree));
}
