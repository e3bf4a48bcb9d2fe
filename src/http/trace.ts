// The trace of requests, for debugging. Enters: a finished attempt. Leaves: its target, its result and the rest of the vendor's
// quota. Never contains query values, headers, bodies or credentials; a path may contain the vendor's id of a contact.

import type { ApiRequest, Method, RateHint, Transmission } from './request.ts';

/** One finished attempt of a request. */
export interface RequestTrace extends Pick<Transmission, 'status' | 'failure' | 'waitedMs'> {
  /** The account's name. */
  readonly account: string;
  readonly method: Method;
  /** The path after the account's base URL, without the query. */
  readonly path: string;
  /** Names of the query parameters, in order. */
  readonly queryNames: readonly string[];
  /** Milliseconds from sending the request to the end of the response. */
  readonly durationMs: number;
  /** What the response says about the vendor's quota; empty if it says nothing. */
  readonly quota: Pick<RateHint, 'limit' | 'remaining'>;
}

/** Called after every attempt, retries included. Must not throw. */
export type TraceListener = (trace: RequestTrace) => void;

/**
 * Builds the trace of one attempt.
 *
 * @param client the account's name, and the function that removes its credentials from a text
 */
export function traceOf(
  { label, redact }: { readonly label: string; readonly redact: (text: string) => string },
  { method, path, query }: ApiRequest,
  { status, failure, waitedMs, sentAt, endedAt }: Transmission,
  { limit, remaining }: RateHint,
): RequestTrace {
  return {
    account: label,
    method,
    path: redact(path),
    queryNames: query.map(([name]) => redact(name)),
    status,
    failure,
    waitedMs,
    durationMs: endedAt - sentAt,
    quota: { ...(limit !== undefined && { limit }), ...(remaining !== undefined && { remaining }) },
  };
}
