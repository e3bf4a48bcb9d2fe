// Issues of the repository at GitHub: opened, edited, commented on and closed. Pull requests are listed among them.

import { type Answer, NOT_ACCESSIBLE, NOT_FOUND, page } from './github-answers.ts';

export interface GitHubIssue {
  readonly number: number;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  state_reason?: string;
  readonly pull_request?: object;
  readonly said: string[];
}

export type IssueAccess = 'write' | 'read' | 'none';

/** "body is too long (maximum is 65536 characters)". */
const LONGEST_BODY = 65_536;
const AT = /^\/repos\/acme\/contacts\/issues(?:\/(\d+)(\/comments)?)?$/;

/** @returns undefined for a path that is not about these issues */
export function answerIssues(
  { method, url, sent }: { readonly method: string; readonly url: URL; readonly sent: unknown },
  issues: GitHubIssue[],
  { access, user }: { readonly access: IssueAccess; readonly user: GitHubIssue['user'] },
): Answer | undefined {
  const [path, number, comments] = AT.exec(url.pathname) ?? [];
  // Number 7 is the pull request, whose comments are kept elsewhere.
  if (path === undefined || number === '7') return undefined;
  if (access === 'none') return NOT_ACCESSIBLE;
  if (method === 'GET' && number === undefined) {
    const state = url.searchParams.get('state') ?? 'open';
    return page(
      issues.filter((issue) => issue.state === state),
      url,
    );
  }
  if (access === 'read') return NOT_ACCESSIBLE;
  const { body, title, state, state_reason: reason } = sent as Partial<GitHubIssue>;
  if (body != null && [...body].length > LONGEST_BODY) return { status: 422, body: { message: 'Validation Failed' } };
  if (method === 'POST' && number === undefined) {
    const opened: GitHubIssue = {
      ...{ user, title: title ?? '', body: body ?? null },
      number: next(issues),
      state: 'open',
      said: [],
    };
    issues.push(opened);
    return { status: 201, body: opened };
  }
  const issue = issues.find((one) => String(one.number) === number);
  if (issue === undefined) return NOT_FOUND;
  if (comments !== undefined) {
    issue.said.push(String(body));
    return { status: 201, body: { id: 1, user, body } };
  }
  if (body !== undefined) issue.body = body;
  if (state !== undefined) issue.state = state;
  if (reason !== undefined) issue.state_reason = reason;
  return { status: 200, body: issue };
}

function next(issues: readonly GitHubIssue[]): number {
  return Math.max(10, ...issues.map(({ number }) => number)) + 1;
}
