// One vendor account over HTTP. Enters: an ApiRequest. Leaves: the vendor's last answer, or an HttpError, after the limiter
// and the retry policy had their say. Never follows a redirect, never names a vendor, and no credential, query or body is
// ever in a message.

import { setMaxListeners } from 'node:events';
import { Pool } from 'undici';
import { interpret, type Result } from './answer.ts';
import { type Clock, systemClock } from './clock.ts';
import { exchange, type WireRequest } from './exchange.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Limiter, Slot } from './limiter.ts';
import { createRedactor, secretsInHeaders } from './redact.ts';
import { type ApiRequest, type ApiResponse, type Connection, HttpError, type RateHint } from './request.ts';
import {
  type AttemptOutcome,
  backoffMs,
  DEFAULT_RETRY,
  decideRetry,
  type RetrySettings,
  serverDelayMs,
} from './retry.ts';
import { parseRetryAfter } from './retry-after.ts';
import { scrubRefusal } from './scrub.ts';
import { toWire } from './wire.ts';

export interface ConnectOptions {
  /** Origin and, where the vendor stands behind one, a path prefix; no trailing slash. */
  readonly baseUrl: string;
  /** The account's name, for messages. */
  readonly label: string;
  /** Credentials, API version and whatever else every request carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further texts that no message may hold; those in `headers` are known. */
  readonly secrets?: readonly string[];
  /** Accounts with one credential share one; without it nothing is limited. */
  readonly limiter?: Limiter;
  readonly rateHint?: (response: ApiResponse) => RateHint;
  readonly signal?: AbortSignal;
  readonly timeouts?: { readonly connectMs?: number; readonly headersMs?: number; readonly bodyMs?: number };
  readonly maxBodyBytes?: number;
  readonly maxConnections?: number;
  readonly retry?: Partial<RetrySettings>;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly userAgent?: string;
}

interface Wiring extends ConnectOptions {
  readonly pool: Pool;
  readonly host: string;
  readonly prefix: string;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: RetrySettings;
  readonly redact: (text: string) => string;
  readonly countSent: () => void;
}

/** @throws HttpError where a header cannot be sent; a wrong base URL throws a TypeError */
export function connect(options: ConnectOptions): Connection {
  assertSendable(options);
  const url = new URL(options.baseUrl);
  // Every waiting request listens to it; Node would take so many listeners for a leak.
  if (options.signal) setMaxListeners(0, options.signal);
  let sent = 0;
  const wiring: Wiring = {
    ...options,
    pool: openPool(url.origin, options),
    host: url.host,
    headers: { 'user-agent': options.userAgent ?? 'rollcall', ...options.headers },
    prefix: url.pathname.replace(/\/+$/, ''),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    settings: { ...DEFAULT_RETRY, ...options.retry },
    redact: createRedactor([...secretsInHeaders(options.headers), ...(options.secrets ?? [])]),
    countSent: () => {
      sent += 1;
    },
  };
  return {
    send: (request, { budgets, repeat }) => send(wiring, request, budgets, repeat),
    redact: wiring.redact,
    get sent() {
      return sent;
    },
    async close() {
      await wiring.pool.close();
      await options.limiter?.save();
    },
  };
}

function assertSendable({ headers, label }: ConnectOptions): void {
  const bad = Object.entries(headers).find(([, value]) => /[^\t -~]/.test(value));
  if (bad === undefined) return;
  const advice = 'does the credential hold a line break, or a letter outside ASCII?';
  throw new HttpError('refused', `${label}: the header ${bad[0]} cannot be sent — ${advice}`, { maybeSent: false });
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

async function send(
  wiring: Wiring,
  request: ApiRequest,
  budgets: readonly string[],
  repeat: 'idempotent' | 'look-first',
) {
  const { clock, settings } = wiring;
  const wire = toWire(request, wiring.prefix, wiring.headers);
  let firstSentAt: number | undefined;
  let maybeSent = false;
  let malformed = 0;
  for (let attempt = 1; ; attempt += 1) {
    const slot = await unlessAborted(wiring, request, maybeSent, () => wiring.limiter?.acquire(budgets, wiring.signal));
    firstSentAt ??= clock.now();
    const result = await transmit(wiring, wire);
    const hint = 'response' in result ? hintOf(wiring, result.response) : {};
    const random = wiring.random();
    settle(slot, result, hint, backoffMs(attempt, random, settings));
    maybeSent ||= mayHaveBeenCarriedOut(result);
    if ('failure' in result && result.failure.kind === 'malformed') malformed += 1;
    const elapsedMs = clock.now() - firstSentAt;
    const decision = decideRetry(
      { method: request.method, repeat, attempt, malformed, outcome: outcomeOf(result), hint, elapsedMs, random },
      settings,
    );
    if (decision.retry)
      await unlessAborted(wiring, request, maybeSent, () => clock.sleep(decision.delayMs, wiring.signal));
    else if ('response' in result) return scrubRefusal(result.response, wiring.redact);
    else throw toError(wiring, request, { ...result.failure, maybeSent }, attempt);
  }
}

async function transmit(wiring: Wiring, wire: WireRequest): Promise<Result> {
  const { signal, maxBodyBytes, countSent: onSent } = wiring;
  const result = await exchange(wiring.pool, wire, { signal, maxBodyBytes, onSent });
  if ('broken' in result) return { failure: failureOf(result.broken, wiring.host) };
  return interpret(result.response, maxBodyBytes);
}

/** The provider's reading of the answer, and the standard header where the provider read nothing. */
function hintOf({ rateHint, clock }: Wiring, response: ApiResponse): RateHint {
  const hint = rateHint?.(response) ?? {};
  const header = response.headers['retry-after'];
  if (hint.retryAfterMs !== undefined || header === undefined) return hint;
  const retryAfterMs = parseRetryAfter(header, clock.now());
  return retryAfterMs === undefined ? hint : { ...hint, retryAfterMs };
}

function settle(slot: Slot | undefined, result: Result, hint: RateHint, ownDelayMs: number): void {
  const status = 'response' in result ? result.response.status : undefined;
  // 503 speaks for the whole vendor only if it says for how long.
  const pauses = status === 429 || (status === 503 && hint.retryAfterMs !== undefined);
  slot?.settle({ hint, ...(pauses && { throttledMs: serverDelayMs(hint) ?? ownDelayMs }) });
}

function outcomeOf(result: Result): AttemptOutcome {
  if ('response' in result) return { status: result.response.status };
  return { failure: result.failure.kind, maybeSent: result.failure.maybeSent };
}

function mayHaveBeenCarriedOut(result: Result): boolean {
  return 'failure' in result
    ? result.failure.maybeSent
    : result.response.status === 408 || result.response.status >= 500;
}

async function unlessAborted<T>(
  wiring: Wiring,
  request: ApiRequest,
  maybeSent: boolean,
  wait: () => Promise<T> | undefined,
) {
  try {
    return await wait();
  } catch (error) {
    if (!wiring.signal?.aborted) throw error;
    throw toError(wiring, request, { kind: 'aborted', text: 'stopped while it waited to be sent', maybeSent }, 1);
  }
}

function toError(wiring: Wiring, request: ApiRequest, failure: Failure, attempts: number): HttpError {
  const tried = attempts === 1 ? '' : ` (${attempts} attempts)`;
  const message = `${wiring.label}: ${request.method} ${wiring.prefix}${request.path}: ${failure.text}${tried}`;
  // No cause: undici's errors hold sockets and headers.
  return new HttpError(failure.kind, wiring.redact(message), failure);
}
