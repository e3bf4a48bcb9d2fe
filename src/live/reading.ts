// Holds the state of one reading of an account, and sends single requests of it.

import { type Identifier, type IdentifierKey, identifierKey, type LiveContact } from '../contact/contact.ts';
import type { Clock } from '../http/clock.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { ApiFailure, Decoded, Provider } from '../providers/contract.ts';
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
  readonly clock?: Clock;
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
  /**
   * When the listing began, in milliseconds since the epoch; undefined unless it began before it was asked for
   * (begun-listing.ts).
   */
  begunAt: number | undefined;
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
  return {
    ...options,
    failed: new Map(),
    begunAt: undefined,
    requests: 0,
    seen: 0,
    problem: undefined,
    latestChange: undefined,
  };
}

/** The contacts in a response that cannot be decoded: the identifiers of each, and the problem. */
type Unreadable = readonly { readonly identifiers: readonly Identifier[]; readonly problem: Problem }[];

/** The result of one read request: the decoded response, or the problem that prevented it. */
export type ReadOutcome<T> = { readonly value: T; readonly unreadable: Unreadable } | { readonly problem: Problem };

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
    const problemOf = (failure: ApiFailure): Problem => problemOfFailure({ account, connection, request }, failure);
    if (!decoded.ok) return { problem: problemOf(decoded.failure) };
    const { value, unreadable = [] } = decoded;
    return {
      value,
      unreadable: unreadable.map(({ identifiers, failure }) => ({ identifiers, problem: problemOf(failure) })),
    };
  } catch (error) {
    return { problem: problemOfError(error) };
  }
}

/** Records contacts that cannot be read as failed, under all of their identifiers. */
export function recordUnreadable({ failed }: Pick<ReadContext, 'failed'>, unreadable: Unreadable): void {
  for (const { identifiers, problem } of unreadable) {
    for (const identifier of identifiers) failed.set(identifierKey(identifier), problem);
  }
}
