// Sends one request until it has a usable response, as the limiter and the retry policy allow.

import { setMaxListeners } from 'node:events';
import { circuitOpenError, pauseTooLongError, toHttpError } from '../errors.ts';
import type { Slot } from '../limiter/limiter.ts';
import { type ApiRequest, type ApiResponse, HttpError, type RateHint, type SendOptions } from '../request.ts';
import { afterRequest } from '../retry/circuit.ts';
import {
  type AttemptOutcome,
  askedPauseMs,
  backoffMs,
  decideRetry,
  isPauseTooLong,
  serverDelayMs,
} from '../retry/retry.ts';
import { parseRetryAfter } from '../retry/retry-after.ts';
import { isTimeLimit, type StopSignal } from '../stop-signal.ts';
import { traceOf } from '../trace.ts';
import { type AttemptResult, interpret, maybeCarriedOut, outcomeOf, toTransmission } from './answer.ts';
import { encodeRequest } from './encode-request.ts';
import { type Failure, failureOf, unusableProxyFailure } from './failure.ts';
import { redactErrorResponse } from './scrub.ts';
import type { ClientState } from './state.ts';
import { type EncodedRequest, transfer } from './transfer.ts';

type RequestKind = 'read' | 'write';

/** State of one request across its attempts. */
interface SendProgress {
  readonly signal: StopSignal | undefined;
  maybeSent: boolean;
  attempts: number;
  /** Attempts that ended with an unreadable response. */
  malformed: number;
  /**
   * When the current attempt became ready to be sent: at the start of the request, or at the end of the attempt before.
   * Milliseconds.
   */
  readyAt: number;
}

/** One finished attempt. */
interface Attempted {
  readonly result: AttemptResult;
  readonly outcome: AttemptOutcome;
  readonly hint: RateHint;
  readonly random: number;
  readonly sentAt: number;
  readonly endedAt: number;
}

/**
 * Sends a request, and repeats it as the retry policy allows.
 *
 * @returns the last response, whatever its status
 * @throws HttpError if there is no usable response
 */
export async function send(client: ClientState, request: ApiRequest, options: SendOptions): Promise<ApiResponse> {
  const { clock, settings, failures } = client;
  const { repeat, headers, signal = client.signal } = options;
  const { method } = request;
  const kind = method === 'GET' ? 'read' : 'write';
  if (client.givenUp !== undefined && failures[kind].isOpen) throw client.givenUp;
  // Every waiting request adds a listener to the signal; Node would report more than ten of them as a memory leak.
  for (const each of [signal, client.signal]) if (each !== undefined) setMaxListeners(0, each as AbortSignal);
  const encoded = encodeRequest(request, client.prefix, { ...client.headers, ...headers });
  const progress = { signal, maybeSent: false, attempts: 0, malformed: 0, readyAt: clock.now() };
  let startedAt: number | undefined;
  for (;;) {
    const { result, ...attempted } = await attempt(client, request, encoded, options, progress);
    const { endedAt } = attempted;
    startedAt ??= attempted.sentAt;
    const { attempts, malformed } = progress;
    const elapsedMs = endedAt - startedAt;
    const decision = decideRetry({ ...attempted, method, repeat, attempt: attempts, malformed, elapsedMs }, settings);
    if (decision.retry && !failures[kind].isOpen) {
      if (askedPauseMs(attempted) !== undefined) client.announcePause(decision.delayMs);
      await unlessAborted(client, request, progress, () => clock.sleep(decision.delayMs, signal));
      continue;
    }
    updateCircuit(client, kind, result, { startedAt, endedAt });
    if ('response' in result) return redactErrorResponse(result.response, client.redact);
    throw toHttpError(client, request, { ...result.failure, maybeSent: progress.maybeSent }, attempts);
  }
}

/**
 * Makes one attempt: waits for the limiter, sends the request, and reports how it ended.
 *
 * @throws HttpError if the request was stopped while it waited, or if the vendor has asked for too long a pause
 */
async function attempt(
  client: ClientState,
  request: ApiRequest,
  encoded: EncodedRequest,
  { budgets, onAttempt }: SendOptions,
  progress: SendProgress,
): Promise<Attempted> {
  const { clock, settings } = client;
  const { signal } = progress;
  const slot = await unlessAborted(client, request, progress, () => client.limiter?.acquire(budgets, signal));
  assertNotPaused(client, request, progress, slot);
  const sentAt = clock.now();
  const result = await transmit(client, encoded);
  const hint = 'response' in result ? rateHintOf(client, result.response) : {};
  const outcome = outcomeOf(result);
  const random = client.random();
  const isTooLong = isPauseTooLong({ outcome, hint }, settings);
  progress.attempts += 1;
  settleSlot(slot, result, hint, isTooLong ? undefined : backoffMs(progress.attempts, random, settings));
  const endedAt = clock.now();
  if ('response' in result) client.vendorClock.note(result.response, endedAt);
  const transmission = toTransmission(result, { sentAt, endedAt, waitedMs: sentAt - progress.readyAt });
  onAttempt?.(transmission);
  client.trace?.(traceOf(client, request, transmission, hint));
  progress.readyAt = endedAt;
  progress.maybeSent ||= maybeCarriedOut(result);
  if (outcome.failure === 'malformed') progress.malformed += 1;
  if (isTooLong) {
    giveUp(client, pauseTooLongError(client, askedPauseMs({ outcome, hint }) ?? 0, settings.maxPauseMs));
    assertNotPaused(client, request, progress);
  }
  return { result, outcome, hint, random, sentAt, endedAt };
}

/** Longest time from sending a request to the end of its response, in milliseconds; `timeouts.answerMs` overrides it. */
const ANSWER_MS = 120_000;

async function transmit(client: ClientState, encoded: EncodedRequest): Promise<AttemptResult> {
  const { signal, maxBodyBytes, timeouts, countSent: onSent, mayStart } = client;
  const lease = client.bodyMemory.lease();
  const answerMs = timeouts?.answerMs ?? ANSWER_MS;
  try {
    const route = client.route.open();
    if (route.pool === undefined) return { failure: unusableProxyFailure(route.unusable) };
    const result = await transfer(route.pool, encoded, { signal, maxBodyBytes, answerMs, lease, mayStart, onSent });
    if ('failure' in result) return { failure: failureOf(result.failure, route.way) };
    return await interpret(result.response, { maxBodyBytes, lease });
  } finally {
    lease.release();
  }
}

/** Makes every further request fail with this error. */
function giveUp(client: ClientState, error: HttpError): void {
  const { failures } = client;
  client.givenUp = error;
  failures.read = { ...failures.read, isOpen: true };
  failures.write = { ...failures.write, isOpen: true };
}

/**
 * Ends a request if the vendor has asked for too long a pause, perhaps while the request waited.
 *
 * @throws HttpError `pause-too-long`
 */
function assertNotPaused(client: ClientState, request: ApiRequest, { maybeSent }: SendProgress, slot?: Slot): void {
  const { givenUp } = client;
  if (givenUp?.kind !== 'pause-too-long') return;
  slot?.settle({});
  const { method, path } = request;
  const asked = { method, path: client.redact(`${client.prefix}${path}`) };
  throw new HttpError(givenUp.kind, { ...givenUp.parts, request: asked }, { maybeSent });
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

/**
 * Reads what a response says about the quota with the provider's `rateHint`. If that finds no delay, uses the standard
 * Retry-After header.
 */
function rateHintOf({ rateHint, clock }: ClientState, response: ApiResponse): RateHint {
  const hint = rateHint?.(response) ?? {};
  const header = response.headers['retry-after'];
  if (hint.retryAfterMs !== undefined || header === undefined) return hint;
  const retryAfterMs = parseRetryAfter(header, clock.now());
  return retryAfterMs === undefined ? hint : { ...hint, retryAfterMs };
}

/**
 * Reports a finished attempt to the limiter.
 *
 * @param ownDelayMs milliseconds to pause after a 429 that does not ask for a pause; undefined: the limiter does not pause at all
 */
function settleSlot(
  slot: Slot | undefined,
  result: AttemptResult,
  hint: RateHint,
  ownDelayMs: number | undefined,
): void {
  const status = 'response' in result ? result.response.status : undefined;
  // A 429 pauses all requests of the limiter, and so does a 503 that states a delay. After any other 503 only this request waits.
  const pauses = status === 429 || (status === 503 && hint.retryAfterMs !== undefined);
  slot?.settle({
    hint,
    ...(pauses && ownDelayMs !== undefined && { throttledMs: serverDelayMs(hint) ?? ownDelayMs }),
  });
}

/**
 * Waits on behalf of a request.
 *
 * @throws HttpError `aborted` or `time-limit` if the signal is aborted before or during the wait
 */
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
    const failure: Failure = isTimeLimit(signal)
      ? { kind: 'time-limit', text: 'the time limit was reached before it was sent', maybeSent }
      : { kind: 'aborted', text: 'stopped while waiting to be sent', maybeSent };
    throw toHttpError(client, request, failure, attempts);
  }
}
