// The HTTP client of one vendor account. Enters: an ApiRequest. Leaves: the vendor's last response or an HttpError, after rate
// limiting and retries. It never follows a redirect, contains nothing vendor-specific, and never puts a credential, query or body
// into a message.

import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../clock.ts';
import { circuitOpenError, toHttpError } from '../errors.ts';
import type { Limiter, Slot } from '../limiter/limiter.ts';
import type { NetworkEnvironment } from '../network/environment.ts';
import { proxySecrets } from '../network/proxy.ts';
import { type LazyRoute, lazyRoute, type RouteOptions } from '../network/route.ts';
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
import { type AttemptResult, interpret, maybeCarriedOut, outcomeOf, toTransmission } from './answer.ts';
import { encodeRequest } from './encode-request.ts';
import { type Failure, failureOf, unusableProxyFailure } from './failure.ts';
import { createRedactor, secretsInHeaders } from './redact.ts';
import { redactErrorResponse } from './scrub.ts';
import { type EncodedRequest, transfer } from './transfer.ts';
import { keepVendorClock, type VendorClockKeeper } from './vendor-clock.ts';

/** Settings of one account's connection. Durations are in milliseconds. */
export interface ConnectOptions {
  /** Base URL of the API: an origin, optionally followed by a path prefix (for a proxy in front of the vendor). */
  readonly baseUrl: string;
  /** The account's name, used in messages. */
  readonly label: string;
  /** Headers that every request gets: credentials, API version. */
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets to redact from messages in addition to those found in `headers`. */
  readonly secrets?: readonly string[];
  /** Rate limiter, shared by accounts with the same credential. Without one, requests are not rate-limited. */
  readonly limiter?: Limiter;
  /** Reads the state of the vendor's quota from a response. */
  readonly rateHint?: (response: ApiResponse) => RateHint;
  /** Aborts every request of the connection. */
  readonly signal?: StopSignal;
  /** Timeouts. Defaults: 10 s to connect, 30 s until the headers arrive, 30 s between two chunks of the body. */
  readonly timeouts?: { readonly connectMs?: number; readonly headersMs?: number; readonly bodyMs?: number };
  /** Largest accepted response body, before and after decompression (default: 64 MiB). */
  readonly maxBodyBytes?: number;
  /** Maximum number of open connections (default: 16). */
  readonly maxConnections?: number;
  readonly retry?: Partial<RetrySettings>;
  readonly clock?: Clock;
  /** Generates the random numbers, in [0, 1), for the retry jitter (default: `Math.random`). */
  readonly random?: () => number;
  /** Value of the User-Agent header (default: `rollcall`). */
  readonly userAgent?: string;
  readonly trace?: TraceListener;
  /** Variables that name proxies and certificate authorities (default: `process.env`). */
  readonly network?: NetworkEnvironment;
}

interface ClientState extends ConnectOptions {
  readonly route: LazyRoute;
  readonly prefix: string;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: RetrySettings;
  readonly redact: (text: string) => string;
  readonly countSent: () => void;
  readonly vendorClock: VendorClockKeeper;
  /** Consecutive failures, counted separately for reads and writes: a vendor may reject every write and still answer reads. */
  readonly failures: { read: FailureRun; write: FailureRun };
  givenUp: HttpError | undefined;
}

type RequestKind = 'read' | 'write';

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
  let sent = 0;
  const client: ClientState = {
    ...options,
    route: lazyRoute(url, network, routeOptions(options)),
    headers: { 'user-agent': options.userAgent ?? 'rollcall', ...options.headers },
    prefix: url.pathname.replace(/\/+$/, ''),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    clock: options.clock ?? systemClock,
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

async function send(client: ClientState, request: ApiRequest, options: SendOptions): Promise<ApiResponse> {
  const { clock, settings, failures } = client;
  const { budgets, repeat, headers, signal = client.signal, onAttempt } = options;
  const kind = kindOf(request);
  if (client.givenUp !== undefined && failures[kind].isOpen) throw client.givenUp;
  // Every waiting request adds a listener to the signal; Node would report more than ten of them as a memory leak.
  if (signal) setMaxListeners(0, signal as AbortSignal);
  const encoded = encodeRequest(request, client.prefix, { ...client.headers, ...headers });
  const progress = { signal, maybeSent: false, attempts: 0 };
  let readyAt = clock.now();
  let firstSentAt: number | undefined;
  let malformed = 0;
  for (let attempt = 1; ; attempt += 1) {
    const slot = await unlessAborted(client, request, progress, () => client.limiter?.acquire(budgets, signal));
    const sentAt = clock.now();
    firstSentAt ??= sentAt;
    const result = await transmit(client, encoded);
    const hint = 'response' in result ? rateHintOf(client, result.response) : {};
    const random = client.random();
    settleSlot(slot, result, hint, backoffMs(attempt, random, settings));
    const endedAt = clock.now();
    if ('response' in result) client.vendorClock.note(result.response, endedAt);
    const transmission = toTransmission(result, { sentAt, endedAt, waitedMs: sentAt - readyAt });
    onAttempt?.(transmission);
    client.trace?.(traceOf(client, request, transmission, hint));
    readyAt = endedAt;
    progress.attempts = attempt;
    progress.maybeSent ||= maybeCarriedOut(result);
    if ('failure' in result && result.failure.kind === 'malformed') malformed += 1;
    const attempted = { method: request.method, repeat, attempt, malformed, outcome: outcomeOf(result) };
    const decision = decideRetry({ ...attempted, hint, elapsedMs: endedAt - firstSentAt, random }, settings);
    if (decision.retry && !failures[kind].isOpen) {
      await unlessAborted(client, request, progress, () => clock.sleep(decision.delayMs, signal));
      continue;
    }
    updateCircuit(client, kind, result, { startedAt: firstSentAt, endedAt });
    if ('response' in result) return redactErrorResponse(result.response, client.redact);
    throw toHttpError(client, request, { ...result.failure, maybeSent: progress.maybeSent }, attempt);
  }
}

function kindOf({ method }: ApiRequest): RequestKind {
  return method === 'GET' ? 'read' : 'write';
}

function updateCircuit(
  client: ClientState,
  kind: RequestKind,
  result: AttemptResult,
  times: { readonly startedAt: number; readonly endedAt: number },
): void {
  const run = afterRequest(client.failures[kind], { ...times, outcome: outcomeOf(result) });
  client.failures[kind] = run;
  if (run.isOpen) client.givenUp ??= circuitOpenError(client, run.failures, `${kind}s`, result);
}

async function transmit(client: ClientState, encoded: EncodedRequest): Promise<AttemptResult> {
  const { signal, maxBodyBytes, countSent: onSent } = client;
  const route = client.route.open();
  if (route.pool === undefined) return { failure: unusableProxyFailure(route.unusable) };
  const result = await transfer(route.pool, encoded, { signal, maxBodyBytes, onSent });
  if ('failure' in result) return { failure: failureOf(result.failure, route.way) };
  return interpret(result.response, maxBodyBytes);
}

/** Reads the quota with the provider's `rateHint`; without a delay from it, uses the standard Retry-After header. */
function rateHintOf({ rateHint, clock }: ClientState, response: ApiResponse): RateHint {
  const hint = rateHint?.(response) ?? {};
  const header = response.headers['retry-after'];
  if (hint.retryAfterMs !== undefined || header === undefined) return hint;
  const retryAfterMs = parseRetryAfter(header, clock.now());
  return retryAfterMs === undefined ? hint : { ...hint, retryAfterMs };
}

function settleSlot(slot: Slot | undefined, result: AttemptResult, hint: RateHint, ownDelayMs: number): void {
  const status = 'response' in result ? result.response.status : undefined;
  // A 429 pauses all requests of the limiter, and so does a 503 that states a delay. After any other 503 only this request waits.
  const pauses = status === 429 || (status === 503 && hint.retryAfterMs !== undefined);
  slot?.settle({ hint, ...(pauses && { throttledMs: serverDelayMs(hint) ?? ownDelayMs }) });
}

/** State of one request across its attempts. */
interface SendProgress {
  readonly signal: StopSignal | undefined;
  maybeSent: boolean;
  attempts: number;
}

/** Waits on behalf of a request. @throws HttpError of kind `aborted` if the signal is aborted before or during the wait */
async function unlessAborted<T>(
  client: ClientState,
  request: ApiRequest,
  { signal, maybeSent, attempts }: SendProgress,
  wait: () => Promise<T> | undefined,
) {
  try {
    signal?.throwIfAborted();
    return await wait();
  } catch (error) {
    if (!signal?.aborted) throw error;
    const failure: Failure = { kind: 'aborted', text: 'stopped while waiting to be sent', maybeSent };
    throw toHttpError(client, request, failure, attempts);
  }
}
