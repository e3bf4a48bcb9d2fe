// Finds the reviewed plans of a push in GitHub's data, or explains why one is missing. Pure.

import type { Artifact, PullRequest, WorkflowRun } from './github/answers.ts';
import type { GitHubError } from './github/github-error.ts';
import { StepFailed } from './step-failed.ts';
import { spellDirectory } from './subject.ts';

/** The commit to apply. */
export interface Commit {
  readonly sha: string;
  /** `refs/heads/main` */
  readonly ref: string;
}

/** GitHub lists at most this many files of a pull request. */
const MOST_FILES = 3000;

/**
 * The pull requests that were merged by these commits, in the order of the commits. With every merge method, a pull request's head
 * is its branch's latest commit at that time.
 *
 * @param line the commits that the push added to the branch's first-parent line, oldest first
 * @throws StepFailed if there is none
 */
export function mergedPullRequests(
  pullRequests: readonly PullRequest[],
  line: readonly string[],
  { sha, ref }: Commit,
): readonly PullRequest[] {
  const merged = line.flatMap((commit) =>
    pullRequests.filter(
      ({ isMerged, mergeCommit, base }) => isMerged && mergeCommit === commit && `refs/heads/${base}` === ref,
    ),
  );
  if (merged.length === 0)
    refuse(`no pull request was merged into ${ref} by ${sha}, so there is no reviewed plan for it`);
  return [...new Map(merged.map((pullRequest) => [pullRequest.number, pullRequest])).values()];
}

/** Selects the artefacts of this repository's own runs at a commit, newest first. Runs of forks could upload anything. */
export function artifactsAt(artifacts: readonly Artifact[], head: string): readonly Artifact[] {
  return artifacts
    .filter(({ run }) => run.head === head && run.headRepository === run.repository)
    .sort((a, b) => b.createdAt - a.createdAt);
}

/**
 * Whether the run is the one that planned the pull request: a run of the planning workflow for a pull request, and not for another one.
 * Any other workflow could upload an artefact of the same name; plans of manual and scheduled runs at the same commit were not
 * reviewed.
 *
 * @param workflow path of the planning workflow's file
 */
export function isReviewed(
  { event, workflow: path, pullRequests }: WorkflowRun,
  workflow: string,
  { number }: Pick<PullRequest, 'number'>,
): boolean {
  if (event !== 'pull_request' || path !== workflow) return false;
  return pullRequests.length === 0 || pullRequests.includes(number);
}

/**
 * Path of the file of a workflow.
 *
 * @param ref as the runner has it: `acme/contacts/.github/workflows/contacts.yml@refs/heads/main`
 */
export function workflowPath(ref: string, repository: string): string {
  const [path = ''] = ref.split('@');
  const isOwn = path.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
  return isOwn ? path.slice(repository.length + 1) : path;
}

/**
 * Whether a pull request may change what the manifests say. One that does not was not necessarily planned: workflows usually run
 * for the manifests' directory only.
 *
 * @param files the paths of each changed file; GitHub leaves out all beyond a number
 */
export function touchesDirectory(files: readonly (readonly string[])[], directory: string): boolean {
  const within = spellDirectory(directory);
  if (files.length >= MOST_FILES || within === '.' || within.startsWith('../') || within.startsWith('/')) return true;
  return files.flat().some((path) => path.startsWith(`${within}/`));
}

/** @throws StepFailed always */
export function refuseExpired({ number }: PullRequest): never {
  return refuse(`the plan of pull request #${number} has expired`);
}

/**
 * Fails because no plan was uploaded for the pull request.
 *
 * @param name name of the artefact
 * @throws StepFailed always
 */
export function refuseMissing({ number, head }: PullRequest, name: string): never {
  return refuse(`there is no artefact ${name} for pull request #${number} at ${head}`);
}

/** @throws StepFailed always */
export function refuseDamaged({ number }: PullRequest): never {
  return refuse(`the artefact of pull request #${number} does not contain a plan`);
}

function refuse(why: string): never {
  throw new StepFailed(
    `Nothing was applied: ${why}. Merge a pull request of this repository that was planned with \`recipient\`, or set \`reviewed: none\` on the action to apply the manifests without a review.`,
  );
}

/** The message for an error status of GitHub, with a remedy. */
export function wordsForRefusal({ status }: GitHubError): string {
  const remedy = [401, 403, 404].includes(status)
    ? 'Add `actions: read`, `contents: read` and `pull-requests: read` to the permissions of the job, or pass the action a `token` with these permissions.'
    : 'Run the job again.';
  return `Nothing was applied: GitHub answered ${status} when asked for the reviewed plan. ${remedy}`;
}
