// Finds the reviewed plan of a merge in GitHub's data, or explains why there is none. Pure.

import type { Artifact, PullRequest, WorkflowRun } from './github/answers.ts';
import type { GitHubError } from './github/github-error.ts';
import { StepFailed } from './step-failed.ts';

/** The commit to apply. */
export interface Commit {
  readonly sha: string;
  /** `refs/heads/main` */
  readonly ref: string;
}

/**
 * The pull request whose merge is this commit. With every merge method, its head is the branch's latest commit at that time.
 *
 * @throws StepFailed if there is none
 */
export function mergedPullRequest(pullRequests: readonly PullRequest[], { sha, ref }: Commit): PullRequest {
  const merged = pullRequests.find(
    ({ isMerged, mergeCommit, base }) => isMerged && mergeCommit === sha && `refs/heads/${base}` === ref,
  );
  return merged ?? refuse(`no pull request was merged into ${ref} by ${sha}, so there is no reviewed plan for it`);
}

/** Artefacts uploaded by this repository's runs at that commit, newest first. Excludes forks, which could upload anything. */
export function artifactsAt(artifacts: readonly Artifact[], head: string): readonly Artifact[] {
  return artifacts
    .filter(({ run }) => run.head === head && run.headRepository === run.repository)
    .sort((a, b) => b.createdAt - a.createdAt);
}

/** Whether the run belongs to a pull request; plans of manual and scheduled runs at the same commit were not reviewed. */
export function isReviewed({ event }: WorkflowRun): boolean {
  return event === 'pull_request';
}

/** @throws StepFailed always */
export function refuseExpired({ number }: PullRequest): never {
  return refuse(`the plan of pull request #${number} has expired`);
}

/** @throws StepFailed always */
export function refuseMissing({ number, head }: PullRequest, name: string): never {
  return refuse(`there is no artefact ${name} for pull request #${number} at ${head}`);
}

function refuse(why: string): never {
  throw new StepFailed(
    `Nothing was applied: ${why}. Merge a pull request of this repository that was planned with \`recipient\`, or set \`reviewed: none\` on the action to apply the manifests without a review.`,
  );
}

/** The message for a failed request to GitHub, with a remedy. */
export function wordsForRefusal({ status }: GitHubError): string {
  const remedy = [401, 403, 404].includes(status)
    ? 'Add `actions: read` and `pull-requests: read` to the permissions of the job, or pass the action a `token` with these permissions.'
    : 'Run the job again.';
  return `Nothing was applied: GitHub answered ${status} when asked for the reviewed plan. ${remedy}`;
}
