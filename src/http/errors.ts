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
