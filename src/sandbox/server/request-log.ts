// The log of vendor requests in order of arrival, for tests. Credentials are masked before a request is stored.

import type { IncomingHttpHeaders } from 'node:http';
import type { RequestBody } from './exchange.ts';

/** Maximum number of logged requests. The oldest are dropped, so that a long-running sandbox does not run out of memory. */
const MAX_LOGGED = 100_000;

const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'cookie',
]);

/** A logged request, as `GET /_sandbox/requests` returns it. */
export interface LoggedRequest {
  /** Number of the request, counted from 1. */
  readonly n: number;
  /** Time of arrival by the sandbox's clock, as an RFC 3339 instant. */
  readonly at: string;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  /** The decoded query parameters in order, as pairs of name and value. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON, the text of a body that is not JSON, `(too large)`, or null for a request without a body. */
  readonly body: unknown;
  /** The status of the answer; null if no answer was sent. */
  readonly status: number | null;
  /** The fault that was injected: a name or a status. Absent if there was none. */
  readonly fault?: string;
}

/** A request as the server received it. */
export interface Received {
  /** Time of arrival, in milliseconds since the epoch. */
  readonly at: number;
  readonly account: string;
  readonly vendor: string;
  readonly mount: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
}

/** Completes a logged request with facts that are known only later. */
export interface LogEntry {
  readonly number: number;
  /** Records the status that is sent. */
  recordStatus(status: number): void;
  /** Records the fault that is injected. */
  recordFault(fault: string | number): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The vendor requests received so far. */
export class RequestLog {
  #requests: Writable<LoggedRequest>[] = [];
  #count = 0;

  /** Logs a request and gives it the next number. */
  add(received: Received): LogEntry {
    this.#count += 1;
    const entry: Writable<LoggedRequest> = { ...toLogged(received), n: this.#count, status: null };
    this.#requests.push(entry);
    if (this.#requests.length > MAX_LOGGED) this.#requests.shift();
    return {
      number: entry.n,
      recordStatus(status) {
        entry.status = status;
      },
      recordFault(fault) {
        entry.fault = String(fault);
      },
    };
  }

  /** Returns the requests, oldest first. */
  all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** Deletes the requests; the numbering continues. */
  clear(): void {
    this.#requests = [];
  }
}

function toLogged(received: Received): Omit<LoggedRequest, 'n' | 'status' | 'fault'> {
  return {
    at: new Date(received.at).toISOString(),
    account: received.account,
    vendor: received.vendor,
    method: received.method,
    path: received.path,
    query: [...new URLSearchParams(received.query)],
    headers: Object.fromEntries(
      Object.entries(received.headers).map(([name, value]) => [name, maskCredential(name, String(value))]),
    ),
    body: bodyOf(received.body),
  };
}

function maskCredential(name: string, value: string): string {
  if (!CREDENTIAL_HEADERS.has(name)) return value;
  const scheme = /^(\S+) /.exec(value)?.[1];
  return scheme === undefined ? '***' : `${scheme} ***`;
}

function bodyOf(body: RequestBody): unknown {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json':
      return body.value;
    case 'not-json':
      return body.text;
    case 'too-large':
      return '(too large)';
  }
}
