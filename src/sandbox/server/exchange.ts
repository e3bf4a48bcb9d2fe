// The types that the server, its admin routes and the vendors exchange: requests and answers, as plain data.

import type { IncomingHttpHeaders } from 'node:http';

/** The body of a request. It is parsed as JSON whatever its content type is. */
export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json'; readonly text: string }
  | { readonly kind: 'too-large' };

/** A request that a vendor receives. */
export interface VendorRequest {
  /** The request's number in the log; vendors derive request ids from it, so that runs are reproducible. */
  readonly number: number;
  readonly method: string;
  /** The path prefix of the vendor in the sandbox: `/omnisend` or `/@shop/omnisend`. Links in answers begin with it. */
  readonly mount: string;
  /** The path after the prefix, percent-encoded as received: `/api/contacts`. */
  readonly path: string;
  /** The query string as received, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
  /** True if a batch that the request creates stays pending for minutes (the fault `slow-batch`). */
  readonly isSlowBatch?: boolean;
}

/** A request to an admin route. */
export interface AdminRequest {
  readonly method: string;
  /** The path after `/_sandbox`, such as `/state`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
}

/** The answer to a request. */
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
