// Turns a vendor's error response or a connection error into a message and a hint for the user. A message names account, method
// and path; never the query, which contains addresses.

import { type ApiRequest, type Connection, HttpError } from '../http/request.ts';
import type { ApiFailure, FailureKind } from '../providers/contract.ts';

/** Why a request failed, for the user. */
export interface Problem {
  /** The kind of failure. `repeated-page`: the vendor's paging does not end. */
  readonly code: FailureKind | HttpError['kind'] | 'repeated-page';
  readonly message: string;
  readonly hint: string;
  /** True if no other request to this account can succeed either. */
  readonly stops: boolean;
  /** True if a later run may succeed. */
  readonly transient: boolean;
}

const HINTS: Readonly<Record<FailureKind, string>> = {
  unauthorized: 'check that the environment variable holds this account’s key, and that the key was not revoked',
  forbidden: 'give the key the scope that this call needs, in the vendor’s settings',
  retired: 'the vendor has retired this API version: set a newer `apiVersion` for the account',
  'not-found': 'check `baseUrl`, or whether the contact was deleted at the vendor',
  conflict: 'another contact at the vendor has this identifier',
  'rate-limited': 'run again later, or lower the account’s `rateLimit`: something else may be using the same quota',
  invalid: 'the vendor rejected the request: see its message',
  server: 'the vendor had an internal error: run again later',
  malformed: 'the response is not what the vendor documents: check `baseUrl`, and any proxy in between',
};

const FATAL: readonly FailureKind[] = ['unauthorized', 'forbidden', 'retired'];
const TRANSIENT: readonly FailureKind[] = ['rate-limited', 'server', 'malformed'];

/** The request that a vendor refused. */
export interface FailedRequest {
  /** The account's name. */
  readonly account: string;
  /** Redacts the account's credentials from the vendor's message. */
  readonly connection: Pick<Connection, 'redact'>;
  readonly request: Pick<ApiRequest, 'method' | 'path'>;
}

/** Describes a vendor's error response. */
export function problemOfFailure({ account, connection, request }: FailedRequest, failure: ApiFailure): Problem {
  const detail = failure.message === '' ? '' : `: ${failure.message}`;
  const id = failure.requestId === undefined ? '' : ` (${failure.requestId})`;
  const text = `${account}: ${request.method} ${request.path}: ${failure.status} ${failure.kind}${detail}${id}`;
  return {
    code: failure.kind,
    message: connection.redact(text),
    hint: HINTS[failure.kind],
    stops: FATAL.includes(failure.kind),
    transient: TRANSIENT.includes(failure.kind),
  };
}

/**
 * Describes a connection error.
 *
 * @throws any error that is not an HttpError, because it is a bug and not the vendor's failure
 */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof HttpError)) throw error;
  return {
    code: error.kind,
    message: error.message,
    hint: CONNECTION_HINTS[error.kind],
    stops: FATAL_KINDS.includes(error.kind),
    transient: error.kind !== 'redirect' && error.kind !== 'too-large',
  };
}

const FATAL_KINDS: readonly HttpError['kind'][] = ['refused', 'given-up', 'aborted'];

const CONNECTION_HINTS: Readonly<Record<HttpError['kind'], string>> = {
  refused: 'no server answers at this address: check `baseUrl` and the network',
  timeout: 'the vendor did not answer in time: run again later',
  reset: 'the connection broke: run again later',
  malformed: 'the response is not JSON: check `baseUrl`, and any proxy in between',
  'too-large': 'the response is larger than any that the vendor documents: check `baseUrl`',
  'given-up': 'wait until the vendor answers again, then run again; `rollcall apply --resume` continues an apply',
  redirect: 'credentials are never sent to another address: set `baseUrl` to the final one',
  aborted: 'interrupted: run again; `rollcall apply --resume` continues an apply',
};
