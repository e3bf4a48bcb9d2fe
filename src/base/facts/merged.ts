// Decides which facts are believed (findings about what a vendor does, which the manifests record for an account): those that
// have been merged into the remote's default branch, as for a record of what was applied (record/belief.ts). Otherwise a pull
// request could claim that the vendor does something that it does not. Enters: the facts of today's manifests. Leaves: those of
// them that the manifests of the default branch have, too.

import { relative, resolve, sep } from 'node:path';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { type Believe, type DeclaredFact, isSameFact } from '../../manifest/facts/fact.ts';
import { factsOf } from '../../manifest/facts/read.ts';
import { formatOf } from '../../manifest/read/file-kind.ts';
import { sourceOf } from '../../manifest/read/source.ts';
import { parseManifest } from '../../manifest/syntax/parse.ts';
import { headOf } from '../git/head.ts';
import { objectsNamed } from '../git/objects.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit } from '../git.ts';
import { fetchCommits } from '../record/history.ts';
import { defaultRemote, readRemote } from '../record/remote.ts';
import { findCommit, type RepositoryLocation, repositoryLocationOf } from '../resolve-commit.ts';

/** Where the manifests are, and how the command runs. */
export interface MergedOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** True if the remote may be asked. Otherwise this clone's copy of the remote's default branch is used. */
  readonly isOnline: boolean;
  /** True in the CI build of a push: then HEAD is used instead of the remote's default branch. */
  readonly isPushBuild: boolean;
  /** True if the command runs in CI: then no fact is believed if it is not known what was merged. */
  readonly isCi: boolean;
}

/**
 * Returns a function that selects the facts to believe. If there is no repository, no remote or no known default branch, it is
 * not known what was merged. Then all facts are believed, but none in CI.
 */
export function believeMerged(options: MergedOptions): Believe {
  return async (facts) => {
    const place = await mergedPlace(options).catch(unlessGit);
    if (place === undefined) return options.isCi ? [] : facts;
    const merged = await factsAt(place, facts, options).catch(unlessGit);
    if (merged === undefined) return [];
    return facts.filter((fact) => merged.some((other) => isSameFact(fact, other)));
  };
}

interface Place {
  readonly location: RepositoryLocation;
  readonly commit: string;
}

async function mergedPlace(options: MergedOptions): Promise<Place | undefined> {
  const { directory, workingDirectory } = options;
  const location = await repositoryLocationOf(resolve(workingDirectory, directory));
  const commit = await mergedCommit(location.repository, options);
  return commit === undefined ? undefined : { location, commit };
}

/** Returns the commit whose facts are believed; undefined if none is known. */
async function mergedCommit(
  repository: Repository,
  { isOnline, isPushBuild }: MergedOptions,
): Promise<string | undefined> {
  if (isPushBuild) return headOf(repository);
  const remote = await defaultRemote(repository);
  if (remote === undefined) return undefined;
  const asked = isOnline ? await tipOf(repository, remote).catch(unlessGit) : undefined;
  return asked ?? (await findCommit(repository, `refs/remotes/${remote}/HEAD`));
}

async function tipOf(repository: Repository, name: string): Promise<string | undefined> {
  const tip = (await readRemote(repository, name)).defaultBranch?.tip;
  if (tip !== undefined) await fetchCommits(repository, name, [tip]);
  return tip;
}

/** Returns the facts that are in the files of the given facts at the merged commit. */
async function factsAt(
  { location: { repository, path }, commit }: Place,
  facts: readonly DeclaredFact[],
  { directory, workingDirectory }: MergedOptions,
): Promise<readonly DeclaredFact[]> {
  const root = resolve(workingDirectory, directory);
  const found: DeclaredFact[] = [];
  for (const file of new Set(facts.map((fact) => fact.file))) {
    const below = relative(root, resolve(workingDirectory, file)).split(sep).join('/');
    const name = path === '' ? below : `${path}/${below}`;
    const format = formatOf(file);
    const content = format && (await contentOf(repository, `${commit}:${name}`));
    if (format === undefined || content === undefined) continue;
    const source = sourceOf(file, format, content);
    if ('text' in source) found.push(...factsOf((await parseManifest(source)).accounts));
  }
  return found;
}

async function contentOf(repository: Repository, name: string): Promise<Buffer | undefined> {
  const { ok, output } = await askGit(repository, ['rev-parse', '--verify', '--quiet', name]);
  if (!ok) return undefined;
  const [object] = await objectsNamed(repository, [output.toString('utf8').trim()]);
  return object?.type === 'blob' ? object.content : undefined;
}

/**
 * Returns undefined for the error of a repository that cannot be used or of a remote that cannot be reached; throws any other
 * error.
 */
function unlessGit(error: unknown): undefined {
  const isOfGit = hasCode(error, 'git') || hasCode(error, 'base') || hasCode(error, 'applied-ref');
  if (error instanceof HintedError && isOfGit) return undefined;
  throw error;
}
