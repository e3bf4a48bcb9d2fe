// What GitHub tells of a merge → the plan that was reviewed, or why there is none. Pure.

import type { Artifact, PullRequest, WorkflowRun } from './github/answers.ts';
import type { GitHubError } from './github/github-error.ts';
import { StepFailed } from './step-failed.ts';

/** What is applied. */
export interface Commit {
  readonly sha: string;
  /** `refs/heads/main` */
  readonly ref: string;
}

/** The name under which a plan is kept; one for each account. */
export function artifactName(account: string): string {
  return account === '' ? 'rollcall-plan' : `rollcall-plan-${account}`;
}

/**
 * The pull request whose merge is this commit. Whichever way it was merged, its head is where the branch stood then.
 *
 * @throws StepFailed where there is none
 */
export function mergedPullRequest(pullRequests: readonly PullRequest[], { sha, ref }: Commit): PullRequest {
  const merged = pullRequests.find(
    ({ isMerged, mergeCommit, base }) => isMerged && mergeCommit === sha && `refs/heads/${base}` === ref,
  );
  return merged ?? refuse(`no pull request was merged into ${ref} by ${sha}, so no plan of it was reviewed`);
}

/** Artefacts that a run of this repository kept at that commit, newest first. A fork's run can keep anything under the name. */
export function artifactsAt(artifacts: readonly Artifact[], head: string): readonly Artifact[] {
  return artifacts
    .filter(({ run }) => run.head === head && run.headRepository === run.repository)
    .sort((a, b) => b.createdAt - a.createdAt);
}

/** A plan of the same commit that was made by hand or on schedule was in no pull request. */
export function isReviewed({ event }: WorkflowRun): boolean {
  return event === 'pull_request';
}

/** @throws StepFailed always */
export function refuseExpired({ number }: PullRequest): never {
  return refuse(`the plan of pull request #${number} has expired`);
}

/** @throws StepFailed always */
export function refuseMissing({ number, head }: PullRequest, name: string): never {
  return refuse(`no artefact ${name} was kept of pull request #${number} at ${head}`);
}

function refuse(why: string): never {
  throw new StepFailed(
    `Nothing was applied: ${why}. Merge a pull request of this repository that was planned with \`recipient\`, or give the action \`reviewed: none\` to apply what the manifests say.`,
  );
}

/** What to do where GitHub does not tell. */
export function wordsForRefusal({ status }: GitHubError): string {
  const remedy = [401, 403, 404].includes(status)
    ? 'Add `actions: read` and `pull-requests: read` to the permissions of the job, or give the action a `token` with these.'
    : 'Run the job again.';
  return `Nothing was applied: GitHub answered ${status} when asked for the reviewed plan. ${remedy}`;
}
