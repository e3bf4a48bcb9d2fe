// Holds the state of one reading of an account, and sends single requests of it.

import type { IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Decoded, Provider } from '../providers/contract.ts';
import type { LatestChange } from './incremental/latest-change.ts';
import { type Problem, problemOfError, problemOfFailure } from './problem.ts';
import type { ReadProgress } from './source.ts';

/** The account to read, and how to reach it. */
export interface ReaderOptions {
  /** The account's name. */
  readonly account: string;
  readonly provider: Provider;
  readonly connection: Connection;
  /** Number of contacts at the vendor, if known. */
  readonly size?: number;
}

/** The state of one reading. */
export interface ReadContext extends ReaderOptions {
  readonly onContact: (live: LiveContact) => void;
  readonly onProgress: (progress: ReadProgress) => void;
  /** After an abort, no more requests are sent. */
  readonly signal?: StopSignal | undefined;
  /** Number of contacts in the last complete listing of the account; undefined if there was none. */
  readonly known?: number | undefined;
  /** Identifiers whose look-up failed. */
  readonly failed: Map<IdentifierKey, Problem>;
  /** Number of requests sent so far. */
  requests: number;
  /** Number of contacts returned so far. */
  seen: number;
  /** Set once a problem makes the account unreadable. */
  problem: Problem | undefined;
  latestChange: LatestChange;
}

/** Creates the state of a new reading. */
export function startReadContext(
  options: ReaderOptions & Pick<ReadContext, 'onContact' | 'onProgress' | 'signal' | 'known'>,
): ReadContext {
  return { ...options, failed: new Map(), requests: 0, seen: 0, problem: undefined, latestChange: undefined };
}

/** The result of one read request: the decoded response, or the problem that prevented it. */
export type ReadOutcome<T> = { readonly value: T } | { readonly problem: Problem };

/** Sends one read request and decodes the response; counts it in `reading.requests`. */
export async function sendRead<T>(
  reading: Pick<ReadContext, 'account' | 'connection' | 'provider' | 'requests' | 'signal'>,
  request: ApiRequest,
  decode: (response: ApiResponse) => Decoded<T> | Promise<Decoded<T>>,
): Promise<ReadOutcome<T>> {
  const { account, connection, provider, signal } = reading;
  reading.requests += 1;
  try {
    const budgets = provider.api.budgetsOf(request);
    const response = await connection.send(request, { budgets, repeat: 'idempotent', signal });
    const decoded = await decode(response);
    return decoded.ok
      ? { value: decoded.value }
      : { problem: problemOfFailure({ account, connection, request }, decoded.failure) };
  } catch (error) {
    return { problem: problemOfError(error) };
  }
}
