// Builds the URLs by which some lists link to their next and previous pages.

import type { VendorRequest } from '../../server/exchange.ts';

/** Builds the URL of another page from the host and path of the request and the given query parameters. */
export function pageUrl(request: VendorRequest, parameters: Readonly<Record<string, string | number>>): string {
  const query = Object.entries(parameters).map(([name, value]) => [name, String(value)] as [string, string]);
  return `http://${request.headers.host ?? '127.0.0.1'}${request.mount}${request.path}?${new URLSearchParams(query)}`;
}
