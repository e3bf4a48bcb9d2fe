// What travels between providers, reader, sender and the client: plain data, no vendor and no contact in it.

import type { Json } from '../contact/canonical.ts';
import type { StopSignal } from './stop-signal.ts';

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
  | 'given-up' // too many requests in a row failed: this one was not sent
  | 'aborted'; // the caller's signal

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

/** One attempt of a request, once it is over. Times are milliseconds since the epoch. */
export interface Transmission {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Milliseconds before it was sent: for the limiter, and after a failure. */
  readonly waitedMs: number;
  /** HTTP status; null where none came. */
  readonly status: number | null;
  /** Why there is no usable answer; null where there is one. */
  readonly failure: HttpFailureKind | null;
  /** No answer says what became of it. */
  readonly maybeCarriedOut: boolean;
}

export interface SendOptions {
  /** Names of the budgets that the request spends from. */
  readonly budgets: readonly string[];
  readonly repeat: Repeat;
  /** Aborted: what waits is not sent; what was sent is waited for. */
  readonly signal?: StopSignal | undefined;
  readonly onAttempt?: (attempt: Transmission) => void;
}

/** One vendor account over HTTP: limited, retried, redacted. */
export interface Connection {
  /**
   * @returns the last response, whatever its status, after the retries that the policy allows
   * @throws HttpError when no usable response came
   */
  send(request: ApiRequest, options: SendOptions): Promise<ApiResponse>;
  /** A vendor's words without this account's credentials, which also a success may repeat. */
  redact(words: string): string;
  /** Requests sent so far, retries included. */
  readonly sent: number;
  /** What every further request of a kind (reads, writes) ends with, once a run of failures made the client give up. */
  readonly givenUp: HttpError | undefined;
  close(): Promise<void>;
}
