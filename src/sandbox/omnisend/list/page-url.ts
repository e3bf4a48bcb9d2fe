// The URL of another page, for the dialects and lists that link pages by URL.

import type { VendorRequest } from '../../server/exchange.ts';

/** Where the client asked, so that it can follow the link as it stands. */
export function pageUrl(request: VendorRequest, parameters: Readonly<Record<string, string | number>>): string {
  const query = Object.entries(parameters).map(([name, value]) => [name, String(value)] as [string, string]);
  return `http://${request.headers.host ?? '127.0.0.1'}${request.mount}${request.path}?${new URLSearchParams(query)}`;
}
