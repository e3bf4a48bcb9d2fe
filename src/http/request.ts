// What travels between providers, reader, sender and the client: plain data, no vendor and no contact in it.

import type { Json } from '../contact/canonical.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ApiRequest {
  readonly method: Method;
  /** Absolute path after the account's base URL, segments already encoded: `/api/contacts/66f…`. */
  readonly path: string;
  /** Query parameters in order; names and values unencoded. */
  readonly query: readonly (readonly [string, string])[];
  readonly body?: Json;
}

export interface ApiResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined for an empty body. */
  readonly body: unknown;
}

/** Why no usable response came. Messages never hold credentials, nor response bodies. */
export type HttpFailureKind =
  | 'refused' // nothing listens there, or the name does not resolve
  | 'timeout'
  | 'reset' // the connection broke; the request may have been carried out
  | 'malformed' // not JSON, or cut short
  | 'too-large'
  | 'redirect' // never followed with credentials
  | 'aborted'; // the caller's signal

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpFailureKind;
  /** Present for 'malformed' and 'redirect'. */
  readonly status: number | undefined;
  /** True if the vendor may have carried the request out. */
  readonly maybeSent: boolean;

  constructor(
    kind: HttpFailureKind,
    message: string,
    details: { status?: number; maybeSent: boolean; cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.maybeSent = details.maybeSent;
  }
}

/** What a response says about the vendor's quota; decoded by the provider, believed by the limiter. */
export interface RateHint {
  /** The window's size in requests, as the vendor states it. */
  readonly limit?: number;
  /** Requests left in the current window. */
  readonly remaining?: number;
  /** Milliseconds until the window is fresh. */
  readonly resetMs?: number;
  /** Milliseconds to wait before the next request (429, 503). */
  readonly retryAfterMs?: number;
}

/** One quota of a vendor: at most `limit` requests in any `windowMs`. */
export interface Budget {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * How a request may be repeated after a failure that may or may not have been carried out.
 * `idempotent`: the body sets absolute values, so a repetition changes nothing more.
 * `look-first`: a repetition could double something; the sender looks before it repeats (creates).
 */
export type Repeat = 'idempotent' | 'look-first';

/** One vendor account over HTTP: limited, retried, redacted. */
export interface Connection {
  /**
   * @param budgets names of the budgets that the request spends from
   * @returns the last response, whatever its status, after the retries that the policy allows
   * @throws HttpError when no usable response came
   */
  send(
    request: ApiRequest,
    options: { readonly budgets: readonly string[]; readonly repeat: Repeat },
  ): Promise<ApiResponse>;
  /** A vendor's words without this account's credentials, which also a success may repeat. */
  redact(words: string): string;
  /** Requests sent so far, retries included. */
  readonly sent: number;
  close(): Promise<void>;
}
