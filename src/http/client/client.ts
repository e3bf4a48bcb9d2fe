// The HTTP client of one vendor account. Enters: an ApiRequest. Leaves: the vendor's last response or an HttpError, after rate
// limiting and retries. It never follows a redirect, contains nothing vendor-specific, and never puts a credential, query or body
// into a message.

import { systemClock } from '../clock.ts';
import { proxySecrets } from '../network/proxy.ts';
import { lazyRoute, type RouteOptions } from '../network/route.ts';
import { type Connection, HttpError } from '../request.ts';
import { NO_FAILURES } from '../retry/circuit.ts';
import { DEFAULT_RETRY } from '../retry/retry.ts';
import { MAX_BODY_BYTES, processBodyMemory } from './body-memory.ts';
import type { ConnectOptions } from './options.ts';
import { createPauseAnnouncer } from './pauses.ts';
import { createRedactor, secretsInHeaders } from './redact.ts';
import { send } from './send.ts';
import type { ClientState } from './state.ts';
import { keepVendorClock } from './vendor-clock.ts';

/**
 * Creates the client of one account. Sends nothing yet.
 *
 * @throws HttpError if a header's value contains characters that cannot be sent
 * @throws TypeError if `baseUrl` is not a URL
 */
export function connect(options: ConnectOptions): Connection {
  assertSendable(options);
  const url = new URL(options.baseUrl);
  const network = options.network ?? process.env;
  const clock = options.clock ?? systemClock;
  let sent = 0;
  const client: ClientState = {
    ...options,
    route: lazyRoute(url, network, routeOptions(options)),
    headers: { 'user-agent': options.userAgent ?? 'rollcall', ...options.headers },
    prefix: url.pathname.replace(/\/+$/, ''),
    maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
    bodyMemory: options.bodyMemory ?? processBodyMemory,
    clock,
    announcePause: createPauseAnnouncer(options.label, clock, options.onPause),
    random: options.random ?? Math.random,
    settings: { ...DEFAULT_RETRY, ...options.retry },
    redact: createRedactor([
      ...secretsInHeaders(options.headers),
      ...(options.secrets ?? []),
      ...proxySecrets(network),
    ]),
    countSent: () => {
      sent += 1;
    },
    vendorClock: keepVendorClock(),
    failures: { read: NO_FAILURES, write: NO_FAILURES },
    givenUp: undefined,
  };
  return {
    send: (request, options) => send(client, request, options),
    redact: client.redact,
    vendorClock: () => client.vendorClock.read(client.clock.now()),
    get sent() {
      return sent;
    },
    get givenUp() {
      return client.givenUp;
    },
    async close() {
      await client.route.close();
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

function routeOptions({ timeouts, maxConnections }: ConnectOptions): RouteOptions {
  return {
    connections: maxConnections ?? 16,
    connectMs: timeouts?.connectMs ?? 10_000,
    headersMs: timeouts?.headersMs ?? 30_000,
    bodyMs: timeouts?.bodyMs ?? 30_000,
  };
}
