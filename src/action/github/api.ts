// One repository at GitHub's REST API, over the client that also speaks with vendors. Nothing is tried twice: whoever reads the
// message runs the job again. The token goes into a header and into no message.

import type { Json } from '../../contact/canonical.ts';
import { connect } from '../../http/index.ts';
import type { ApiRequest, ApiResponse } from '../../http/request.ts';
import { GitHubError } from './github-error.ts';

export interface ApiOptions {
  /** `https://api.github.com`, or a server's own. */
  readonly url: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
}

/** Paths are below the repository's. */
export interface Api {
  /** @throws GitHubError, HttpError */
  read(path: string): Promise<unknown>;
  /**
   * All pages of a list.
   *
   * @throws GitHubError, HttpError
   */
  readPages(path: string, query?: Query): Promise<readonly unknown[]>;
  /** @throws GitHubError, HttpError */
  write(method: 'POST' | 'PATCH', path: string, body: Json): Promise<void>;
  close(): Promise<void>;
}

type Query = ApiRequest['query'];

export function openApi({ url, repository, token }: ApiOptions): Api {
  const connection = connect({
    baseUrl: url,
    label: 'GitHub',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    secrets: [token],
    retry: { maxAttempts: 1 },
  });
  const send = async (request: ApiRequest): Promise<ApiResponse> => {
    const below = { ...request, path: `/repos/${repository}${request.path}` };
    const response = await connection.send(below, { budgets: [], repeat: 'look-first' });
    if (response.status >= 400) throw new GitHubError(response.status, below);
    return response;
  };
  return {
    read: async (path) => (await send({ method: 'GET', path, query: [] })).body,
    async readPages(path, query = []) {
      const pages: unknown[] = [];
      for (let next: Query | undefined = [...query, ['per_page', '100']]; next !== undefined; ) {
        const response = await send({ method: 'GET', path, query: next });
        pages.push(response.body);
        next = nextPage(response);
      }
      return pages;
    },
    async write(method, path, body) {
      await send({ method, path, query: [], body });
    },
    close: () => connection.close(),
  };
}

/** Of the link to it only the query: the token goes nowhere else than where the first page came from. */
function nextPage({ headers }: ApiResponse): Query | undefined {
  const link = /<([^<>]+)>;\s*rel="next"/.exec(headers.link ?? '')?.[1];
  return link === undefined || !URL.canParse(link) ? undefined : [...new URL(link).searchParams];
}
