// Typed functions for the API calls of the action.

import type { Comment } from '../comment.ts';
import type { Issue } from '../issue.ts';
import { textIn } from '../json.ts';
import type { PushedCommit } from '../push.ts';
import { type Environment, input, variable } from '../runner.ts';
import {
  type Artifact,
  decodeArtifact,
  decodeChangedFile,
  decodeComment,
  decodeCommit,
  decodeIssue,
  decodeItems,
  decodePullRequest,
  decodeWorkflowRun,
  type PullRequest,
  type WorkflowRun,
} from './answers.ts';
import { type Api, openApi } from './api.ts';
import { GitHubError } from './github-error.ts';

/**
 * Runs `use` with the API of the workflow's own repository, authenticated with the action's input `token`.
 *
 * @returns the result of `use`
 * @throws GitHubError, HttpError, StepFailed
 */
export async function withGitHub<T>(environment: Environment, use: (api: Api) => Promise<T>): Promise<T> {
  const api = openApi({
    url: variable(environment, 'GITHUB_API_URL'),
    repository: variable(environment, 'GITHUB_REPOSITORY'),
    token: input(environment, 'token'),
  });
  try {
    return await use(api);
  } finally {
    await api.close();
  }
}

/** Lists the comments of a pull request. */
export async function listComments(api: Api, pullRequest: number): Promise<readonly Comment[]> {
  return decodeItems(await api.readPages(`/issues/${pullRequest}/comments`), decodeComment);
}

/** Creates a comment at a pull request or an issue. */
export function createComment(api: Api, number: number, body: string): Promise<void> {
  return api.write('POST', `/issues/${number}/comments`, { body });
}

/** Replaces the text of a comment. */
export function updateComment(api: Api, id: number, body: string): Promise<void> {
  return api.write('PATCH', `/issues/comments/${id}`, { body });
}

/** Lists the repository's open issues. */
export async function listOpenIssues(api: Api): Promise<readonly Issue[]> {
  return decodeItems(await api.readPages('/issues', [['state', 'open']]), decodeIssue);
}

/** Opens an issue. */
export function createIssue(api: Api, title: string, body: string): Promise<void> {
  return api.write('POST', '/issues', { title, body });
}

/** Replaces the text of an issue, and leaves its title. */
export function updateIssue(api: Api, number: number, body: string): Promise<void> {
  return api.write('PATCH', `/issues/${number}`, { body });
}

/** Closes an issue as completed. */
export function closeIssue(api: Api, number: number): Promise<void> {
  return api.write('PATCH', `/issues/${number}`, { state: 'closed', state_reason: 'completed' });
}

/** Returns the login of the token's user; undefined for the token of an app, for which GitHub refuses to answer (403). */
export async function readLogin(api: Api): Promise<string | undefined> {
  try {
    return textIn(await api.readUser(), 'login');
  } catch (error) {
    if (error instanceof GitHubError && error.status === 403) return undefined;
    throw error;
  }
}

/** Lists the pull requests that contain a commit, or whose merge the commit is. */
export async function listPullRequestsOf(api: Api, sha: string): Promise<readonly PullRequest[]> {
  return decodeItems(await api.readPages(`/commits/${sha}/pulls`), decodePullRequest);
}

/** Lists the commits that `head` has and `before` lacks. */
export async function listCommitsBetween(api: Api, before: string, head: string): Promise<readonly PushedCommit[]> {
  return decodeItems(await api.readPages(`/compare/${before}...${head}`), decodeCommit, 'commits');
}

/**
 * Lists the paths of the files that a pull request changes, former names included. GitHub lists at most 3,000 files
 * (docs.github.com, "List pull requests files", 2026-11).
 */
export async function listChangedFiles(api: Api, pullRequest: number): Promise<readonly (readonly string[])[]> {
  return decodeItems(await api.readPages(`/pulls/${pullRequest}/files`), decodeChangedFile);
}

/** Lists the repository's artefacts of this name. */
export async function listArtifacts(api: Api, name: string): Promise<readonly Artifact[]> {
  return decodeItems(await api.readPages('/actions/artifacts', [['name', name]]), decodeArtifact, 'artifacts');
}

/** Downloads an artefact: a ZIP archive. */
export async function downloadArtifact(api: Api, id: number): Promise<Buffer> {
  return api.download(`/actions/artifacts/${id}/zip`);
}

/** Reads a workflow run. */
export async function readWorkflowRun(api: Api, id: number): Promise<WorkflowRun> {
  return decodeWorkflowRun(await api.read(`/actions/runs/${id}`));
}
