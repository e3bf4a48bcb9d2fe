// GitHub's API on loopback: comments, and what was planned for which commit. It pages, and refuses what GitHub refuses.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, NOT_ACCESSIBLE, NOT_FOUND, page } from './github-answers.ts';
import { type Access, answerHistory, archiveAt, type History } from './github-history.ts';
import { answerIssues, type GitHubIssue, type IssueAccess } from './github-issues.ts';

export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
  body: string;
}

interface Permissions {
  readonly issues: IssueAccess;
  /** The login of the token's user; absent: an app's token. */
  readonly login?: string;
  readonly pullRequests: 'write' | 'read' | 'none';
  readonly actions: Access;
}

/** What a token may do; absent: nothing is known of the repository. */
const TOKENS: Readonly<Record<string, Permissions | undefined>> = {
  'token-write': { pullRequests: 'write', actions: 'read', issues: 'write' },
  'token-of-somebody': { pullRequests: 'write', actions: 'read', issues: 'write', login: 'deploy' },
  'token-without-issues': { pullRequests: 'write', actions: 'read', issues: 'none' },
  'token-that-reads-issues': { pullRequests: 'write', actions: 'read', issues: 'read' },
  // That of a fork's run only reads, whatever the workflow asks for.
  'token-read': { pullRequests: 'read', actions: 'read', issues: 'read' },
  'token-without-actions': { pullRequests: 'write', actions: 'none', issues: 'none' },
  'token-without-pull-requests': { pullRequests: 'none', actions: 'read', issues: 'none' },
  'token-of-public-repository': { pullRequests: 'write', actions: 'public', issues: 'none' },
  'token-elsewhere': undefined,
};
const BOT = { login: 'github-actions[bot]', type: 'Bot' } as const;
/** "body is too long (maximum is 65536 characters)". */
const LONGEST_BODY = 65_536;

export interface GitHub extends History {
  readonly url: string;
  /** Comments of pull request 7. */
  readonly comments: Comment[];
  readonly issues: GitHubIssue[];
  /** `METHOD path`, in order. */
  readonly received: string[];
  close(): Promise<void>;
}

export async function startGitHub(
  comments: readonly Omit<Comment, 'id'>[] = [],
  issues: readonly GitHubIssue[] = [],
): Promise<GitHub> {
  const all = [...issues];
  const kept = comments.map((comment, index): Comment => ({ id: index + 1, ...comment }));
  const history: History = { pulls: [], commits: [], runs: [], artifacts: [] };
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(`${request.method} ${request.url}`);
    if (request.url?.startsWith('/signed/')) {
      // The storage refuses a request that is authorised twice.
      const archive = request.headers.authorization === undefined ? archiveAt(request.url, history) : undefined;
      response.writeHead(archive === undefined ? 403 : 200, { 'content-type': 'application/zip' }).end(archive);
      return;
    }
    const {
      status,
      body,
      headers = {},
    } = answer(request, await bodyOf(request), { comments: kept, issues: all }, history);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    comments: kept,
    issues: all,
    ...history,
    received,
    close: () => close(server),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text === '' ? {} : JSON.parse(text);
}

function close(server: Server): Promise<void> {
  return new Promise((settle) => {
    server.close(() => settle());
    server.closeAllConnections();
  });
}

interface Threads {
  readonly comments: Comment[];
  readonly issues: GitHubIssue[];
}

function answer(request: IncomingMessage, sent: unknown, { comments, issues }: Threads, history: History): Answer {
  // "Request forbidden by administrative rules. Please make sure your request has a User-Agent header".
  if (request.headers['user-agent'] === undefined) return NOT_ACCESSIBLE;
  const token = /^(?:token|Bearer) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (token === 'token-on-a-bad-day') return { status: 502, body: { message: 'Server Error' } };
  if (!Object.hasOwn(TOKENS, token)) return { status: 401, body: { message: 'Bad credentials' } };
  const permissions = TOKENS[token];
  const url = new URL(request.url ?? '', `http://${request.headers.host}`);
  if (url.pathname === '/user' && permissions !== undefined) {
    return permissions.login === undefined ? NOT_ACCESSIBLE : { status: 200, body: { login: permissions.login } };
  }
  if (permissions === undefined || !url.pathname.startsWith('/repos/acme/contacts/')) return NOT_FOUND;
  const { login } = permissions;
  const user = login === undefined ? BOT : ({ login, type: 'User' } as const);
  const about = answerIssues({ method: request.method ?? '', url, sent }, issues, { access: permissions.issues, user });
  if (about !== undefined) return about;
  if (!url.pathname.includes('/issues/'))
    return answerHistory(url, history, permissions.pullRequests !== 'none', permissions.actions);
  return answerComments(request.method ?? '', url, sent, comments, permissions);
}

function answerComments(
  method: string,
  url: URL,
  sent: unknown,
  comments: Comment[],
  { pullRequests }: Permissions,
): Answer {
  const isList = url.pathname === '/repos/acme/contacts/issues/7/comments';
  if (method === 'GET' && isList) return page(comments, url);
  if (pullRequests !== 'write') return NOT_ACCESSIBLE;
  const { body } = sent as { body?: unknown };
  if (typeof body !== 'string' || body === '') return unprocessable("body can't be blank");
  if ([...body].length > LONGEST_BODY) return unprocessable(`body is too long (maximum is ${LONGEST_BODY} characters)`);
  if (method === 'POST' && isList) {
    const comment: Comment = { id: Math.max(0, ...comments.map(({ id }) => id)) + 1, user: BOT, body };
    comments.push(comment);
    return { status: 201, body: comment };
  }
  const id = Number(/^\/repos\/acme\/contacts\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1]);
  const comment = method === 'PATCH' ? comments.find((one) => one.id === id) : undefined;
  if (comment === undefined) return NOT_FOUND;
  comment.body = body;
  return { status: 200, body: comment };
}

function unprocessable(message: string): Answer {
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return { status: 422, body: { message: 'Validation Failed', errors } };
}
