// The trace of requests, for debugging. Enters: a finished attempt. Leaves: where it was sent, how it ended, and how much of the
// vendor's quota is left. It never contains query values, headers, bodies or credentials; a path may contain the id of a contact.

import type { ApiRequest, Method, RateHint, Transmission } from './request.ts';

/** The trace of one finished attempt. */
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
  /** The quota as the response describes it; empty if the response does not mention it. */
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
