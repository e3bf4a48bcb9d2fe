// One attempt of one request on the pool. Enters: the bytes to send. Leaves: the bytes that came, or why none came. Decides
// nothing, and never throws for what a network does.

import type { Dispatcher, Pool } from 'undici';
import type { Method } from '../request.ts';
import type { StopSignal } from '../stop-signal.ts';

export interface EncodedRequest {
  readonly method: Method;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TransferOptions {
  readonly maxBodyBytes: number;
  readonly signal?: StopSignal | undefined;
  /** Called when the request is about to leave. */
  readonly onSent: () => void;
}

export interface RawResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection ended before the body did. */
  readonly cut: boolean;
}

export interface Broken {
  /** Node's or undici's code, or the error's name: `ECONNREFUSED`. */
  readonly code: string;
  /** False if nothing of the request has left. */
  readonly sent: boolean;
  /** The headers had come. */
  readonly status?: number;
}

export type Transfer = { readonly response: RawResponse } | { readonly broken: Broken };

export const TOO_LARGE = 'ROLLCALL_TOO_LARGE';
export const ABORTED = 'ABORT_ERR';

export function transfer(pool: Pool, request: EncodedRequest, options: TransferOptions): Promise<Transfer> {
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

function receive(options: TransferOptions, done: (result: Transfer) => void): Receiver {
  const chunks: Buffer[] = [];
  let size = 0;
  let controller: Dispatcher.DispatchController | undefined;
  let head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined;
  let stopped: string | undefined;

  function stop(code: string): void {
    stopped ??= code;
    // Without a controller the request waits for a connection; it is stopped in onRequestStart, before it is written.
    if (controller === undefined) done({ broken: { code, sent: false } });
    else controller.abort(new Error(code));
  }

  function respond(cut: boolean): void {
    if (head !== undefined) done({ response: { ...head, body: Buffer.concat(chunks, size), cut } });
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      if (stopped !== undefined) return started.abort(new Error(stopped));
      if (controller === undefined) options.onSent();
      controller = started;
    },
    onResponseStart(_controller, status, headers) {
      // 1xx answers only announce the real one.
      if (status >= 200) head = { status, headers: joinHeaders(headers) };
    },
    onResponseData(_controller, chunk) {
      size += chunk.length;
      if (size > options.maxBodyBytes) return stop(TOO_LARGE);
      chunks.push(chunk);
    },
    onResponseEnd: () => onceFree(() => respond(false)),
    onResponseError(_controller, error) {
      const code = stopped ?? codeOf(error);
      if (head !== undefined && stopped === undefined && !code.includes('TIMEOUT')) return respond(true);
      done({ broken: { code, sent: controller !== undefined, ...(head && { status: head.status }) } });
    },
  };
  return { handler, abort: () => stop(ABORTED) };
}

/**
 * The pool takes a connection for busy until the event loop has gone round once more, which undici orders right after it has
 * told of the end. Whoever asked for the next thing earlier would get a connection of its own, and wait for its handshake.
 */
function onceFree(then: () => void): void {
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
