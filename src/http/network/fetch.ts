// fetch through the proxy and with the certificate authorities that the environment names, for requests that are not a vendor's.

import { fetch, type RequestInit, type Response } from 'undici';
import type { NetworkEnvironment } from './environment.ts';
import { lazyRoute } from './route.ts';

/**
 * Sends a request and reads its response; the connection is closed afterwards.
 *
 * @param read takes from the response what is needed
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
    // Closing would wait for a body that nobody reads, such as that of a redirect.
    await opened.destroy();
  }
}
