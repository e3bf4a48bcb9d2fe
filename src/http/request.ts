// The types shared by providers, live reader, apply and the HTTP client: plain data, independent of vendors and contacts.

import type { Json } from '../contact/canonical.ts';
import type { StopSignal } from './stop-signal.ts';

/** HTTP methods used by vendors' APIs. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to a vendor's API, before encoding. */
export interface ApiRequest {
  readonly method: Method;
  /** Absolute path after the account's base URL, segments already percent-encoded: `/api/contacts/66f…`. */
  readonly path: string;
  /** Query parameters in order; names and values not encoded. */
  readonly query: readonly (readonly [string, string])[];
  readonly body?: Json;
}

/** A vendor's response, whatever its status. */
export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined if empty, or for an error status if not JSON. */
  readonly body: unknown;
}

/** Why there is no usable response. */
export type HttpFailureKind =
  | 'refused' // the connection was refused, or the name does not resolve
  | 'timeout'
  | 'reset' // the connection broke; the request may have been carried out
  | 'malformed' // not HTTP, not JSON, or cut short
  | 'too-large'
  | 'redirect' // never followed, because of the credentials
  | 'given-up' // not sent, because too many requests in a row had failed
  | 'aborted'; // by the caller's signal

/** What an HttpError's message is made of; every part is without credentials. */
export interface HttpErrorParts {
  /** The account's name. */
  readonly account: string;
  readonly request?: Pick<ApiRequest, 'method' | 'path'>;
  /** What happened and what to do, with hosts of ours, statuses and error codes. */
  readonly what: string;
  /** A stranger's text: where a redirect leads, a media type. */
  readonly quoted?: string;
}

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpFailureKind;
  readonly parts: HttpErrorParts;
  /** Present for 'malformed' and 'redirect'. */
  readonly status: number | undefined;
  /** True if the vendor may have carried the request out. */
  readonly maybeSent: boolean;

  constructor(
    kind: HttpFailureKind,
    parts: HttpErrorParts,
    details: { status?: number; maybeSent: boolean; cause?: unknown },
  ) {
    super(inOneLine(parts), { cause: details.cause });
    this.kind = kind;
    this.parts = parts;
    this.status = details.status;
    this.maybeSent = details.maybeSent;
  }
}

function inOneLine({ account, request, what, quoted }: HttpErrorParts): string {
  const sent = request === undefined ? '' : `${request.method} ${request.path}: `;
  return `${account}: ${sent}${what}${quoted === undefined ? '' : ` (${quoted})`}`;
}

/** What a response says about the vendor's quota; decoded by the provider, believed by the limiter. */
export interface RateHint {
  /** Requests allowed per window, as the vendor states it. */
  readonly limit?: number;
  /** Requests left in the current window. */
  readonly remaining?: number;
  /** Milliseconds until the window is reset. */
  readonly resetMs?: number;
  /** Milliseconds to wait before the next request (429, 503). */
  readonly retryAfterMs?: number;
}

/** One quota of a vendor: at most `limit` requests in any `windowMs` milliseconds. */
export interface Budget {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * How a request may be repeated when it is unknown whether the vendor has carried it out.
 * `idempotent`: the body sets absolute values, so sending it again changes nothing more.
 * `look-first`: sending it again could create a duplicate, so the sender looks the contact up first (creates).
 */
export type Repeat = 'idempotent' | 'look-first';

/** The record of one finished attempt. Times are milliseconds since the epoch. */
export interface Transmission {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Milliseconds spent waiting before it was sent: for the limiter, and after a failure. */
  readonly waitedMs: number;
  /** HTTP status; null if there was none. */
  readonly status: number | null;
  /** Why there is no usable response; null if there is one. */
  readonly failure: HttpFailureKind | null;
  /** True if the vendor may have carried the request out without confirming it. */
  readonly maybeCarriedOut: boolean;
}

/** How one request is sent. */
export interface SendOptions {
  /** Names of the budgets that the request counts against. */
  readonly budgets: readonly string[];
  readonly repeat: Repeat;
  /** Headers of this request in addition to the connection's; never credentials, which only a connection masks. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An abort ends waiting requests; a request that was already sent still gets its response. */
  readonly signal?: StopSignal | undefined;
  /** Called after every attempt. */
  readonly onAttempt?: (attempt: Transmission) => void;
}

/** The connection to one vendor account, with rate limiting, retries and redaction. */
export interface Connection {
  /**
   * @returns the last response, whatever its status, after the retries that the policy allows
   * @throws HttpError if there is no usable response
   */
  send(request: ApiRequest, options: SendOptions): Promise<ApiResponse>;
  /** Removes this account's credentials from a vendor's text; even a successful response may repeat them. */
  redact(words: string): string;
  /** Requests sent so far, retries included. */
  readonly sent: number;
  /** Set once the circuit has opened: the error of every further request of the same kind (read or write). */
  readonly givenUp: HttpError | undefined;
  close(): Promise<void>;
}
