// Finds the reviewed plans of a push in GitHub's data, or explains why one is missing. Pure.

import type { Artifact, PullRequest, WorkflowRun } from './github/answers.ts';
import type { GitHubError } from './github/github-error.ts';
import { StepFailed } from './step-failed.ts';
import { spellDirectory } from './subject.ts';

/** The commit to apply. */
export interface Commit {
  readonly sha: string;
  /** The branch that was pushed, as a full ref: `refs/heads/main`. */
  readonly ref: string;
}

/** GitHub lists at most this many files of a pull request. */
const MOST_FILES = 3000;

/**
 * Returns the pull requests that were merged by the pushed commits, in the order of the commits. A reviewed plan can be found by the
 * `head` of its pull request, because with every merge method that is the latest commit of the pull request's own branch.
 *
 * @param line the commits that the push added to the target branch, first parents only, oldest first
 * @throws StepFailed if no pull request was merged
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
 * True if the run planned the pull request: it is a run of the planning workflow on the event `pull_request`, and not for another
 * pull request. Any other workflow could upload an artefact of the same name, and plans of manual and scheduled runs at the same
 * commit were not reviewed.
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
 * Returns the path of a workflow's file in its repository.
 *
 * @param ref as the runner has it: `acme/contacts/.github/workflows/contacts.yml@refs/heads/main`
 */
export function workflowPath(ref: string, repository: string): string {
  const [path = ''] = ref.split('@');
  const isOwn = path.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
  return isOwn ? path.slice(repository.length + 1) : path;
}

/**
 * True if a pull request may change what the manifests declare. A pull request that does not was not necessarily planned, because
 * workflows usually run only for changes in the manifests' directory. Also true if it cannot be told.
 *
 * @param files for each changed file its path and former path; GitHub lists MOST_FILES at most
 */
export function touchesDirectory(files: readonly (readonly string[])[], directory: string): boolean {
  const within = spellDirectory(directory);
  if (files.length >= MOST_FILES || within === '.' || within.startsWith('../') || within.startsWith('/')) return true;
  return files.flat().some((path) => path.startsWith(`${within}/`));
}

/**
 * Fails because GitHub has deleted the plan of the pull request.
 *
 * @throws StepFailed always
 */
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

/**
 * Fails because the artefact of the pull request contains no plan.
 *
 * @throws StepFailed always
 */
export function refuseDamaged({ number }: PullRequest): never {
  return refuse(`the artefact of pull request #${number} does not contain a plan`);
}

function refuse(why: string): never {
  throw new StepFailed(
    `Nothing was applied: ${why}. Merge a pull request of this repository that was planned with \`recipient\`, or set \`reviewed: none\` on the action to apply the manifests without a review.`,
  );
}

/** Returns the message for an error status of GitHub, with a remedy. */
export function wordsForRefusal({ status }: GitHubError): string {
  const remedy = [401, 403, 404].includes(status)
    ? 'Add `actions: read`, `contents: read` and `pull-requests: read` to the permissions of the job, or pass the action a `token` with these permissions.'
    : 'Run the job again.';
  return `Nothing was applied: GitHub answered ${status} when asked for the reviewed plan. ${remedy}`;
}
