// Starts a sandbox, and creates an HTTP client for it.

import { onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type Call, send } from './http.ts';

export { type Call, clock } from './http.ts';

export const VERSION = { 'Omnisend-Version': '2026-03-15' };
export const KEY = { Authorization: 'Omnisend-API-Key brand-secret' };

export async function sandbox(options: SandboxOptions = {}) {
  const started = await startSandbox({ rateLimit: 'off', asyncDelayMs: 0, ...options });
  onTestFinished(() => started.close());

  return {
    url: started.url,
    close: started.close,
    /** Sends a request to Omnisend with a valid key and version, unless the call has headers of its own. */
    call(method: string, path: string, call: Call = {}) {
      const mount = call.account === undefined ? '/omnisend' : `/@${encodeURIComponent(call.account)}/omnisend`;
      return send(method, `${started.url}${mount}${path}`, {
        ...call,
        headers: call.headers ?? { ...KEY, ...VERSION },
      });
    },
    admin(method: string, path: string, body?: unknown) {
      return send(method, `${started.url}/_sandbox${path}`, body === undefined ? {} : { body });
    },
    /** Replaces the default account's contacts. */
    async contacts(contacts: readonly unknown[], settings: Record<string, unknown> = {}) {
      const reply = await send('PUT', `${started.url}/_sandbox/state`, {
        body: { version: 1, accounts: { default: { omnisend: { contacts, ...settings } } } },
      });
      if (reply.status !== 204) throw new Error(reply.body.error);
    },
    async state(account = 'default') {
      const reply = await send('GET', `${started.url}/_sandbox/state`, {});
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

/** The saved state of a contact, Jane, who subscribed on 2024-01-01. */
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
