// The state of one reading of an account, and the sending of one of its requests.

import type { IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Decoded, Provider } from '../providers/contract.ts';
import type { LatestChange } from './incremental/latest-change.ts';
import { type Problem, problemOfError, problemOfFailure } from './problem.ts';
import type { ReadProgress } from './source.ts';

/** The account to read. */
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
  /** After an abort nothing more is sent. */
  readonly signal?: StopSignal | undefined;
  /** Identifiers whose look-up failed. */
  readonly failed: Map<IdentifierKey, Problem>;
  /** Requests sent so far. */
  requests: number;
  /** Contacts returned so far. */
  seen: number;
  /** Set if the account cannot be read. */
  problem: Problem | undefined;
  latestChange: LatestChange;
}

/** Creates the state of a new reading. */
export function startReadContext(
  options: ReaderOptions & Pick<ReadContext, 'onContact' | 'onProgress' | 'signal'>,
): ReadContext {
  return { ...options, failed: new Map(), requests: 0, seen: 0, problem: undefined, latestChange: undefined };
}

/** The decoded response, or why there is none. */
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
