import type { ApiResponse, Transmission } from '../request.ts';
import type { AttemptOutcome } from '../retry/retry.ts';
import { type DecodeLimits, decodeBody } from './decode.ts';
import { type Failure, redirectFailure, unreadableFailure } from './failure.ts';
import { wordsOfPage } from './page-words.ts';
import type { RawResponse } from './transfer.ts';

/** The result of one attempt: the vendor's response, or the reason why there is no usable one. */
export type AttemptResult = { readonly response: ApiResponse } | { readonly failure: Failure };

/**
 * Decodes a raw response and decides whether it is usable. Returns a failure for a redirect, and for a 2xx whose body cannot be
 * read. A 4xx or 5xx whose body is not JSON is returned as a response with an undefined body and the words of the page.
 */
export async function interpret(raw: RawResponse, limits: DecodeLimits): Promise<AttemptResult> {
  const { status, headers } = raw;
  if (status >= 300 && status < 400) return { failure: redirectFailure(status, headers.location) };
  const decoded = await decodeBody(raw, limits);
  if (decoded.ok) return { response: { status, headers, body: decoded.body } };
  // An error response needs no JSON body: gateways answer in HTML.
  if (status >= 400) {
    const words = decoded.reason === 'not-json' ? wordsOfPage(decoded.plain) : undefined;
    return { response: { status, headers, body: undefined, ...(words === undefined ? {} : { words }) } };
  }
  return { failure: unreadableFailure(status, decoded.reason, headers['content-type']) };
}

/** Returns the part of a result that the retry policy needs: the status, or the kind of failure. */
export function outcomeOf(result: AttemptResult): AttemptOutcome {
  if ('response' in result) return { status: result.response.status };
  const { kind, maybeSent, isFinal = false } = result.failure;
  return { failure: kind, maybeSent, isFinal };
}

/**
 * True if the vendor may have carried out the request without confirming it: the request was sent and got no usable response, or
 * it got a 408 or a 5xx.
 */
export function maybeCarriedOut(result: AttemptResult): boolean {
  return 'failure' in result
    ? result.failure.maybeSent
    : result.response.status === 408 || result.response.status >= 500;
}

/** Builds the record of one attempt that is passed to `onAttempt`. */
export function toTransmission(
  result: AttemptResult,
  times: Pick<Transmission, 'sentAt' | 'endedAt' | 'waitedMs'>,
): Transmission {
  const [status, failure] =
    'response' in result ? [result.response.status, null] : [result.failure.status ?? null, result.failure.kind];
  return { ...times, status, failure, maybeCarriedOut: maybeCarriedOut(result) };
}
