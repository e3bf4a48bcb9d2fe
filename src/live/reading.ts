// One reading of an account: what it has seen so far, and one request of it.

import type { IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { ApiRequest, ApiResponse, Connection } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Decoded, Provider } from '../providers/contract.ts';
import type { LatestChange } from './incremental/latest-change.ts';
import { type Problem, problemOfError, problemOfFailure } from './problem.ts';
import type { ReadProgress } from './source.ts';

export interface ReaderOptions {
  readonly account: string;
  readonly provider: Provider;
  readonly connection: Connection;
  /** Contacts at the vendor, if known. */
  readonly size?: number;
}

/** What one reading has seen so far. */
export interface ReadContext extends ReaderOptions {
  readonly onContact: (live: LiveContact) => void;
  readonly onProgress: (progress: ReadProgress) => void;
  /** Aborted: nothing more is asked. */
  readonly signal?: StopSignal | undefined;
  readonly failed: Map<IdentifierKey, Problem>;
  requests: number;
  seen: number;
  problem: Problem | undefined;
  latestChange: LatestChange;
}

export function startReadContext(
  options: ReaderOptions & Pick<ReadContext, 'onContact' | 'onProgress' | 'signal'>,
): ReadContext {
  return { ...options, failed: new Map(), requests: 0, seen: 0, problem: undefined, latestChange: undefined };
}

export type Outcome<T> = { readonly value: T } | { readonly problem: Problem };

export async function attempt<T>(
  reading: Pick<ReadContext, 'account' | 'connection' | 'provider' | 'requests' | 'signal'>,
  request: ApiRequest,
  decode: (response: ApiResponse) => Decoded<T> | Promise<Decoded<T>>,
): Promise<Outcome<T>> {
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
