// Describes a vendor's error response or a connection error as a code with arguments: account, method, path, status and the
// vendor's message. The query is never included, because it contains addresses.

import { type Coded, type Personal, personal } from '../contact/argument.ts';
import { type ApiRequest, type Connection, HttpError, type HttpFailureKind } from '../http/request.ts';
import type { ApiFailure, FailureKind } from '../providers/contract.ts';

/** Arguments of a vendor's error response. */
export type VendorRefusal = {
  readonly account: string;
  readonly method: string;
  readonly path: Personal<'path'>;
  readonly status: number;
  /** The vendor's error message. */
  readonly words?: Personal<'vendor'>;
  readonly requestId?: Personal<'vendor'>;
};

/** Arguments of a request that got no usable response. */
export type NoAnswer = {
  readonly account: string;
  readonly method?: string;
  readonly path?: Personal<'path'>;
  /** What happened, as a sentence without personal data. */
  readonly what: string;
  /** Text from the response that the sentence refers to, such as its content type. */
  readonly quoted?: Personal<'vendor'>;
};

/** The reasons why an account or some of its contacts could not be read: codes with their arguments. */
export type ProblemArguments = {
  readonly [Kind in Exclude<FailureKind, HttpFailureKind>]: VendorRefusal;
} & {
  readonly [Kind in Exclude<HttpFailureKind, FailureKind>]: NoAnswer;
} & {
  /** The response is not JSON, or not the documented JSON. */
  readonly malformed: VendorRefusal | NoAnswer;
  /** The vendor returned the same page twice, so the listing would not end. */
  readonly 'repeated-page': { readonly account: string; readonly method: string; readonly path: Personal<'path'> };
  /** A page without contacts names a next page. */
  readonly 'empty-page': { readonly account: string; readonly method: string; readonly path: Personal<'path'> };
  /** The listing returned `listed` contacts, and look-ups of `asked` other contacts found `found` of these. */
  readonly 'incomplete-listing': {
    readonly account: string;
    readonly listed: number;
    readonly asked: number;
    readonly found: number;
  };
  /** The listing was ended after `pages` pages. `known`: size of the last complete listing, if there was one. */
  readonly 'too-many-pages': {
    readonly account: string;
    readonly method: string;
    readonly path: Personal<'path'>;
    readonly pages: number;
    readonly known?: number;
  };
  /** `what` is missing from the snapshot: the whole `account`, some `contacts`, or the `suppression` of some emails. */
  readonly 'not-in-snapshot': { readonly account: string; readonly what: 'account' | 'contacts' | 'suppression' };
  /** The snapshot was taken (`taken`) from another vendor or API version than the account has now (`now`). */
  readonly 'other-dialect': { readonly account: string; readonly taken: string; readonly now: string };
  /** The vendor cannot look up any of the contact's declared identifiers. */
  readonly 'no-look-up': Readonly<Record<never, never>>;
  /**
   * Suppressions name people by digests, and the environment variables (`variables`) with the keys of these digests are not set.
   * So nobody is known to be mailable.
   */
  readonly 'missing-digest-key': { readonly variables: readonly string[] };
};

/** Why something could not be read. Contains no credentials. */
export type ReadProblem = Coded<ProblemArguments> & {
  /** True if the same read may succeed in a later run, as after an outage of the vendor. */
  readonly transient?: boolean;
};

/** Why one request to a vendor failed. */
export type Problem = ReadProblem & {
  /** True if no other request to this account can succeed either. */
  readonly stops: boolean;
  readonly transient: boolean;
};

const FATAL: readonly FailureKind[] = ['unauthorized', 'forbidden', 'retired'];
const TRANSIENT: readonly FailureKind[] = ['rate-limited', 'server', 'malformed'];

/** A request that the vendor answered with an error. */
export interface FailedRequest {
  /** The account's name. */
  readonly account: string;
  /** Redacts the account's credentials from the vendor's message. */
  readonly connection: Pick<Connection, 'redact'>;
  readonly request: Pick<ApiRequest, 'method' | 'path'>;
}

/** Returns the problem that a vendor's error response describes. */
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
      ...(message === '' ? {} : { words: vendorWords(connection.redact(message)) }),
      ...(requestId === undefined ? {} : { requestId: vendorWords(connection.redact(requestId)) }),
    },
    stops: FATAL.includes(kind),
    transient: TRANSIENT.includes(kind),
  };
}

/** Maximum length of a vendor's text in a message, in characters. */
const MAX_VENDOR_WORDS = 2_000;

/** Cuts a vendor's text to MAX_VENDOR_WORDS characters, never between the two halves of a surrogate pair. */
function vendorWords(text: string): Personal<'vendor'> {
  if (text.length <= MAX_VENDOR_WORDS) return personal('vendor', text);
  const beginning = text.slice(0, MAX_VENDOR_WORDS - 1).replace(/\p{Surrogate}$/u, '');
  return personal('vendor', `${beginning}…`);
}

const FATAL_KINDS: readonly HttpFailureKind[] = ['refused', 'given-up', 'pause-too-long', 'aborted', 'time-limit'];

/**
 * Returns the problem that a connection error describes.
 *
 * @throws the error itself if it is not an HttpError, because it is then a bug
 */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof HttpError)) throw error;
  const { kind, parts } = error;
  const { account, request, what, quoted } = parts;
  const asked = request && { method: request.method, path: personal('path', request.path) };
  return {
    code: kind,
    args: { account, ...asked, what, ...(quoted === undefined ? {} : { quoted: vendorWords(quoted) }) },
    stops: FATAL_KINDS.includes(kind),
    transient: kind !== 'redirect' && kind !== 'too-large',
  };
}
