// The errors that a request ends with, in words: whose account, which request, what happened, and what is not known.

import type { Result } from './client/answer.ts';
import type { Failure } from './client/failure.ts';
import { type ApiRequest, HttpError } from './request.ts';

/** What every message needs of the connection. */
interface Speaker {
  readonly label: string;
  readonly prefix: string;
  readonly redact: (text: string) => string;
}

export function toError(speaker: Speaker, request: ApiRequest, failure: Failure, attempts: number): HttpError {
  const tried = attempts <= 1 ? '' : ` (${attempts} attempts)`;
  const isWrite = request.method !== 'GET';
  const doubt = isWrite && failure.maybeSent ? '; the vendor may have carried the request out' : '';
  const { redact, label, prefix } = speaker;
  const parts = {
    account: label,
    request: { method: request.method, path: redact(`${prefix}${request.path}`) },
    what: redact(`${failure.text}${tried}${doubt}`),
    ...(failure.quoted === undefined ? {} : { quoted: redact(failure.quoted) }),
  };
  // No cause: undici's errors hold sockets and headers.
  return new HttpError(failure.kind, parts, failure);
}

/** @param kinds what failed, in the plural */
export function givenUp(speaker: Speaker, failures: number, kinds: string, last: Result): HttpError {
  const how = 'response' in last ? `with status ${last.response.status}` : `because of this: ${last.failure.text}`;
  const what = `given up, as ${failures} ${kinds} in a row failed, the last one ${how}`;
  return new HttpError('given-up', { account: speaker.label, what: speaker.redact(what) }, { maybeSent: false });
}
