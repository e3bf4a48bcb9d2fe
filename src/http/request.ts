// The types shared by providers, live reader, apply and the HTTP client. They are plain data, independent of vendors and contacts.

import type { Json } from '../contact/canonical.ts';
import type { StopSignal } from './stop-signal.ts';

/** HTTP methods used by vendors' APIs. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to a vendor's API, before encoding. */
export interface ApiRequest {
  readonly method: Method;
  /** Path to append to the account's base URL, with its segments percent-encoded: `/api/contacts/66f…`. */
  readonly path: string;
  /** Query parameters in order; names and values are not encoded yet. */
  readonly query: readonly (readonly [string, string])[];
  readonly body?: Json;
}

/** A vendor's response, whatever its status. */
export interface ApiResponse {
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined if the body is empty, or if it cannot be parsed and the status is an error. */
  readonly body: unknown;
  /** The readable words of an error response whose body is not JSON. Untrusted text. */
  readonly words?: string;
}

/** The reason why there is no usable response. */
export type HttpFailureKind =
  | 'refused' // no connection: refused, name not resolved, certificate not accepted; or a header that cannot be sent
  | 'timeout'
  | 'reset' // the connection broke; the request may have been carried out
  | 'malformed' // not HTTP, not JSON, or cut short
  | 'too-large'
  | 'redirect' // not followed, because the credentials would be sent to another address
  | 'given-up' // not sent, because too many consecutive requests had failed
  | 'pause-too-long' // the vendor asks for a longer pause than rollcall ever waits
  | 'time-limit' // the user's time limit was reached
  | 'aborted'; // the caller's signal was aborted

/** The parts of an HttpError's message; none of them contains a credential. */
export interface HttpErrorParts {
  /** The account's name. */
  readonly account: string;
  readonly request?: Pick<ApiRequest, 'method' | 'path'>;
  /** What happened and what to do. Trusted text: it may contain the configured host, statuses and error codes. */
  readonly what: string;
  /** Untrusted text from the response: the host of a redirect, or a media type. */
  readonly quoted?: string;
}

/** Thrown if a request gets no usable response, or is not sent at all. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpFailureKind;
  readonly parts: HttpErrorParts;
  /** The HTTP status of the unusable response; undefined if none arrived. */
  readonly status: number | undefined;
  /** True if the vendor may have carried out the request. */
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

/** What a response says about the vendor's quota. The provider reads it from the response, and the limiter adapts to it. */
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
 * Whether a request may be sent again when it is unknown if the vendor has carried it out.
 * `idempotent`: yes, because the body sets absolute values, so sending it again changes nothing more.
 * `look-first`: only after looking the contact up, because a repeated create could produce a duplicate.
 */
export type Repeat = 'idempotent' | 'look-first';

/** The record of one finished attempt. Times are milliseconds since the epoch. */
export interface Transmission {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Milliseconds that the attempt waited before it was sent, for the limiter and for the delay of a retry. */
  readonly waitedMs: number;
  /** HTTP status; null if there was none. */
  readonly status: number | null;
  /** The reason why there is no usable response; null if there is one. */
  readonly failure: HttpFailureKind | null;
  /** True if the vendor may have carried out the request without confirming it. */
  readonly maybeCarriedOut: boolean;
}

/** Options for sending one request. */
export interface SendOptions {
  /** Names of the budgets that the request counts against. */
  readonly budgets: readonly string[];
  readonly repeat: Repeat;
  /**
   * Headers of this request in addition to the connection's. They must not contain credentials, because only the connection's own
   * headers are redacted in messages.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** An abort ends waiting requests; a request that was already sent still gets its response. */
  readonly signal?: StopSignal | undefined;
  /** Called after every attempt. */
  readonly onAttempt?: (attempt: Transmission) => void;
}

/** A vendor's clock. */
export interface VendorClock {
  /** The vendor's time, in milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds by which this machine's clock is ahead of the vendor's; negative if it is behind. */
  readonly aheadMs: number;
}

/** The connection to one vendor account, with rate limiting, retries and redaction. */
export interface Connection {
  /**
   * Sends a request, and repeats it as the retry policy allows.
   *
   * @returns the last response, whatever its status
   * @throws HttpError if there is no usable response
   */
  send(request: ApiRequest, options: SendOptions): Promise<ApiResponse>;
  /** Removes this account's credentials from text that a vendor sent; even a successful response may repeat them. */
  redact(words: string): string;
  /** Returns the vendor's clock, as the last response with a `Date` header showed it; undefined if there was none. */
  vendorClock?(): VendorClock | undefined;
  /** Number of requests sent so far, retries included. */
  readonly sent: number;
  /** The error that further requests of the same kind (read or write) get; undefined until the client gives up on the account. */
  readonly givenUp: HttpError | undefined;
  close(): Promise<void>;
}
