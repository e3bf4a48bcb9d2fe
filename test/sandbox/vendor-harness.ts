// Starts a sandbox with a given state of one vendor's account, and creates an HTTP client for it.

import { onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type Call, send } from './http.ts';

export { type Call, clock } from './http.ts';

export const LOOPS = { vendor: 'loops', authorization: 'Bearer team-secret' };
export const ENVOKE = { vendor: 'envoke', authorization: `Basic ${btoa('id:secret')}` };

/** @param state saved state of the vendor's default account */
export async function vendorSandbox(
  { vendor, authorization }: typeof LOOPS,
  state: unknown = undefined,
  options: SandboxOptions = {},
) {
  const started = await startSandbox({ rateLimit: 'off', asyncDelayMs: 0, ...options });
  onTestFinished(() => started.close());

  const harness = {
    url: started.url,
    close: started.close,
    /** Sends a request with a valid key, unless the call has headers of its own. */
    call(method: string, path: string, call: Call = {}) {
      const mount = call.account === undefined ? `/${vendor}` : `/@${call.account}/${vendor}`;
      return send(method, `${started.url}${mount}${path}`, { ...call, headers: call.headers ?? { authorization } });
    },
    admin: (method: string, path: string, body?: unknown) => send(method, `${started.url}/_sandbox${path}`, { body }),
    put: (side: unknown) =>
      send('PUT', `${started.url}/_sandbox/state`, { body: { version: 1, accounts: { default: { [vendor]: side } } } }),
    async state() {
      return (await send('GET', `${started.url}/_sandbox/state`, {})).body.accounts.default[vendor];
    },
  };
  if (state !== undefined) {
    const reply = await harness.put(state);
    if (reply.status !== 204) throw new Error(reply.body.error);
  }
  return harness;
}
