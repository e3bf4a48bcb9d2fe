// Resolves the names of commits, and locates the manifest directory in its repository. If a commit is not in this clone, the error
// suggests the git command that fetches it.

import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Sentence, sentence } from '../contact/sentence.ts';
import { openRepository } from './git/repository.ts';
import type { Repository } from './git/repository-paths.ts';
import { askGit, gitText } from './git.ts';

/** Location of the manifest directory within its repository. */
export interface RepositoryLocation {
  readonly repository: Repository;
  /** Path from the work tree's root, with `/` as separator and none at the end; empty for the root itself. */
  readonly path: string;
}

/**
 * Finds the repository of a directory.
 *
 * @throws HintedError `base` if the directory is not in a repository
 * @throws HintedError `git` if its repository may not be used
 */
export async function repositoryLocationOf(directory: string): Promise<RepositoryLocation> {
  const repository = await openRepository(directory);
  if (repository === undefined) {
    throw new HintedError(
      'base',
      sentence`${personal('file', directory)} is not in a git repository: neither it nor a directory above it has a \`.git\``,
      { hint: sentence`name a directory as the base, or write \`--base none\`` },
    );
  }
  return { repository, path: pathWithin(repository, await realpath(directory)) };
}

function pathWithin({ workTree }: Repository, directory: string): string {
  const path = relative(workTree, directory).split(sep).join('/');
  // git on macOS stores file names in composed form (NFC), even if the disk does not.
  return process.platform === 'darwin' ? path.normalize('NFC') : path;
}

/**
 * Returns the full id of the commit that a name stands for.
 *
 * @throws HintedError `base` if there is no such commit in this clone; the hint suggests the git command that fetches it
 */
export async function resolveCommit(repository: Repository, ref: string): Promise<string> {
  const commit = await findCommit(repository, ref);
  if (commit !== undefined) return commit;
  throw new HintedError('base', sentence`there is no commit ${personal('file', ref)} in this clone`, {
    hint: await remedyFor(repository, ref),
  });
}

/**
 * Returns the full id of the commit that a name stands for: as git resolves it, otherwise the branch of that name at origin,
 * because a checkout in CI often has no local branch. Undefined if there is no such commit.
 */
export async function findCommit(repository: Repository, ref: string): Promise<string | undefined> {
  // git would parse a leading `-` as an option and a leading `^` as an exclusion.
  if (ref === '' || /^[-^]/.test(ref)) return undefined;
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const { ok, output } = await askGit(repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (ok) return lineOf(output);
  }
  return undefined;
}

/** Returns the date of a commit, as an RFC 3339 instant in UTC. */
export async function dateOf(repository: Repository, commit: string): Promise<string> {
  const line = await gitText(repository, ['rev-list', '--timestamp', '--max-count=1', commit, '--']);
  const [seconds] = line.split(' ', 1);
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

function lineOf(output: Buffer): string {
  return output.toString('utf8').replace(/\r?\n$/, '');
}

async function remedyFor(repository: Repository, ref: string): Promise<Sentence> {
  // If `.git` is not a repository, findCommit has found no commit either. Then this call throws an error with the hint for that.
  const isShallow = (await gitText(repository, ['rev-parse', '--is-shallow-repository'])) === 'true';
  const deepen = sentence`this clone is shallow: run \`git fetch --unshallow\` (in GitHub Actions: \`fetch-depth: 0\`)`;
  const name = ref.replace(/^(?:refs\/)?(?:remotes\/)?origin\//, '');
  // Cut off suffixes, as in main~3, HEAD^ or main@{1}: only the name before them can be fetched.
  const [start = ''] = name.split(/[~^@:]/, 1);
  if (isShallow && (start !== name || start === 'HEAD' || /^[0-9a-f]{7,64}$/.test(name))) return deepen;
  if (start === 'HEAD' || !/^[\w./-]+$/.test(start) || start.includes('..') || !(await hasRemote(repository))) {
    return sentence`name a commit, a branch or a tag of this repository: \`git log --oneline --all\` lists its commits`;
  }
  const fetch = sentence`run \`git fetch origin ${personal('file', start)}\``;
  return isShallow ? sentence`${fetch}; ${deepen}` : fetch;
}

async function hasRemote(repository: Repository): Promise<boolean> {
  const { output } = await askGit(repository, ['remote']);
  return lineOf(output) !== '';
}
