// Names of commits → commits, and where manifests stand in a repository. What is not in this clone is an error that names the
// command which brings it.

import { askGit, gitText } from '../store/git.ts';
import { BaseError } from './base-error.ts';

/** Where the manifests' directory is within its repository. */
export interface Whereabouts {
  /** Root of the work tree. */
  readonly repository: string;
  /** From there to the manifests, with slashes and none at the end; empty for the root itself. */
  readonly path: string;
}

/** @throws BaseError if the directory is in no repository */
export async function whereaboutsOf(directory: string): Promise<Whereabouts> {
  const root = await askGit(directory, ['rev-parse', '--show-toplevel']);
  if (!root.ok) {
    const isOwnership = root.complaint.includes('dubious ownership');
    throw isOwnership
      ? new BaseError(
          `git does not trust the repository of ${directory}: it belongs to another user`,
          `run \`git config --global --add safe.directory ${directory}\``,
        )
      : new BaseError(
          `${directory} is in no git repository: ${root.complaint}`,
          'name a directory as the base, or write `--base none`',
        );
  }
  const { output } = await askGit(directory, ['rev-parse', '--show-prefix']);
  return { repository: lineOf(root.output), path: lineOf(output).replace(/\/$/, '') };
}

/** Only the last line break is git's: a name may hold others. */
function lineOf(output: Buffer): string {
  return output.toString('utf8').replace(/\r?\n$/, '');
}

/** @throws BaseError naming the command to run */
export async function resolveCommit(repository: string, ref: string): Promise<string> {
  const commit = await findCommit(repository, ref);
  if (commit !== undefined) return commit;
  throw new BaseError(`there is no commit ${ref} in this clone`, await remedyFor(repository, ref));
}

/** As git resolves it, else the branch of that name at origin: a checkout in CI has no other. */
export async function findCommit(repository: string, ref: string): Promise<string | undefined> {
  // Such a word would be an option to git.
  if (ref === '' || ref.startsWith('-')) return undefined;
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const { ok, output } = await askGit(repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (ok) return lineOf(output);
  }
  return undefined;
}

/** When it was committed, as an RFC 3339 instant in UTC. */
export async function dateOf(repository: string, commit: string): Promise<string> {
  const seconds = await gitText(repository, ['show', '--no-patch', '--no-show-signature', '--format=%ct', commit]);
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

async function remedyFor(repository: string, ref: string): Promise<string> {
  const { output } = await askGit(repository, ['rev-parse', '--is-shallow-repository']);
  const isShallow = lineOf(output) === 'true';
  const deepen = 'this clone is shallow: run `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)';
  const name = ref.replace(/^(?:refs\/)?(?:remotes\/)?origin\//, '');
  // main~3, HEAD^, main@{1}: counted from a commit that may well be here.
  const [start = ''] = name.split(/[~^@:]/, 1);
  if (isShallow && (start !== name || start === 'HEAD' || /^[0-9a-f]{7,64}$/.test(name))) return deepen;
  const fetch = `run \`git fetch origin ${start === '' ? name : start}\``;
  return isShallow ? `${fetch}; ${deepen}` : fetch;
}
