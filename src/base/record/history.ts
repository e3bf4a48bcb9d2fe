// Fetches commits from a remote without touching a ref or FETCH_HEAD. A complete clone stays complete. A shallow clone is
// deepened only until it has the history that is needed to answer the caller's questions.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { firstCommitsOf, firstParentLine, isAncestor } from '../git/ancestry.ts';
import { missingObjects } from '../git/objects.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit, gitText } from '../git.ts';
import { unreachable } from './remote.ts';

/** What must be known of the history of a shallow clone. */
export interface HistoryQuestions {
  /** Commits whose first-parent lines are asked about. */
  readonly tips: readonly string[];
  /** The commits that are looked for on these lines. */
  readonly onLine: readonly string[];
  /** Pairs of commits of which it must be known whether one is an ancestor of the other. */
  readonly pairs: readonly (readonly [one: string, other: string])[];
}

/** Options of `git fetch` that deepen a shallow clone, tried one after the other until the clone is deep enough. */
const STEPS = ['--deepen=64', '--deepen=1024', '--unshallow'];

/**
 * Fetches the commits that this clone lacks.
 *
 * @param remote name of the remote
 * @throws HintedError `applied-ref` (`unreachable`)
 */
export async function fetchCommits(repository: Repository, remote: string, commits: readonly string[]): Promise<void> {
  const missing = [...new Set(await missingObjects(repository, commits))];
  if (missing.length === 0) return;
  const isShallow = (await shallowCommits(repository)).size > 0;
  await fetch(repository, remote, isShallow ? ['--depth=1'] : [], missing);
}

/**
 * Deepens a shallow clone until the questions can be answered. Then fetches those commits of `onLine` that the clone still lacks,
 * if the remote has them. Does nothing in a complete clone.
 *
 * @param remote name of the remote
 * @throws HintedError `applied-ref` (`unreachable`)
 */
export async function completeHistory(
  repository: Repository,
  remote: string,
  questions: HistoryQuestions,
): Promise<void> {
  for (const step of STEPS) {
    const cuts = await shallowCommits(repository);
    if (cuts.size === 0) return;
    const wanted = await unansweredBy(repository, questions, cuts);
    if (wanted.length === 0) break;
    await deepen(repository, remote, step, { wanted, tips: questions.tips });
  }
  await fetchCommits(repository, remote, questions.onLine).catch((error: unknown) => {
    // The remote may no longer have these commits. That is no error here: the code that reads them later reports it.
    if (!hasCode(error, 'applied-ref', 'unreachable')) throw error;
  });
}

interface Deepening {
  readonly wanted: readonly string[];
  readonly tips: readonly string[];
}

/**
 * Deepens the history of the `wanted` commits. Some servers serve only commits that a ref points at; if the remote refuses,
 * deepens only the history of those wanted commits that are tips.
 */
async function deepen(
  repository: Repository,
  remote: string,
  step: string,
  { wanted, tips }: Deepening,
): Promise<void> {
  const pointedAt = wanted.filter((commit) => tips.includes(commit));
  try {
    await fetch(repository, remote, [step], wanted);
  } catch (error) {
    if (pointedAt.length === 0 || pointedAt.length === wanted.length) throw error;
    await fetch(repository, remote, [step], pointedAt);
  }
}

async function fetch(
  repository: Repository,
  remote: string,
  depth: readonly string[],
  commits: readonly string[],
): Promise<void> {
  const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-prune', '--no-filter', ...depth];
  const fetched = await askGit(repository, ['fetch', ...options, '--', remote, ...commits]);
  if (!fetched.ok) throw unreachable(remote, fetched, sentence`fetch what was applied`);
}

/** Returns the commits whose parents a shallow clone lacks; empty in a complete clone. */
async function shallowCommits(repository: Repository): Promise<ReadonlySet<string>> {
  const path = await gitText(repository, ['rev-parse', '--git-path', 'shallow']);
  const text = await readFile(resolve(repository.workTree, path), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => line !== ''));
}

/** Returns the commits whose history must be deepened; empty if every question can be answered. */
async function unansweredBy(
  repository: Repository,
  { tips, onLine, pairs }: HistoryQuestions,
  cuts: ReadonlySet<string>,
): Promise<readonly string[]> {
  const absent = new Set(await missingObjects(repository, [...tips, ...pairs.flat()]));
  const known = tips.filter((tip) => !absent.has(tip));
  const line = await firstParentLine(repository, known);
  const isFound = onLine.every((commit) => line.has(commit)) || ![...line].some((commit) => cuts.has(commit));
  const unanswered = isFound ? [] : [...known];
  for (const [one, other] of pairs) {
    if (absent.has(one) || (await isRelationKnown(repository, one, absent.has(other) ? undefined : other, cuts)))
      continue;
    unanswered.push(...known, ...(await cutsBelow(repository, [one], known, cuts)));
  }
  return [...new Set(unanswered)];
}

async function isRelationKnown(
  repository: Repository,
  one: string,
  other: string | undefined,
  cuts: ReadonlySet<string>,
): Promise<boolean> {
  if (other !== undefined && (await isAncestor(repository, other, one))) return true;
  if (other !== undefined && (await isAncestor(repository, one, other))) return true;
  return (await cutsBelow(repository, [one], other === undefined ? [] : [other], cuts)).length === 0;
}

async function cutsBelow(
  repository: Repository,
  tips: readonly string[],
  without: readonly string[],
  cuts: ReadonlySet<string>,
): Promise<readonly string[]> {
  return (await firstCommitsOf(repository, tips, without)).filter((commit) => cuts.has(commit));
}
