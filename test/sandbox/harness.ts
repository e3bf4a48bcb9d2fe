// A started sandbox and a client that knows nothing but HTTP.

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

export const VERSION = { 'Omnisend-Version': '2026-03-15' };
export const KEY = { Authorization: 'Omnisend-API-Key brand-secret' };

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

export async function sandbox(options: SandboxOptions = {}) {
  const started = await startSandbox({ rateLimit: 'off', asyncDelayMs: 0, ...options });
  onTestFinished(() => started.close());

  async function send(method: string, path: string, { query, body, headers }: Call): Promise<Reply> {
    const search = query === undefined ? '' : `?${typeof query === 'string' ? query : new URLSearchParams(query)}`;
    const response = await fetch(`${started.url}${path}${search}`, {
      method,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  return {
    url: started.url,
    close: started.close,
    /** Omnisend, with a good key and version unless the call brings headers of its own. */
    call(method: string, path: string, call: Call = {}) {
      const mount = call.account === undefined ? '/omnisend' : `/@${encodeURIComponent(call.account)}/omnisend`;
      return send(method, `${mount}${path}`, { ...call, headers: call.headers ?? { ...KEY, ...VERSION } });
    },
    door(method: string, path: string, body?: unknown) {
      return send(method, `/_sandbox${path}`, body === undefined ? {} : { body });
    },
    /** Replaces the default account's contacts. */
    async contacts(contacts: readonly unknown[], settings: Record<string, unknown> = {}) {
      const reply = await send('PUT', '/_sandbox/state', {
        body: { version: 1, accounts: { default: { omnisend: { contacts, ...settings } } } },
      });
      if (reply.status !== 204) throw new Error(reply.body.error);
    },
    async state(account = 'default') {
      const reply = await send('GET', '/_sandbox/state', {});
      return reply.body.accounts[account].omnisend;
    },
  };
}

export function emailIdentifier(id: string, status = 'subscribed', more: Record<string, unknown> = {}) {
  return { type: 'email', id, channels: { email: { status } }, sendWelcomeMessage: false, ...more };
}

export function phoneIdentifier(id: string, status = 'nonSubscribed') {
  return { type: 'phone', id, channels: { sms: { status } }, sendWelcomeMessage: false };
}

export const JANE = '0123456789abcdef01234567';

/** Jane as a state holds her: subscribed on 2024-01-01. */
export function jane(more: Record<string, unknown> = {}) {
  return {
    id: JANE,
    identifiers: [
      {
        type: 'email',
        id: 'jane@example.com',
        channels: { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
      },
    ],
    firstName: 'Jane',
    ...more,
  };
}
