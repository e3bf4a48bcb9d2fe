// GitHub's answers, as far as they are asked for, decoded. A list's items that are not of the known shape are left out.
// docs.github.com, REST API 2022-11-28: issues/comments, commits/commits, actions/artifacts, actions/workflow-runs.

import type { Comment } from '../comment.ts';
import { integerIn, member, textIn } from '../json.ts';
import { StepFailed } from '../step-failed.ts';

export interface PullRequest {
  readonly number: number;
  readonly isMerged: boolean;
  /** Before it is merged, that of the merge which GitHub tried. */
  readonly mergeCommit: string | undefined;
  /** The commit at which the branch stands. */
  readonly head: string;
  /** The branch it was made for: `main`. */
  readonly base: string;
}

export interface Artifact {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly isExpired: boolean;
  /** The run that kept it; repositories by their ids. */
  readonly run: {
    readonly id: number;
    readonly head: string;
    readonly headRepository: number;
    readonly repository: number;
  };
}

export interface WorkflowRun {
  /** That started it. */
  readonly event: string;
  readonly page: string;
}

export function decodeComment(value: unknown): Comment | undefined {
  const id = integerIn(value, 'id');
  const body = textIn(value, 'body');
  if (id === undefined || body === undefined) return undefined;
  return { id, body, isBot: textIn(member(value, 'user'), 'type') === 'Bot' };
}

export function decodePullRequest(value: unknown): PullRequest | undefined {
  const number = integerIn(value, 'number');
  const head = textIn(member(value, 'head'), 'sha');
  const base = textIn(member(value, 'base'), 'ref');
  if (number === undefined || head === undefined || base === undefined) return undefined;
  const mergeCommit = textIn(value, 'merge_commit_sha');
  return { number, head, base, mergeCommit, isMerged: textIn(value, 'merged_at') !== undefined };
}

export function decodeArtifact(value: unknown): Artifact | undefined {
  const createdAt = Date.parse(textIn(value, 'created_at') ?? '');
  const run = member(value, 'workflow_run');
  const id = integerIn(run, 'id');
  const head = textIn(run, 'head_sha');
  const headRepository = integerIn(run, 'head_repository_id');
  const repository = integerIn(run, 'repository_id');
  if (id === undefined || head === undefined || headRepository === undefined || repository === undefined)
    return undefined;
  if (Number.isNaN(createdAt)) return undefined;
  return { createdAt, isExpired: member(value, 'expired') === true, run: { id, head, headRepository, repository } };
}

/** @throws StepFailed if it is none */
export function decodeWorkflowRun(value: unknown): WorkflowRun {
  const event = textIn(value, 'event');
  if (event === undefined) throw new StepFailed('GitHub’s answer cannot be read: a workflow run has no event');
  return { event, page: textIn(value, 'html_url') ?? '' };
}

/**
 * @param pages each a list, or an object that holds the list under `name`
 * @throws StepFailed if one is neither
 */
export function decodeItems<T>(
  pages: readonly unknown[],
  decode: (value: unknown) => T | undefined,
  name?: string,
): readonly T[] {
  return pages.flatMap((page) => {
    const items = name === undefined ? page : member(page, name);
    if (!Array.isArray(items)) throw new StepFailed('GitHub’s answer cannot be read: it holds no list');
    return items.flatMap((item: unknown) => decode(item) ?? []);
  });
}
