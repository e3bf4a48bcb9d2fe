import { decodeBody } from './decode.ts';
import type { RawResponse } from './exchange.ts';
import { type Failure, redirected, unreadable } from './failure.ts';
import type { ApiResponse } from './request.ts';

/** What became of one attempt. */
export type Result = { readonly response: ApiResponse } | { readonly failure: Failure };

export async function interpret(raw: RawResponse, maxBodyBytes: number): Promise<Result> {
  const { status, headers } = raw;
  if (status >= 300 && status < 400) return { failure: redirected(status, headers.location) };
  const decoded = await decodeBody(raw, maxBodyBytes);
  if (decoded.ok) return { response: { status, headers, body: decoded.body } };
  // Of a refusal the status is enough: gateways answer in HTML.
  if (status >= 400) return { response: { status, headers, body: undefined } };
  return { failure: unreadable(status, decoded.why, headers['content-type']) };
}
