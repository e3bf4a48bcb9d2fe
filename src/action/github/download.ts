// Downloads a file that GitHub's API redirects to, as it does for artefacts. Only the API gets the token: the redirect leads to a
// signed address at another host, which needs none.

import { type FetchedResponse, fetchAndRead } from '../../http/network/fetch.ts';
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
      { headers, signal },
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
function locationOf({ statusCode, headers: { location } }: FetchedResponse): string | undefined {
  return statusCode >= 300 && statusCode < 400 && typeof location === 'string' ? location : undefined;
}

/**
 * Reads the body of a successful response.
 *
 * @throws GitHubError if the response has an error status, or leads elsewhere; Error if the body is too large or cut short
 */
async function readAnswer(
  { statusCode, body }: FetchedResponse,
  request: Pick<ApiRequest, 'method' | 'path'>,
): Promise<Buffer> {
  if (statusCode < 200 || statusCode >= 300) {
    // Nobody reads the body, and its end may be an error.
    body.on('error', () => {}).destroy();
    throw new GitHubError(statusCode, request);
  }
  return readBody(body);
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
async function readBody(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
