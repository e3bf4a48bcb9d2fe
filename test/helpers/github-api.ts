// GitHub's API for comments, on loopback: it keeps them, pages them, and refuses what GitHub refuses. And octokit's calls to it,
// as far as action.yml makes them.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
  body: string;
}

/** What a token may do: that of a fork's run only reads, whatever the workflow asks for. */
const MAY_WRITE: Readonly<Record<string, boolean>> = { 'token-write': true, 'token-read': false };
/** "body is too long (maximum is 65536 characters)". */
const LONGEST_BODY = 65_536;

export interface GitHub {
  readonly url: string;
  /** Of pull request 7. */
  readonly comments: Comment[];
  /** `METHOD path`, in order. */
  readonly received: string[];
  close(): Promise<void>;
}

export async function startGitHub(comments: readonly Omit<Comment, 'id'>[] = []): Promise<GitHub> {
  const kept = comments.map((comment, index): Comment => ({ id: index + 1, ...comment }));
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(`${request.method} ${request.url}`);
    const { status, body, headers = {} } = answer(request, await bodyOf(request), kept);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, comments: kept, received, close: () => close(server) };
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

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(request: IncomingMessage, sent: unknown, comments: Comment[]): Answer {
  const token = /^(?:token|Bearer) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const mayWrite = MAY_WRITE[token];
  if (mayWrite === undefined) return { status: 401, body: { message: 'Bad credentials' } };
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const isList = pathname === '/repos/acme/contacts/issues/7/comments';
  if (request.method === 'GET' && isList)
    return page(comments, searchParams, `http://${request.headers.host}${pathname}`);
  if (!mayWrite) return { status: 403, body: { message: 'Resource not accessible by integration' } };
  const { body } = sent as { body?: unknown };
  if (typeof body !== 'string' || body === '') return unprocessable("body can't be blank");
  if ([...body].length > LONGEST_BODY) return unprocessable(`body is too long (maximum is ${LONGEST_BODY} characters)`);
  if (request.method === 'POST' && isList) {
    const user = { login: 'github-actions[bot]', type: 'Bot' } as const;
    const comment: Comment = { id: Math.max(0, ...comments.map(({ id }) => id)) + 1, user, body };
    comments.push(comment);
    return { status: 201, body: comment };
  }
  const id = Number(/^\/repos\/acme\/contacts\/issues\/comments\/(\d+)$/.exec(pathname)?.[1]);
  const comment = request.method === 'PATCH' ? comments.find((one) => one.id === id) : undefined;
  if (comment === undefined) return { status: 404, body: { message: 'Not Found' } };
  comment.body = body;
  return { status: 200, body: comment };
}

function unprocessable(message: string): Answer {
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return { status: 422, body: { message: 'Validation Failed', errors } };
}

function page(comments: readonly Comment[], query: URLSearchParams, url: string): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  const body = comments.slice((number - 1) * size, number * size);
  if (number * size >= comments.length) return { status: 200, body };
  return { status: 200, body, headers: { link: `<${url}?per_page=${size}&page=${number + 1}>; rel="next"` } };
}

type Parameters = Readonly<Record<string, string | number>>;
type Call = (parameters: Parameters) => Promise<{ readonly data: unknown; readonly next: string | undefined }>;

/** `github` of actions/github-script. */
export function octokitFor(apiUrl: string, token: string) {
  const send = async (method: string, url: string, body?: object): ReturnType<Call> => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const data = (await response.json()) as { message?: string };
    if (!response.ok) throw Object.assign(new Error(data.message), { status: response.status });
    return { data, next: /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] };
  };
  const issues = {
    listComments: ({ owner, repo, issue_number, per_page }: Parameters) =>
      send('GET', `${apiUrl}/repos/${owner}/${repo}/issues/${issue_number}/comments?per_page=${per_page}`),
    createComment: ({ owner, repo, issue_number, body }: Parameters) =>
      send('POST', `${apiUrl}/repos/${owner}/${repo}/issues/${issue_number}/comments`, { body }),
    updateComment: ({ owner, repo, comment_id, body }: Parameters) =>
      send('PATCH', `${apiUrl}/repos/${owner}/${repo}/issues/comments/${comment_id}`, { body }),
  };
  return {
    rest: { issues },
    async paginate(call: Call, parameters: Parameters): Promise<readonly unknown[]> {
      let { data, next } = await call(parameters);
      const all = [...(data as readonly unknown[])];
      while (next !== undefined) {
        ({ data, next } = await send('GET', next));
        all.push(...(data as readonly unknown[]));
      }
      return all;
    },
  };
}
