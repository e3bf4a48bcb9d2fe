import { HttpError } from '../../http/request.ts';
import type { Api } from '../github/api.ts';
import { listArtifacts, listPullRequestsOf, readWorkflowRun, withGitHub } from '../github/calls.ts';
import { GitHubError } from '../github/github-error.ts';
import {
  artifactsAt,
  type Commit,
  isReviewed,
  mergedPullRequest,
  refuseExpired,
  refuseMissing,
  wordsForRefusal,
} from '../reviewed-plan.ts';
import { type Environment, log, readSubject, setOutput, variable } from '../runner.ts';
import { StepFailed } from '../step-failed.ts';
import { artifactName } from '../subject.ts';

/**
 * Finds the reviewed plan: that of the pull request merged by this commit. Output: `run-id`, the run that uploaded it.
 *
 * @throws StepFailed if there is none, or GitHub cannot be reached
 */
export async function findReviewed(environment: Environment): Promise<void> {
  const commit = { sha: variable(environment, 'GITHUB_SHA'), ref: variable(environment, 'GITHUB_REF') };
  const name = artifactName(readSubject(environment));
  try {
    const found = await withGitHub(environment, (api) => findRun(api, commit, name));
    log(`Applying only what was planned in pull request #${found.pullRequest}: ${found.page}`);
    await setOutput(environment, 'run-id', String(found.run));
  } catch (error) {
    if (error instanceof GitHubError) throw new StepFailed(wordsForRefusal(error));
    if (error instanceof HttpError) throw new StepFailed(`Nothing was applied: ${error.message}. Run the job again.`);
    throw error;
  }
}

interface FoundRun {
  readonly run: number;
  readonly page: string;
  readonly pullRequest: number;
}

async function findRun(api: Api, commit: Commit, name: string): Promise<FoundRun> {
  const pullRequest = mergedPullRequest(await listPullRequestsOf(api, commit.sha), commit);
  for (const { run, isExpired } of artifactsAt(await listArtifacts(api, name), pullRequest.head)) {
    const made = await readWorkflowRun(api, run.id);
    if (!isReviewed(made)) continue;
    if (isExpired) refuseExpired(pullRequest);
    return { run: run.id, page: made.page, pullRequest: pullRequest.number };
  }
  return refuseMissing(pullRequest, name);
}
