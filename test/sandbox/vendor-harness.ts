// A started sandbox with one vendor's account, and a client that knows nothing but HTTP.

import { onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
}

export interface Call {
  readonly query?: Record<string, string> | string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly account?: string;
}

export const LOOPS = { vendor: 'loops', authorization: 'Bearer team-secret' };
export const ENVOKE = { vendor: 'envoke', authorization: `Basic ${btoa('id:secret')}` };

/** @param state the vendor's side of the default account */
export async function vendorSandbox(
  { vendor, authorization }: typeof LOOPS,
  state: unknown = undefined,
  options: SandboxOptions = {},
) {
  const started = await startSandbox({ rateLimit: 'off', asyncDelayMs: 0, ...options });
  onTestFinished(() => started.close());

  async function send(method: string, url: string, { query, body, headers = {} }: Call): Promise<Reply> {
    const search = query === undefined ? '' : `?${typeof query === 'string' ? query : new URLSearchParams(query)}`;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${started.url}${url}${search}`, { method, headers, body: text ?? null });
    const answer = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer };
  }

  const harness = {
    url: started.url,
    close: started.close,
    /** With a good key, unless the call brings headers of its own. */
    call(method: string, path: string, call: Call = {}) {
      const mount = call.account === undefined ? `/${vendor}` : `/@${call.account}/${vendor}`;
      return send(method, `${mount}${path}`, { ...call, headers: call.headers ?? { authorization } });
    },
    door: (method: string, path: string, body?: unknown) => send(method, `/_sandbox${path}`, { body }),
    put: (side: unknown) =>
      send('PUT', '/_sandbox/state', { body: { version: 1, accounts: { default: { [vendor]: side } } } }),
    async state() {
      return (await send('GET', '/_sandbox/state', {})).body.accounts.default[vendor];
    },
  };
  if (state !== undefined) {
    const reply = await harness.put(state);
    if (reply.status !== 204) throw new Error(reply.body.error);
  }
  return harness;
}

/** Midday of a fixed day; tests move it by hand. */
export function clock(start = '2026-05-01T12:00:00Z') {
  let time = Date.parse(start);
  return {
    now: () => time,
    advance(milliseconds: number) {
      time += milliseconds;
    },
  };
}
