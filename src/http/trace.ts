// What a request looks like to somebody who debugs: where it went, how it ended, what is left of the quota. Holds no query values,
// no headers, no bodies and no credentials; a path may name a contact by the vendor's id.

import type { ApiRequest, Method, RateHint, Transmission } from './request.ts';

/** One attempt of a request, once it is over. */
export interface RequestTrace extends Pick<Transmission, 'status' | 'failure' | 'waitedMs'> {
  /** The account's name. */
  readonly account: string;
  readonly method: Method;
  /** After the account's base URL, without the query. */
  readonly path: string;
  /** Names of the query parameters, in order. */
  readonly queryNames: readonly string[];
  /** Milliseconds from sending it to the end of the answer. */
  readonly durationMs: number;
  /** What the answer says about the quota; empty where it says nothing. */
  readonly quota: Pick<RateHint, 'limit' | 'remaining'>;
}

/** Called after every attempt, repetitions included. Must not throw. */
export type TraceListener = (trace: RequestTrace) => void;

/** @param speaker whose account it is, and how its credentials are taken out of texts */
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
