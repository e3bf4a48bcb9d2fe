// What passes between the server and a vendor's room: one request as data, one answer as data.

import type { IncomingHttpHeaders } from 'node:http';

export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json'; readonly text: string }
  | { readonly kind: 'too-large' };

export interface VendorRequest {
  /** The request's number in the log; vendors build their request ids from it, so that runs repeat exactly. */
  readonly number: number;
  readonly method: string;
  /** Where the vendor stands in the sandbox: `/omnisend`, `/@shop/omnisend`; links to further pages begin with it. */
  readonly mount: string;
  /** The vendor's own path as received, still percent-encoded: `/api/contacts`. */
  readonly path: string;
  /** Raw query without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function emptyAnswer(status: number): Answer {
  return { status, headers: {}, body: '' };
}

export function parseBody(text: string): RequestBody {
  if (text === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'not-json', text };
  }
}
