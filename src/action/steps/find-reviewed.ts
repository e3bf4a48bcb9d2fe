import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrently } from '../../http/concurrently.ts';
import { HttpError } from '../../http/request.ts';
import { encodeArguments, reviewedArguments } from '../arguments.ts';
import type { Artifact, PullRequest } from '../github/answers.ts';
import type { Api } from '../github/api.ts';
import {
  downloadArtifact,
  listArtifacts,
  listChangedFiles,
  listCommitsBetween,
  listPullRequestsOf,
  readWorkflowRun,
  withGitHub,
} from '../github/calls.ts';
import { GitHubError } from '../github/github-error.ts';
import { extractFile } from '../github/unzip.ts';
import { firstParentLine } from '../push.ts';
import {
  artifactsAt,
  type Commit,
  isReviewed,
  mergedPullRequests,
  refuseDamaged,
  refuseExpired,
  refuseMissing,
  touchesDirectory,
  wordsForRefusal,
  workflowPath,
} from '../reviewed-plan.ts';
import { type Environment, fileIn, input, log, PLAN_FILE, readEvent, readSubject, variable } from '../runner.ts';
import { StepFailed } from '../step-failed.ts';
import { artifactName, type Subject } from '../subject.ts';

/** Maximum number of requests to GitHub at the same time. */
const PARALLELISM = 4;

/**
 * Downloads the reviewed plans: those of all pull requests that the push merged. Adds them to the command line of rollcall.
 *
 * @throws StepFailed if one is missing, or GitHub cannot be reached
 */
export async function findReviewed(environment: Environment): Promise<void> {
  const commit = { sha: variable(environment, 'GITHUB_SHA'), ref: variable(environment, 'GITHUB_REF') };
  const { before } = await readEvent(environment);
  try {
    const files = await withGitHub(environment, async (api) => {
      const wanted = { commit, before, subject: readSubject(environment), workflow: planningWorkflow(environment) };
      const found = await findPlans(api, wanted);
      return savePlans(api, found, fileIn(environment, 'reviewedPlans'));
    });
    await appendFile(fileIn(environment, 'arguments'), encodeArguments(reviewedArguments(files)));
  } catch (error) {
    if (error instanceof GitHubError) throw new StepFailed(wordsForRefusal(error));
    if (error instanceof HttpError) throw new StepFailed(`Nothing was applied: ${error.message}. Run the job again.`);
    throw error;
  }
}

/** The workflow that plans: the one named in the inputs, otherwise this one. */
function planningWorkflow(environment: Environment): string {
  const named = input(environment, 'reviewed_workflow');
  if (named !== '') return named;
  return workflowPath(variable(environment, 'GITHUB_WORKFLOW_REF'), variable(environment, 'GITHUB_REPOSITORY'));
}

interface Wanted {
  readonly commit: Commit;
  /** The branch's latest commit before the push; if undefined, only `commit` is examined. */
  readonly before: string | undefined;
  readonly subject: Subject;
  /** Path of the file of the workflow that plans. */
  readonly workflow: string;
}

interface FoundPlan {
  readonly pullRequest: PullRequest;
  readonly artifact: Artifact;
  /** URL of the run that made the plan. */
  readonly page: string;
}

/**
 * Finds the plans of all pull requests that the push merged.
 *
 * @throws StepFailed if no pull request was merged, or if one of them has no plan although it may need one
 */
async function findPlans(api: Api, { commit, before, subject, workflow }: Wanted): Promise<readonly FoundPlan[]> {
  const line = await pushedLine(api, commit, before);
  const pullRequests = await mapConcurrently(line, { limit: PARALLELISM }, (sha) => listPullRequestsOf(api, sha));
  const merged = mergedPullRequests(pullRequests.flat(), line, commit);
  const plans: FoundPlan[] = [];
  const unplanned: PullRequest[] = [];
  for (const pullRequest of merged) {
    const name = artifactName(subject, pullRequest.number);
    const found = await findPlan(api, await listArtifacts(api, name), { pullRequest, workflow });
    if (found !== undefined) plans.push(found);
    else if (touchesDirectory(await listChangedFiles(api, pullRequest.number), subject.directory))
      refuseMissing(pullRequest, name);
    else unplanned.push(pullRequest);
  }
  const [first] = unplanned;
  if (plans.length === 0 && first !== undefined) refuseMissing(first, artifactName(subject, first.number));
  for (const { number } of unplanned)
    log(`Pull request #${number} has no plan; it changes nothing in ${subject.directory}.`);
  return plans;
}

/**
 * Returns the commits that may be the merge of a pull request: those that the push added. Only the latest one if GitHub no longer
 * knows `before`.
 */
async function pushedLine(api: Api, { sha }: Commit, before: string | undefined): Promise<readonly string[]> {
  if (before === undefined) return [sha];
  const pushed = await listCommitsBetween(api, before, sha).catch((error: unknown) => {
    if (error instanceof GitHubError && error.status === 404) return [];
    throw error;
  });
  return firstParentLine(pushed, sha);
}

/**
 * Finds the reviewed plan of a pull request among artefacts; undefined if there is none.
 *
 * @throws StepFailed if the plan has expired
 */
async function findPlan(
  api: Api,
  artifacts: readonly Artifact[],
  { pullRequest, workflow }: { readonly pullRequest: PullRequest } & Pick<Wanted, 'workflow'>,
): Promise<FoundPlan | undefined> {
  for (const artifact of artifactsAt(artifacts, pullRequest.head)) {
    const made = await readWorkflowRun(api, artifact.run.id);
    if (!isReviewed(made, workflow, pullRequest)) continue;
    if (artifact.isExpired) refuseExpired(pullRequest);
    return { pullRequest, artifact, page: made.page };
  }
  return undefined;
}

/**
 * Downloads the plans into files.
 *
 * @returns the paths, in the order of the plans
 * @throws StepFailed if an artefact contains no plan
 */
async function savePlans(api: Api, found: readonly FoundPlan[], directory: string): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return mapConcurrently(found, { limit: PARALLELISM }, async ({ pullRequest, artifact, page }) => {
    const plan = extractFile(await downloadArtifact(api, artifact.id), PLAN_FILE);
    if (plan === undefined) refuseDamaged(pullRequest);
    const file = join(directory, `${pullRequest.number}.age`);
    await writeFile(file, plan, { mode: 0o600 });
    log(`Applying only what was planned in pull request #${pullRequest.number}: ${page}`);
    return file;
  });
}
