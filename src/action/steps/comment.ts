import { readFile } from 'node:fs/promises';
import { commentBody, findOwnComment } from '../comment.ts';
import type { Api } from '../github/api.ts';
import { createComment, listComments, updateComment, withGitHub } from '../github/calls.ts';
import { GitHubError } from '../github/github-error.ts';
import { annotate, type Environment, fileIn, readEvent, readSubject } from '../runner.ts';
import type { Subject } from '../subject.ts';

/**
 * Shows the plan in the pull request: updates the existing comment, or creates it. If the token may not comment, only warns.
 *
 * @throws GitHubError, HttpError for other failures
 */
export async function comment(environment: Environment): Promise<void> {
  const { pullRequest } = await readEvent(environment);
  if (pullRequest === undefined) throw new Error('only a pull request has comments');
  const subject = readSubject(environment);
  const body = commentBody(subject, await readPlan(environment));
  try {
    await withGitHub(environment, (api) => putComment(api, pullRequest.number, subject, body));
  } catch (error) {
    if (!(error instanceof GitHubError && error.status === 403)) throw error;
    annotate(
      'warning',
      'The plan is only in the summary of this job, because the token may not write comments. Add `permissions: { pull-requests: write }` to the job, or set `comment: false` on the action.',
    );
  }
}

async function putComment(api: Api, pullRequest: number, subject: Subject, body: string): Promise<void> {
  const own = findOwnComment(await listComments(api, pullRequest), subject);
  if (own === undefined) await createComment(api, pullRequest, body);
  else await updateComment(api, own.id, body);
}

/** The plan as Markdown; empty if planning failed before it wrote the file. */
async function readPlan(environment: Environment): Promise<string> {
  return readFile(fileIn(environment, 'markdown'), 'utf8').catch(() => '');
}
