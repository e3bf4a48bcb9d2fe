// Access to one repository through GitHub's REST API, with the HTTP client that is also used for vendors. Requests are not retried:
// the user can run the job again. The token goes into a header and never into a message.

import type { Json } from '../../contact/canonical.ts';
import { connect } from '../../http/index.ts';
import type { ApiRequest, ApiResponse } from '../../http/request.ts';
import { download } from './download.ts';
import { GitHubError } from './github-error.ts';

/** The repository to access. */
export interface ApiOptions {
  /** Base URL: `https://api.github.com`, or that of a GitHub Enterprise server. */
  readonly url: string;
  /** Full name of the repository: `owner/name`. */
  readonly repository: string;
  readonly token: string;
}

/** Requests to the API. Paths are relative to the repository's URL. */
export interface Api {
  /**
   * Sends a GET request and returns the parsed body.
   *
   * @throws GitHubError, HttpError
   */
  read(path: string): Promise<unknown>;
  /**
   * Reads the user that the token belongs to, and returns the parsed body.
   *
   * @throws GitHubError (403 if the token belongs to an app), HttpError
   */
  readUser(): Promise<unknown>;
  /**
   * Reads all pages of a list and returns their parsed bodies.
   *
   * @throws GitHubError, HttpError
   */
  readPages(path: string, query?: Query): Promise<readonly unknown[]>;
  /**
   * Sends a request with a JSON body.
   *
   * @throws GitHubError, HttpError
   */
  write(method: 'POST' | 'PATCH', path: string, body: Json): Promise<void>;
  /**
   * Downloads a file to which the API redirects.
   *
   * @throws GitHubError, HttpError
   */
  download(path: string): Promise<Buffer>;
  close(): Promise<void>;
}

type Query = ApiRequest['query'];

/** Opens a connection to the API; sends nothing yet. */
export function openApi({ url, repository, token }: ApiOptions): Api {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  };
  const connection = connect({
    baseUrl: url,
    label: 'GitHub',
    headers,
    secrets: [token],
    retry: { maxAttempts: 1 },
  });
  const below = (path: string): string => `/repos/${repository}${path}`;
  const sendTo = async (absolute: ApiRequest): Promise<ApiResponse> => {
    const response = await connection.send(absolute, { budgets: [], repeat: 'look-first' });
    if (response.status >= 400) throw new GitHubError(response.status, absolute);
    return response;
  };
  const send = (request: ApiRequest): Promise<ApiResponse> => sendTo({ ...request, path: below(request.path) });
  return {
    read: async (path) => (await send({ method: 'GET', path, query: [] })).body,
    readUser: async () => (await sendTo({ method: 'GET', path: '/user', query: [] })).body,
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
    download: (path) =>
      download({
        ...{ url: `${url.replace(/\/+$/, '')}${below(path)}`, path: below(path) },
        headers: { 'user-agent': 'rollcall', ...headers },
      }),
    close: () => connection.close(),
  };
}

/**
 * Returns the query of the next page; undefined on the last page. Ignores the host and path of the link, so that the token is
 * sent only to the configured server.
 */
function nextPage({ headers }: ApiResponse): Query | undefined {
  const link = /<([^<>]+)>;\s*rel="next"/.exec(headers.link ?? '')?.[1];
  return link === undefined || !URL.canParse(link) ? undefined : [...new URL(link).searchParams];
}
