// A vendor's refusal or a broken connection → what a person reads: account, method, path, and what to do. The query is left
// out: it holds addresses.

import { type ApiRequest, type Connection, HttpError } from '../http/request.ts';
import type { ApiFailure, FailureKind } from '../providers/contract.ts';

export interface Problem {
  /** The kind of failure. `repeated-page`: the vendor's paging does not end. */
  readonly code: FailureKind | HttpError['kind'] | 'repeated-page';
  readonly message: string;
  readonly hint: string;
  /** Nothing else at this account can succeed either. */
  readonly stops: boolean;
  /** A later run may not have it. */
  readonly passes: boolean;
}

const HINTS: Readonly<Record<FailureKind, string>> = {
  unauthorized: 'check that the environment variable holds this account’s key, and that the key was not revoked',
  forbidden: 'give the key the scope that this call needs, in the vendor’s settings',
  retired: 'the vendor has retired this API version: set a newer `apiVersion` for the account',
  'not-found': 'check `baseUrl`, or whether the contact was deleted at the vendor',
  conflict: 'another contact at the vendor has this identifier',
  'rate-limited': 'run again later, or lower the account’s `rateLimit`: something else may be using the same quota',
  invalid: 'the vendor refused the request as it stands: see its words',
  server: 'the vendor had a fault: run again later',
  malformed: 'the answer is not what the vendor documents: check `baseUrl`, and any proxy in between',
};

const STOPPING: readonly FailureKind[] = ['unauthorized', 'forbidden', 'retired'];
const PASSING: readonly FailureKind[] = ['rate-limited', 'server', 'malformed'];

/** What a vendor says of one request; `connection` knows what must not be repeated of it. */
export interface Refused {
  /** The account's name. */
  readonly account: string;
  readonly connection: Pick<Connection, 'redact'>;
  readonly request: Pick<ApiRequest, 'method' | 'path'>;
}

export function problemOfFailure({ account, connection, request }: Refused, failure: ApiFailure): Problem {
  const words = failure.message === '' ? '' : `: ${failure.message}`;
  const id = failure.requestId === undefined ? '' : ` (${failure.requestId})`;
  const said = `${account}: ${request.method} ${request.path}: ${failure.status} ${failure.kind}${words}${id}`;
  return {
    code: failure.kind,
    message: connection.redact(said),
    hint: HINTS[failure.kind],
    stops: STOPPING.includes(failure.kind),
    passes: PASSING.includes(failure.kind),
  };
}

/** @throws whatever is no HttpError: a fault of ours is not to be taken for the vendor's */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof HttpError)) throw error;
  return {
    code: error.kind,
    message: error.message,
    hint: CONNECTION_HINTS[error.kind],
    stops: STOPPING_ERRORS.includes(error.kind),
    passes: error.kind !== 'redirect' && error.kind !== 'too-large',
  };
}

const STOPPING_ERRORS: readonly HttpError['kind'][] = ['refused', 'given-up', 'aborted'];

const CONNECTION_HINTS: Readonly<Record<HttpError['kind'], string>> = {
  refused: 'nothing answers there: check `baseUrl` and the network',
  timeout: 'the vendor did not answer in time: run again later',
  reset: 'the connection broke: run again later',
  malformed: 'the answer is not JSON: check `baseUrl`, and any proxy in between',
  'too-large': 'the answer is larger than any the vendor documents: check `baseUrl`',
  'given-up': 'wait until the vendor answers again, then run again; `rollcall apply --resume` goes on with an apply',
  redirect: 'credentials are never sent to another address: set `baseUrl` to the final one',
  aborted: 'interrupted: run again; `rollcall apply --resume` goes on with an apply',
};
