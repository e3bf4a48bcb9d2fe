// Builds the URL of another page, for the lists that link pages by URL.

import type { VendorRequest } from '../../server/exchange.ts';

/** Uses host and path of the request, so that the client can follow the link unchanged. */
export function pageUrl(request: VendorRequest, parameters: Readonly<Record<string, string | number>>): string {
  const query = Object.entries(parameters).map(([name, value]) => [name, String(value)] as [string, string]);
  return `http://${request.headers.host ?? '127.0.0.1'}${request.mount}${request.path}?${new URLSearchParams(query)}`;
}
