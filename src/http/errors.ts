// Builds the HttpErrors of a connection. A message names the account and the request, and says what happened and whether the
// vendor may have carried out the request.

import type { AttemptResult } from './client/answer.ts';
import type { Failure } from './client/failure.ts';
import { type ApiRequest, HttpError } from './request.ts';

/** The properties of a connection that error messages need. */
interface ErrorContext {
  readonly label: string;
  readonly prefix: string;
  readonly redact: (text: string) => string;
}

/**
 * Builds the error for a request that got no usable response.
 *
 * @param attempts how often the request was sent
 */
export function toHttpError(context: ErrorContext, request: ApiRequest, failure: Failure, attempts: number): HttpError {
  const tried = attempts <= 1 ? '' : ` (${attempts} attempts)`;
  const isWrite = request.method !== 'GET';
  const caveat = isWrite && failure.maybeSent ? '; the vendor may have carried the request out' : '';
  const { redact, label, prefix } = context;
  const parts = {
    account: label,
    request: { method: request.method, path: redact(`${prefix}${request.path}`) },
    what: redact(`${failure.text}${tried}${caveat}`),
    ...(failure.quoted === undefined ? {} : { quoted: redact(failure.quoted) }),
  };
  // Set no `cause`: undici's errors refer to sockets and headers.
  return new HttpError(failure.kind, parts, failure);
}

/**
 * Builds the error that requests get once the circuit is open.
 *
 * @param failures number of consecutive failed requests
 * @param kinds `reads` or `writes`
 */
export function circuitOpenError(
  context: ErrorContext,
  failures: number,
  kinds: string,
  last: AttemptResult,
): HttpError {
  const how = 'response' in last ? ` with status ${last.response.status}` : `: ${last.failure.text}`;
  const what = `gave up: ${failures} ${kinds} in a row failed, the last one${how}`;
  return new HttpError('given-up', { account: context.label, what: context.redact(what) }, { maybeSent: false });
}

/**
 * Builds the error that requests get once the vendor has asked for a longer pause than rollcall ever waits.
 *
 * @param askedMs the pause that the vendor asks for, in milliseconds
 * @param maxPauseMs the longest pause that rollcall waits, in milliseconds
 */
export function pauseTooLongError({ label }: ErrorContext, askedMs: number, maxPauseMs: number): HttpError {
  const what = `the vendor asks for a pause of ${duration(askedMs)}; rollcall waits ${duration(maxPauseMs)} at most`;
  return new HttpError('pause-too-long', { account: label, what }, { maybeSent: false });
}

const UNITS = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Formats a duration, such as `90 seconds` or `3 days`: rounded down, in the largest unit of which it has at least two. */
function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds > 1000 * UNITS[0][1]) return 'more than 1,000 years';
  const [name, unit] = UNITS.find(([, size]) => milliseconds >= 2 * size) ?? ['second', 1000];
  const amount = Math.floor(milliseconds / unit);
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}
