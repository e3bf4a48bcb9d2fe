// Downloads a file that GitHub's API redirects to, as it does for artefacts. The token goes to the API alone: the address that it
// redirects to is signed and belongs to another host.

import { HttpError } from '../../http/request.ts';
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
    const answer = await fetch(url, { headers, redirect: 'manual', signal });
    const location = answer.headers.get('location');
    const isElsewhere = answer.status >= 300 && answer.status < 400 && location !== null;
    const file = isElsewhere ? await fetch(signedUrl(location, url), { signal }) : answer;
    if (!file.ok) throw new GitHubError(file.status, request);
    return await readBody(file);
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    // Not the error's words: they may contain the signed address.
    throw new HttpError('reset', { account: 'GitHub', request, what: 'the download failed' }, { maybeSent: false });
  }
}

/** @throws Error if the redirect leaves HTTPS */
function signedUrl(location: string, from: string): URL {
  const target = new URL(location, from);
  if (target.protocol !== 'https:' && target.protocol !== new URL(from).protocol) throw new Error('not HTTPS');
  return target;
}

/** @throws Error if the body is too large or cut short */
async function readBody(response: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
