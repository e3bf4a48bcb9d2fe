// The log of vendor requests, in order, for tests. Credentials are masked before a request is stored.

import type { IncomingHttpHeaders } from 'node:http';
import type { RequestBody } from './exchange.ts';

/** The oldest requests are dropped beyond this number, so that the log of a long-running sandbox does not grow for ever. */
const MAX_LOGGED = 100_000;

const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'cookie',
]);

/** A request as the admin route shows it. */
export interface LoggedRequest {
  /** Number of the request, counted from 1. */
  readonly n: number;
  /** RFC 3339 instant by the sandbox's clock. */
  readonly at: string;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  /** Decoded parameters, in order. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON value; the text if it is not JSON; null if there is no body. */
  readonly body: unknown;
  /** null before it is answered, and if the connection was dropped. */
  readonly status: number | null;
  /** The fault that was injected. */
  readonly fault?: string;
}

/** A request as the server received it. */
export interface Received {
  /** Milliseconds since the epoch. */
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

/** Completes a logged request. */
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
