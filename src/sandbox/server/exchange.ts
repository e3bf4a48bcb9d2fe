// The types that the server and the vendors exchange: a request and an answer, as plain data.

import type { IncomingHttpHeaders } from 'node:http';

/** A request's body: JSON if it can be parsed, whatever its content type. */
export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json'; readonly text: string }
  | { readonly kind: 'too-large' };

/** A request to a vendor. */
export interface VendorRequest {
  /** The request's number in the log; vendors derive request ids from it, so that runs are reproducible. */
  readonly number: number;
  readonly method: string;
  /** The vendor's path prefix in the sandbox: `/omnisend`, `/@shop/omnisend`; links to other pages begin with it. */
  readonly mount: string;
  /** The vendor's own path as received, still percent-encoded: `/api/contacts`. */
  readonly path: string;
  /** The raw query without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
  /** A batch that the request starts waits for minutes. */
  readonly isSlowBatch?: boolean;
}

/** A vendor's answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Builds an answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Builds an answer without a body. */
export function emptyAnswer(status: number): Answer {
  return { status, headers: {}, body: '' };
}

/** Parses the text of a request's body. */
export function parseBody(text: string): RequestBody {
  if (text === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'not-json', text };
  }
}
