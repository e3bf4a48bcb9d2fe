// Sends GET requests that do not go to a vendor, through the proxy and with the certificate authorities that the environment names.
// Follows no redirects.

import type { Dispatcher } from 'undici';
import type { NetworkEnvironment } from './environment.ts';
import { lazyRoute } from './route.ts';

/** The response to a request: its status, headers and body. */
export type FetchedResponse = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** What a request needs in addition to its URL. */
export interface FetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request and reads its response; closes the connection afterwards.
 *
 * @param read reads what the caller needs from the response
 * @returns the result of `read`
 * @throws the errors of undici if there is no response; Error if a variable does not name a proxy; the errors of `read`
 */
export async function fetchAndRead<T>(
  url: URL,
  { headers = {}, signal }: FetchOptions,
  read: (response: FetchedResponse) => Promise<T>,
  network: NetworkEnvironment = process.env,
): Promise<T> {
  const route = lazyRoute(url, network, { connections: 1, connectMs: 10_000, headersMs: 30_000, bodyMs: 30_000 });
  const opened = route.open();
  if (opened.pool === undefined) throw new Error('a variable does not name a proxy');
  try {
    const path = `${url.pathname}${url.search}`;
    return await read(
      await opened.pool.request({ method: 'GET', path, headers: { ...headers }, signal: signal ?? null }),
    );
  } finally {
    // Destroy the connection: closing it would wait for a body that nobody reads, such as that of a redirect.
    await opened.destroy();
  }
}
