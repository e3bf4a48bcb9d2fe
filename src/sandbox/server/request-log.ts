// Every vendor request the sandbox received, in order, for the tests' eyes. Credentials are masked before they are kept.

import type { IncomingHttpHeaders } from 'node:http';
import type { RequestBody } from './exchange.ts';

/** The oldest go first, so that a sandbox left running does not grow for ever. */
const KEPT = 100_000;

const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'cookie',
]);

export interface LoggedRequest {
  readonly n: number;
  /** RFC 3339, by the sandbox's clock. */
  readonly at: string;
  readonly account: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  /** Decoded, in order. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON value, the text if it was no JSON, null if there was none. */
  readonly body: unknown;
  /** null while unanswered, and for ever where the connection was dropped. */
  readonly status: number | null;
  /** What went wrong with it on purpose. */
  readonly fault?: string;
}

export interface Received {
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

export interface LogEntry {
  readonly number: number;
  /** To be called with the status that is sent. */
  answered(status: number): void;
  /** To be called with the fault that is played. */
  met(fault: string | number): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class RequestLog {
  #requests: Writable<LoggedRequest>[] = [];
  #count = 0;

  /** Numbers the request. */
  add(received: Received): LogEntry {
    this.#count += 1;
    const entry: Writable<LoggedRequest> = { ...readable(received), n: this.#count, status: null };
    this.#requests.push(entry);
    if (this.#requests.length > KEPT) this.#requests.shift();
    return {
      number: entry.n,
      answered(status) {
        entry.status = status;
      },
      met(fault) {
        entry.fault = String(fault);
      },
    };
  }

  all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** Forgets the requests; numbering goes on. */
  clear(): void {
    this.#requests = [];
  }
}

function readable(received: Received): Omit<LoggedRequest, 'n' | 'status' | 'fault'> {
  return {
    at: new Date(received.at).toISOString(),
    account: received.account,
    vendor: received.vendor,
    method: received.method,
    path: received.path,
    query: [...new URLSearchParams(received.query)],
    headers: Object.fromEntries(
      Object.entries(received.headers).map(([name, value]) => [name, masked(name, String(value))]),
    ),
    body: bodyOf(received.body),
  };
}

function masked(name: string, value: string): string {
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
