// Decides which facts of accounts are believed: those that came to the remote's default branch, the way that a record of what was
// applied is believed (record/belief.ts). A pull request could otherwise say that the vendor does what it does not. Enters: the facts
// of today's manifests. Leaves: those of them that the manifests of the default branch have, too.

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

/** Where the manifests lie, and what is known of the run. */
export interface MergedOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Whether the remote may be asked; otherwise this clone's copy of its default branch counts. */
  readonly isOnline: boolean;
  /** Whether this is a build of a push: then HEAD counts like the remote's default branch. */
  readonly isPushBuild: boolean;
  /** Whether nobody is at hand: then facts of which nothing is known are not believed. */
  readonly isCi: boolean;
}

/**
 * Returns the choice of facts that are believed. Without a repository, a remote or a known default branch, nothing is known of any
 * merge: then all are believed, and none in CI.
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

/** The commit whose facts are believed; undefined if none is known. */
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

/** The facts that the files of these facts hold at the commit. */
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

/** A repository that cannot be used, or a remote that cannot be reached, tells nothing. */
function unlessGit(error: unknown): undefined {
  const isOfGit = hasCode(error, 'git') || hasCode(error, 'base') || hasCode(error, 'applied-ref');
  if (error instanceof HintedError && isOfGit) return undefined;
  throw error;
}
