// One vendor account over HTTP. Enters: an ApiRequest. Leaves: the vendor's last answer, or an HttpError, after the limiter
// and the retry policy had their say. Never follows a redirect, never names a vendor, and no credential, query or body is
// ever in a message.

import { setMaxListeners } from 'node:events';
import { Pool } from 'undici';
import { type Clock, systemClock } from '../clock.ts';
import { givenUp, toError } from '../errors.ts';
import type { Limiter, Slot } from '../limiter/limiter.ts';
import {
  type ApiRequest,
  type ApiResponse,
  type Connection,
  HttpError,
  type RateHint,
  type SendOptions,
} from '../request.ts';
import { afterRequest, type FailureRun, NO_FAILURES } from '../retry/circuit.ts';
import { backoffMs, DEFAULT_RETRY, decideRetry, type RetrySettings, serverDelayMs } from '../retry/retry.ts';
import { parseRetryAfter } from '../retry/retry-after.ts';
import type { StopSignal } from '../stop-signal.ts';
import { type TraceListener, traceOf } from '../trace.ts';
import { interpret, maybeCarriedOut, outcomeOf, type Result, transmission } from './answer.ts';
import { type Failure, failureOf } from './failure.ts';
import { createRedactor, secretsInHeaders } from './redact.ts';
import { scrubRefusal } from './scrub.ts';
import { type EncodedRequest, transfer } from './transfer.ts';
import { encodeRequest } from './wire.ts';

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
  readonly signal?: StopSignal;
  readonly timeouts?: { readonly connectMs?: number; readonly headersMs?: number; readonly bodyMs?: number };
  readonly maxBodyBytes?: number;
  readonly maxConnections?: number;
  readonly retry?: Partial<RetrySettings>;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly userAgent?: string;
  readonly trace?: TraceListener;
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
  /** A vendor may take no writes and still be read, so a read that succeeds says nothing of writes. */
  readonly failures: { read: FailureRun; write: FailureRun };
  givenUp: HttpError | undefined;
}

type Kind = 'read' | 'write';

/** @throws HttpError where a header cannot be sent; a wrong base URL throws a TypeError */
export function connect(options: ConnectOptions): Connection {
  assertSendable(options);
  const url = new URL(options.baseUrl);
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
    failures: { read: NO_FAILURES, write: NO_FAILURES },
    givenUp: undefined,
  };
  return {
    send: (request, options) => send(wiring, request, options),
    redact: wiring.redact,
    get sent() {
      return sent;
    },
    get givenUp() {
      return wiring.givenUp;
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

async function send(wiring: Wiring, request: ApiRequest, options: SendOptions): Promise<ApiResponse> {
  const { clock, settings, failures } = wiring;
  const { budgets, repeat, signal = wiring.signal, onAttempt } = options;
  const kind = kindOf(request);
  if (wiring.givenUp !== undefined && failures[kind].isOpen) throw wiring.givenUp;
  // Every waiting request listens to it; Node would take so many listeners for a leak.
  if (signal) setMaxListeners(0, signal as AbortSignal);
  const wire = encodeRequest(request, wiring.prefix, wiring.headers);
  const waits = { signal, maybeSent: false, attempts: 0 };
  let readyAt = clock.now();
  let firstSentAt: number | undefined;
  let malformed = 0;
  for (let attempt = 1; ; attempt += 1) {
    const slot = await unlessAborted(wiring, request, waits, () => wiring.limiter?.acquire(budgets, signal));
    const sentAt = clock.now();
    firstSentAt ??= sentAt;
    const result = await transmit(wiring, wire);
    const hint = 'response' in result ? hintOf(wiring, result.response) : {};
    const random = wiring.random();
    settle(slot, result, hint, backoffMs(attempt, random, settings));
    const endedAt = clock.now();
    const ended = transmission(result, { sentAt, endedAt, waitedMs: sentAt - readyAt });
    onAttempt?.(ended);
    wiring.trace?.(traceOf(wiring, request, ended, hint));
    readyAt = endedAt;
    waits.attempts = attempt;
    waits.maybeSent ||= maybeCarriedOut(result);
    if ('failure' in result && result.failure.kind === 'malformed') malformed += 1;
    const how = { method: request.method, repeat, attempt, malformed, outcome: outcomeOf(result) };
    const decision = decideRetry({ ...how, hint, elapsedMs: endedAt - firstSentAt, random }, settings);
    if (decision.retry && !failures[kind].isOpen) {
      await unlessAborted(wiring, request, waits, () => clock.sleep(decision.delayMs, signal));
      continue;
    }
    countEnd(wiring, kind, result, { startedAt: firstSentAt, endedAt });
    if ('response' in result) return scrubRefusal(result.response, wiring.redact);
    throw toError(wiring, request, { ...result.failure, maybeSent: waits.maybeSent }, attempt);
  }
}

function kindOf({ method }: ApiRequest): Kind {
  return method === 'GET' ? 'read' : 'write';
}

function countEnd(
  wiring: Wiring,
  kind: Kind,
  result: Result,
  times: { readonly startedAt: number; readonly endedAt: number },
): void {
  const run = afterRequest(wiring.failures[kind], { ...times, outcome: outcomeOf(result) });
  wiring.failures[kind] = run;
  if (run.isOpen) wiring.givenUp ??= givenUp(wiring, run.failures, `${kind}s`, result);
}

async function transmit(wiring: Wiring, wire: EncodedRequest): Promise<Result> {
  const { signal, maxBodyBytes, countSent: onSent } = wiring;
  const result = await transfer(wiring.pool, wire, { signal, maxBodyBytes, onSent });
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

interface Waits {
  readonly signal: StopSignal | undefined;
  maybeSent: boolean;
  attempts: number;
}

async function unlessAborted<T>(
  wiring: Wiring,
  request: ApiRequest,
  { signal, maybeSent, attempts }: Waits,
  wait: () => Promise<T> | undefined,
) {
  try {
    signal?.throwIfAborted();
    return await wait();
  } catch (error) {
    if (!signal?.aborted) throw error;
    const failure: Failure = { kind: 'aborted', text: 'stopped while it waited to be sent', maybeSent };
    throw toError(wiring, request, failure, attempts);
  }
}
