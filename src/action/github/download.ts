// Downloads a file that GitHub's API redirects to, as it does for artefacts. Only the API gets the token: the redirect leads to a
// signed address at another host, which needs none.

import { fetchAndRead } from '../../http/network/fetch.ts';
import { type ApiRequest, HttpError } from '../../http/request.ts';
import { GitHubError } from './github-error.ts';

/** Time limit of the whole download, in milliseconds. */
const PATIENCE = 600_000;
/** Largest file in bytes; a plan of the largest size is much smaller. */
const MAX_BYTES = 2 ** 30;

/** What to download. */
export interface Download {
  /** URL of the file at GitHub's API, which answers with a redirect or with the file. */
  readonly url: string;
  /** The URL's path after the API's base URL, for messages. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Downloads the file.
 *
 * @throws GitHubError if the answer has an error status; HttpError if there is none
 */
export async function download({ url, path, headers }: Download): Promise<Buffer> {
  const signal = AbortSignal.timeout(PATIENCE);
  const request = { method: 'GET', path } as const;
  try {
    const answer = await fetchAndRead(
      new URL(url),
      { headers, redirect: 'manual', signal },
      async (response) => locationOf(response) ?? readAnswer(response, request),
    );
    if (Buffer.isBuffer(answer)) return answer;
    return await fetchAndRead(signedUrl(answer, url), { signal }, (response) => readAnswer(response, request));
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    // Do not repeat the error's message: it may contain the signed address.
    throw new HttpError('reset', { account: 'GitHub', request, what: 'the download failed' }, { maybeSent: false });
  }
}

/** Returns the address that a redirect leads to; undefined for any other response. */
function locationOf({ status, headers }: Response): string | undefined {
  return status >= 300 && status < 400 ? (headers.get('location') ?? undefined) : undefined;
}

/**
 * Reads the body of a successful response.
 *
 * @throws GitHubError if the response has an error status; Error if the body is too large or cut short
 */
async function readAnswer(response: Response, request: Pick<ApiRequest, 'method' | 'path'>): Promise<Buffer> {
  if (!response.ok) throw new GitHubError(response.status, request);
  return readBody(response);
}

/**
 * Returns the absolute URL that a redirect leads to.
 *
 * @throws Error if the redirect leaves HTTPS
 */
function signedUrl(location: string, from: string): URL {
  const target = new URL(location, from);
  if (target.protocol !== 'https:' && target.protocol !== new URL(from).protocol) throw new Error('not HTTPS');
  return target;
}

/**
 * Reads a whole body.
 *
 * @throws Error if the body is too large or cut short
 */
async function readBody(response: { readonly body: AsyncIterable<Uint8Array> | null }): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
