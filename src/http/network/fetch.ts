// Sends requests that do not go to a vendor with `fetch`, through the proxy and with the certificate authorities that the
// environment names.

import { fetch, type RequestInit, type Response } from 'undici';
import type { NetworkEnvironment } from './environment.ts';
import { lazyRoute } from './route.ts';

/**
 * Sends a request and reads its response; closes the connection afterwards.
 *
 * @param read reads what the caller needs from the response
 * @returns the result of `read`
 * @throws TypeError if there is no response; Error if a variable does not name a proxy; the errors of `read`
 */
export async function fetchAndRead<T>(
  url: URL,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
  network: NetworkEnvironment = process.env,
): Promise<T> {
  const route = lazyRoute(url, network, { connections: 1, connectMs: 10_000, headersMs: 30_000, bodyMs: 30_000 });
  const opened = route.open();
  if (opened.pool === undefined) throw new Error('a variable does not name a proxy');
  try {
    return await read(await fetch(url, { ...init, dispatcher: opened.pool }));
  } finally {
    // Destroy the connection: closing it would wait for a body that nobody reads, such as that of a redirect.
    await opened.destroy();
  }
}
