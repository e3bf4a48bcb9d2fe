// Decodes responses of GitHub's REST API, reduced to what the action needs. List items of an unknown shape are skipped.
// docs.github.com, REST API 2022-11-28: issues/comments, commits/commits, pulls/pulls, actions/artifacts,
// actions/workflow-runs.

import type { Comment } from '../comment.ts';
import type { Issue } from '../issue.ts';
import { integerIn, member, textIn } from '../json.ts';
import type { PushedCommit } from '../push.ts';
import { StepFailed } from '../step-failed.ts';

/** A pull request. */
export interface PullRequest {
  readonly number: number;
  readonly isMerged: boolean;
  /** SHA of the commit that merged the pull request; before the merge, of GitHub's test merge. */
  readonly mergeCommit: string | undefined;
  /** SHA of the branch's latest commit. */
  readonly head: string;
  /** The target branch, e.g. `main`. */
  readonly base: string;
}

/** A workflow artefact. */
export interface Artifact {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly isExpired: boolean;
  /** The workflow run that uploaded it. `head` is a SHA; `headRepository` and `repository` are ids. */
  readonly run: {
    readonly id: number;
    readonly head: string;
    readonly headRepository: number;
    readonly repository: number;
  };
}

/** A workflow run. */
export interface WorkflowRun {
  /** Name of the event that started it. */
  readonly event: string;
  /** Path of the workflow's file: `.github/workflows/contacts.yml`. */
  readonly workflow: string;
  /** Numbers of the pull requests that the run is for. GitHub leaves out those that are closed. */
  readonly pullRequests: readonly number[];
  /** URL of its web page; may be empty. */
  readonly page: string;
}

/** Decodes a comment; undefined if its shape is unknown. */
export function decodeComment(value: unknown): Comment | undefined {
  const id = integerIn(value, 'id');
  const body = textIn(value, 'body');
  if (id === undefined || body === undefined) return undefined;
  return { id, body, isBot: textIn(member(value, 'user'), 'type') === 'Bot' };
}

/** Decodes an issue; undefined if its shape is unknown, or if it is a pull request, which GitHub lists among issues. */
export function decodeIssue(value: unknown): Issue | undefined {
  const number = integerIn(value, 'number');
  const user = member(value, 'user');
  if (number === undefined || member(value, 'pull_request') !== undefined) return undefined;
  const author = { login: textIn(user, 'login') ?? '', isBot: textIn(user, 'type') === 'Bot' };
  // The body of an issue without a text is null.
  return { number, author, body: textIn(value, 'body') ?? '' };
}

/** Decodes a pull request; undefined if its shape is unknown. */
export function decodePullRequest(value: unknown): PullRequest | undefined {
  const number = integerIn(value, 'number');
  const head = textIn(member(value, 'head'), 'sha');
  const base = textIn(member(value, 'base'), 'ref');
  if (number === undefined || head === undefined || base === undefined) return undefined;
  const mergeCommit = textIn(value, 'merge_commit_sha');
  return { number, head, base, mergeCommit, isMerged: textIn(value, 'merged_at') !== undefined };
}

/** Decodes a commit of a comparison; undefined if its shape is unknown. */
export function decodeCommit(value: unknown): PushedCommit | undefined {
  const sha = textIn(value, 'sha');
  const parents = member(value, 'parents');
  if (sha === undefined || !Array.isArray(parents)) return undefined;
  return { sha, parent: textIn(parents[0], 'sha') };
}

/** Decodes a changed file into its path, and the path that it was renamed from; undefined if its shape is unknown. */
export function decodeChangedFile(value: unknown): readonly string[] | undefined {
  const name = textIn(value, 'filename');
  const previous = textIn(value, 'previous_filename');
  return name === undefined ? undefined : [name, ...(previous === undefined ? [] : [previous])];
}

/** Decodes an artefact; undefined if its shape is unknown. */
export function decodeArtifact(value: unknown): Artifact | undefined {
  const createdAt = Date.parse(textIn(value, 'created_at') ?? '');
  const own = integerIn(value, 'id');
  const run = member(value, 'workflow_run');
  const id = integerIn(run, 'id');
  const head = textIn(run, 'head_sha');
  const headRepository = integerIn(run, 'head_repository_id');
  const repository = integerIn(run, 'repository_id');
  if (id === undefined || head === undefined || headRepository === undefined || repository === undefined)
    return undefined;
  if (own === undefined || Number.isNaN(createdAt)) return undefined;
  return {
    id: own,
    createdAt,
    isExpired: member(value, 'expired') === true,
    run: { id, head, headRepository, repository },
  };
}

/**
 * Decodes a workflow run.
 *
 * @throws StepFailed if its shape is unknown
 */
export function decodeWorkflowRun(value: unknown): WorkflowRun {
  const event = textIn(value, 'event');
  if (event === undefined) throw new StepFailed('GitHub’s answer cannot be read: a workflow run has no event');
  const pullRequests = member(value, 'pull_requests');
  return {
    event,
    // For a reusable workflow of another repository, `@` and a ref follow the path.
    workflow: (textIn(value, 'path') ?? '').replace(/@.*$/s, ''),
    pullRequests: Array.isArray(pullRequests) ? pullRequests.flatMap((one) => integerIn(one, 'number') ?? []) : [],
    page: textIn(value, 'html_url') ?? '',
  };
}

/**
 * Decodes the items of all pages of a list.
 *
 * @param pages each a list, or an object that contains the list under `name`
 * @throws StepFailed if a page contains no list
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
