// A vendor's refusal or a broken connection → a code and its arguments: account, method, path, and what both sides said. The query
// is left out: it holds addresses.

import { type Coded, type Personal, personal } from '../contact/argument.ts';
import { type ApiRequest, type Connection, HttpError, type HttpFailureKind } from '../http/request.ts';
import type { ApiFailure, FailureKind } from '../providers/contract.ts';

/** The vendor answered, and not with what was asked for. */
export type VendorRefusal = {
  readonly account: string;
  readonly method: string;
  readonly path: Personal<'path'>;
  readonly status: number;
  /** Its own words. */
  readonly words?: Personal<'vendor'>;
  readonly requestId?: Personal<'vendor'>;
};

/** No usable answer came. */
export type NoAnswer = {
  readonly account: string;
  readonly method?: string;
  readonly path?: Personal<'path'>;
  /** What happened, in words of ours that hold nothing of a contact. */
  readonly what: string;
  readonly quoted?: Personal<'vendor'>;
};

/** What may keep an account, or contacts of it, from being read: code → arguments. */
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
  /** A later run may not have it: an outage, and no refusal. */
  readonly passes?: boolean;
};

export type Problem = ReadProblem & {
  /** Nothing else at this account can succeed either. */
  readonly stops: boolean;
  readonly passes: boolean;
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
    stops: STOPPING.includes(kind),
    passes: PASSING.includes(kind),
  };
}

const STOPPING_ERRORS: readonly HttpFailureKind[] = ['refused', 'given-up', 'aborted'];

/** @throws whatever is no HttpError: a fault of ours is not to be taken for the vendor's */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof HttpError)) throw error;
  const { kind, parts } = error;
  const { account, request, what, quoted } = parts;
  const asked = request && { method: request.method, path: personal('path', request.path) };
  return {
    code: kind,
    args: { account, ...asked, what, ...(quoted === undefined ? {} : { quoted: personal('vendor', quoted) }) },
    stops: STOPPING_ERRORS.includes(kind),
    passes: kind !== 'redirect' && kind !== 'too-large',
  };
}
