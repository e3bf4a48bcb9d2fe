// Sends one attempt of one request through the connection pool. Enters: the encoded request. Leaves: the raw response, or an
// error code. It never retries, never interprets a response, and never throws for a network error.

import type { Dispatcher, Pool } from 'undici';
import { proxyStatusOf } from '../network/tunnel.ts';
import type { Method } from '../request.ts';
import { isTimeLimit, type StopSignal } from '../stop-signal.ts';
import type { BodyLease } from './body-memory.ts';

/** A request in the form in which it is sent: path and query percent-encoded, the body as JSON text. */
export interface EncodedRequest {
  readonly method: Method;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Settings of one transfer. */
export interface TransferOptions {
  /** Largest accepted body in bytes, before decompression. */
  readonly maxBodyBytes: number;
  /** Longest time in milliseconds from sending the request to the end of the response, however steadily bytes arrive. */
  readonly answerMs: number;
  /** Memory for the body. The caller releases it. */
  readonly lease: BodyLease;
  readonly signal?: StopSignal | undefined;
  /** Asked right before the request is written to the connection; if it returns false, the request is not sent. */
  readonly mayStart?: (() => boolean) | undefined;
  /** Called once, right before the request is written to the connection. */
  readonly onSent: () => void;
}

/** A response whose body is not decoded: its bytes may be compressed. */
export interface RawResponse {
  readonly status: number;
  /** Header values by lower-case name; the values of a repeated header are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** True if the connection ended before the body was complete. */
  readonly truncated: boolean;
}

/** The error that a transfer ended with. */
export interface TransferFailure {
  /** The error code of Node or undici, for example `ECONNREFUSED`; the error's name if it has no code. */
  readonly code: string;
  /** False if the request was certainly not sent. */
  readonly sent: boolean;
  /** HTTP status; present if the response's headers had arrived before the error. */
  readonly status?: number;
  /** Status with which a proxy refused to connect to the host; then nothing was sent to it. */
  readonly proxyStatus?: number;
}

/** The result of a transfer: the response, or the error that it ended with. */
export type TransferResult = { readonly response: RawResponse } | { readonly failure: TransferFailure };

/** Error code: the response body is larger than `maxBodyBytes`. */
export const TOO_LARGE = 'ROLLCALL_TOO_LARGE';
/** Error code: the response was not complete within `answerMs`. */
export const ANSWER_TIMEOUT = 'ROLLCALL_ANSWER_TIMEOUT';
/** Error code: the caller's signal was aborted. */
export const ABORTED = 'ABORT_ERR';
/** Error code: the caller's signal was aborted because a time limit of the user was reached. */
export const TIME_LIMIT_REACHED = 'ROLLCALL_TIME_LIMIT';

/** Sends a request once. Never rejects: the result reports network errors and aborts as failures. */
export function transfer(pool: Pool, request: EncodedRequest, options: TransferOptions): Promise<TransferResult> {
  return new Promise((resolve) => {
    const receiver = receive(options, (result) => {
      options.signal?.removeEventListener('abort', receiver.abort);
      resolve(result);
    });
    options.signal?.addEventListener('abort', receiver.abort);
    if (options.signal?.aborted) receiver.abort();
    else pool.dispatch({ ...request, headers: { ...request.headers } }, receiver.handler);
  });
}

interface Receiver {
  readonly handler: Dispatcher.DispatchHandler;
  readonly abort: () => void;
}

function receive(options: TransferOptions, done: (result: TransferResult) => void): Receiver {
  const { lease, signal } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined;
  let stopped: string | undefined;

  function stop(code: string): void {
    stopped ??= code;
    // Without a controller the request is still queued for a connection; onRequestStart aborts it before it is written.
    if (controller === undefined) finish({ failure: { code, sent: false } });
    else controller.abort(new Error(code));
  }

  function finish(result: TransferResult): void {
    clearTimeout(timer);
    done(result);
  }

  function respond(truncated: boolean): void {
    if (head !== undefined) finish({ response: { ...head, body: Buffer.concat(chunks, size), truncated } });
  }

  /** Pauses the connection until there is memory for a body of this size. */
  function makeRoom(bytes: number): void {
    const room = lease.reserve(bytes);
    if (room === undefined) return;
    controller?.pause();
    void room.then(() => controller?.resume());
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      if (options.mayStart?.() === false) stopped ??= ABORTED;
      if (stopped !== undefined) return started.abort(new Error(stopped));
      if (controller === undefined) {
        options.onSent();
        timer = setTimeout(() => stop(ANSWER_TIMEOUT), options.answerMs);
      }
      controller = started;
    },
    onResponseStart(_controller, status, headers) {
      // 1xx responses are informational; the final response follows.
      if (status < 200) return;
      head = { status, headers: joinHeaders(headers) };
      if (Number(head.headers['content-length']) > options.maxBodyBytes) return stop(TOO_LARGE);
      makeRoom(0);
    },
    onResponseData(_controller, chunk) {
      size += chunk.length;
      if (size > options.maxBodyBytes) return stop(TOO_LARGE);
      chunks.push(chunk);
      makeRoom(size);
    },
    onResponseEnd: () => afterConnectionRelease(() => respond(false)),
    onResponseError(_controller, error) {
      const code = stopped ?? codeOf(error);
      if (head !== undefined && stopped === undefined && !code.includes('TIMEOUT')) return respond(true);
      const proxyStatus = stopped === undefined ? proxyStatusOf(error) : undefined;
      const statuses = { ...(head && { status: head.status }), ...(proxyStatus && { proxyStatus }) };
      finish({ failure: { code, sent: controller !== undefined, ...statuses } });
    },
  };
  return { handler, abort: () => stop(isTimeLimit(signal) ? TIME_LIMIT_REACHED : ABORTED) };
}

/**
 * Calls `then` once the pool has marked the connection as idle. undici does that one turn of the event loop after the end of the
 * response. A request sent earlier would open another connection and wait for its handshake.
 */
function afterConnectionRelease(then: () => void): void {
  queueMicrotask(() => setImmediate(then));
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
