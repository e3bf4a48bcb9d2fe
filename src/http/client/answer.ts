import type { ApiResponse, Transmission } from '../request.ts';
import type { AttemptOutcome } from '../retry/retry.ts';
import { decodeBody } from './decode.ts';
import { type Failure, redirected, unreadable } from './failure.ts';
import type { RawResponse } from './transfer.ts';

/** What became of one attempt. */
export type Result = { readonly response: ApiResponse } | { readonly failure: Failure };

export async function interpret(raw: RawResponse, maxBodyBytes: number): Promise<Result> {
  const { status, headers } = raw;
  if (status >= 300 && status < 400) return { failure: redirected(status, headers.location) };
  const decoded = await decodeBody(raw, maxBodyBytes);
  if (decoded.ok) return { response: { status, headers, body: decoded.body } };
  // Of a refusal the status is enough: gateways answer in HTML.
  if (status >= 400) return { response: { status, headers, body: undefined } };
  return { failure: unreadable(status, decoded.why, headers['content-type']) };
}

export function outcomeOf(result: Result): AttemptOutcome {
  if ('response' in result) return { status: result.response.status };
  return { failure: result.failure.kind, maybeSent: result.failure.maybeSent };
}

export function maybeCarriedOut(result: Result): boolean {
  return 'failure' in result
    ? result.failure.maybeSent
    : result.response.status === 408 || result.response.status >= 500;
}

export function transmission(
  result: Result,
  times: Pick<Transmission, 'sentAt' | 'endedAt' | 'waitedMs'>,
): Transmission {
  const [status, failure] =
    'response' in result ? [result.response.status, null] : [result.failure.status ?? null, result.failure.kind];
  return { ...times, status, failure, maybeCarriedOut: maybeCarriedOut(result) };
}
