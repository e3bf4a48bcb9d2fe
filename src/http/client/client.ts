// The HTTP client of one vendor account. Enters: an ApiRequest. Leaves: the vendor's last response or an HttpError, after rate
// limiting and retries. It never follows a redirect, contains nothing vendor-specific, and never puts a credential, query or body
// into a message.

import { Pool } from 'undici';
import { systemClock } from '../clock.ts';
import { type Connection, HttpError } from '../request.ts';
import { NO_FAILURES } from '../retry/circuit.ts';
import { DEFAULT_RETRY } from '../retry/retry.ts';
import { MAX_BODY_BYTES, processBodyMemory } from './body-memory.ts';
import type { ConnectOptions } from './options.ts';
import { createPauseAnnouncer } from './pauses.ts';
import { createRedactor, secretsInHeaders } from './redact.ts';
import { send } from './send.ts';
import type { ClientState } from './state.ts';

/**
 * Creates the client of one account. Sends nothing yet.
 *
 * @throws HttpError if a header's value contains characters that cannot be sent
 * @throws TypeError if `baseUrl` is not a URL
 */
export function connect(options: ConnectOptions): Connection {
  assertSendable(options);
  const url = new URL(options.baseUrl);
  const clock = options.clock ?? systemClock;
  let sent = 0;
  const client: ClientState = {
    ...options,
    pool: openPool(url.origin, options),
    host: url.host,
    headers: { 'user-agent': options.userAgent ?? 'rollcall', ...options.headers },
    prefix: url.pathname.replace(/\/+$/, ''),
    maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
    bodyMemory: options.bodyMemory ?? processBodyMemory,
    clock,
    announcePause: createPauseAnnouncer(options.label, clock, options.onPause),
    random: options.random ?? Math.random,
    settings: { ...DEFAULT_RETRY, ...options.retry },
    redact: createRedactor([...secretsInHeaders(options.headers), ...(options.secrets ?? [])]),
    countSent: () => {
      sent += 1;
    },
    failures: { read: NO_FAILURES, write: NO_FAILURES },
    givenUp: undefined,
  };
  return {
    send: (request, options) => send(client, request, options),
    redact: client.redact,
    get sent() {
      return sent;
    },
    get givenUp() {
      return client.givenUp;
    },
    async close() {
      await client.pool.close();
      await options.limiter?.save();
    },
  };
}

function assertSendable({ headers, label }: ConnectOptions): void {
  const bad = Object.entries(headers).find(([, value]) => /[^\t -~]/.test(value));
  if (bad === undefined) return;
  const advice = 'does the credential contain a line break or a character outside ASCII?';
  const what = `the header ${bad[0]} cannot be sent — ${advice}`;
  throw new HttpError('refused', { account: label, what }, { maybeSent: false });
}

function openPool(origin: string, { timeouts, maxConnections }: ConnectOptions): Pool {
  return new Pool(origin, {
    connections: maxConnections ?? 16,
    pipelining: 1,
    headersTimeout: timeouts?.headersMs ?? 30_000,
    bodyTimeout: timeouts?.bodyMs ?? 30_000,
    connect: { timeout: timeouts?.connectMs ?? 10_000 },
  });
}
