// Turns a vendor's error response or a connection error into a code and its arguments: account, method, path, status, and what the
// vendor said. Never the query, which contains addresses.

import { type Coded, type Personal, personal } from '../contact/argument.ts';
import { type ApiRequest, type Connection, HttpError, type HttpFailureKind } from '../http/request.ts';
import type { ApiFailure, FailureKind } from '../providers/contract.ts';

/** Arguments of a vendor's error response. */
export type VendorRefusal = {
  readonly account: string;
  readonly method: string;
  readonly path: Personal<'path'>;
  readonly status: number;
  /** Its own words. */
  readonly words?: Personal<'vendor'>;
  readonly requestId?: Personal<'vendor'>;
};

/** Arguments of a request without a usable response. */
export type NoAnswer = {
  readonly account: string;
  readonly method?: string;
  readonly path?: Personal<'path'>;
  /** What happened: rollcall's own words, without personal data. */
  readonly what: string;
  readonly quoted?: Personal<'vendor'>;
};

/** Why an account, or some of its contacts, could not be read: code → arguments. */
export type ProblemArguments = {
  readonly [Kind in Exclude<FailureKind, HttpFailureKind>]: VendorRefusal;
} & {
  readonly [Kind in Exclude<HttpFailureKind, FailureKind>]: NoAnswer;
} & {
  /** JSON, but not what is documented; or no JSON. */
  readonly malformed: VendorRefusal | NoAnswer;
  /** The vendor's paging does not end. */
  readonly 'repeated-page': { readonly account: string; readonly method: string; readonly path: Personal<'path'> };
  /** `account`: nothing of it; `contacts`, `suppression`: it was not asked for these. */
  readonly 'not-in-snapshot': { readonly account: string; readonly what: 'account' | 'contacts' | 'suppression' };
  /** The snapshot was taken from another API. */
  readonly 'other-dialect': { readonly account: string; readonly taken: string; readonly now: string };
  /** The vendor has no way to find the contact by what is declared. */
  readonly 'no-look-up': Readonly<Record<never, never>>;
};

/** Why something could not be read. Holds no credentials. */
export type ReadProblem = Coded<ProblemArguments> & {
  /** True if a later run may succeed: an outage, not a refusal. */
  readonly transient?: boolean;
};

export type Problem = ReadProblem & {
  /** True if no other request to this account can succeed either. */
  readonly stops: boolean;
  readonly transient: boolean;
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
  const { kind, status, message, requestId } = failure;
  const { method, path } = request;
  return {
    code: kind,
    args: {
      account,
      method,
      path: personal('path', connection.redact(path)),
      status,
      ...(message === '' ? {} : { words: personal('vendor', connection.redact(message)) }),
      ...(requestId === undefined ? {} : { requestId: personal('vendor', connection.redact(requestId)) }),
    },
    stops: FATAL.includes(kind),
    transient: TRANSIENT.includes(kind),
  };
}

const FATAL_KINDS: readonly HttpFailureKind[] = ['refused', 'given-up', 'aborted'];

/**
 * Describes a connection error.
 *
 * @throws any error that is not an HttpError, because it is a bug and not the vendor's failure
 */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof HttpError)) throw error;
  const { kind, parts } = error;
  const { account, request, what, quoted } = parts;
  const asked = request && { method: request.method, path: personal('path', request.path) };
  return {
    code: kind,
    args: { account, ...asked, what, ...(quoted === undefined ? {} : { quoted: personal('vendor', quoted) }) },
    stops: FATAL_KINDS.includes(kind),
    transient: kind !== 'redirect' && kind !== 'too-large',
  };
}
