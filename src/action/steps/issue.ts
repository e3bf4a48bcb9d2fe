import { readFile } from 'node:fs/promises';
import type { Api } from '../github/api.ts';
import {
  closeIssue,
  createComment,
  createIssue,
  listOpenIssues,
  readLogin,
  updateIssue,
  withGitHub,
} from '../github/calls.ts';
import { GitHubError } from '../github/github-error.ts';
import { closingComment, findOwnIssue, issueBody, issueTitle, type Watched, type Writer } from '../issue.ts';
import { workflowPath } from '../reviewed-plan.ts';
import { type Environment, fileIn, input, log, readSubject, variable } from '../runner.ts';
import { StepFailed } from '../step-failed.ts';

/** The login of GitHub's own token in a workflow. */
const ACTIONS_BOT = 'github-actions[bot]';

/** Error statuses that say that the token may not write issues, or that the repository has none. */
const REFUSALS: readonly number[] = [403, 404, 410];

/**
 * Keeps the issue about drift: opens it or brings it up to date if there is drift, and closes it if there is none. Runs only after
 * drift could be read.
 *
 * @throws StepFailed if the token may not write issues; GitHubError, HttpError for other failures
 */
export async function keepIssue(environment: Environment): Promise<void> {
  const watched = readWatched(environment);
  const report =
    input(environment, 'drift') === 'true' ? await readFile(fileIn(environment, 'drift'), 'utf8') : undefined;
  try {
    await withGitHub(environment, async (api) => {
      const writer = await readWriter(api, environment);
      log(report === undefined ? await close(api, watched, writer) : await put(api, watched, writer, report));
    });
  } catch (error) {
    if (!(error instanceof GitHubError && REFUSALS.includes(error.status))) throw error;
    throw new StepFailed(
      'Drift is only in the summary of this job, because the token may not write issues here. Add `permissions: { issues: write }` to the job, or set `issue: false` on the action.',
    );
  }
}

function readWatched(environment: Environment): Watched {
  const repository = variable(environment, 'GITHUB_REPOSITORY');
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = environment;
  return {
    subject: readSubject(environment),
    workflow: workflowPath(variable(environment, 'GITHUB_WORKFLOW_REF'), repository),
    run: server === undefined || run === undefined ? '' : `${server}/${repository}/actions/runs/${run}`,
  };
}

/**
 * Returns the login under which the token writes. The workflow's own token cannot be asked for its user, but its login is known.
 * Any other token that cannot be asked belongs to an app, whose login is not known.
 */
async function readWriter(api: Api, environment: Environment): Promise<Writer> {
  return input(environment, 'own_token') === 'true' ? ACTIONS_BOT : readLogin(api);
}

/**
 * Updates the existing issue, or opens one.
 *
 * @returns a line for the log
 */
async function put(api: Api, watched: Watched, writer: Writer, report: string): Promise<string> {
  const body = issueBody(watched, report);
  const own = findOwnIssue(await listOpenIssues(api), watched, writer);
  if (own === undefined) {
    await createIssue(api, issueTitle(watched), body);
    return 'Opened an issue about the drift.';
  }
  await updateIssue(api, own.number, body);
  return `Brought issue ${own.number} up to date.`;
}

/**
 * Closes the existing issue, if there is one.
 *
 * @returns a line for the log
 */
async function close(api: Api, watched: Watched, writer: Writer): Promise<string> {
  const own = findOwnIssue(await listOpenIssues(api), watched, writer);
  if (own === undefined) return 'There is no drift, and no issue about it.';
  await createComment(api, own.number, closingComment(watched, own));
  await closeIssue(api, own.number);
  return `Closed issue ${own.number}: the drift has ended.`;
}
