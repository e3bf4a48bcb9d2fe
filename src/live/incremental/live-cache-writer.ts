// Finishes the live cache at the end of a reading: commits it for the next reading, or discards it.

import { personal } from '../../contact/argument.ts';
import type { Provider } from '../../providers/contract.ts';
import type { ReadNote } from '../note.ts';
import type { LiveCacheWriter } from './live-cache.ts';
import { nextSince } from './next-since.ts';

/** The times of a reading. */
export interface FinishedReading {
  /** Milliseconds since the epoch, by our clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The newest change that was read, by the vendor's clock; undefined if a contact does not say when it changed. */
  readonly latestChange: string | undefined;
  /** When everything was last listed; RFC 3339 instant. */
  readonly fullAt: string;
}

/**
 * Commits the cache, or discards it if it could not be used. Never rejects.
 *
 * @returns why nothing was cached; undefined if the cache was written
 */
export async function finishLiveCache(
  { provider }: { readonly provider: Pick<Provider, 'capabilities'> },
  writer: LiveCacheWriter,
  { latestChange, fullAt, ...times }: FinishedReading,
): Promise<ReadNote | undefined> {
  const overlapMs = provider.capabilities.reads.changes?.overlapMs;
  if (latestChange === undefined || overlapMs === undefined) {
    await writer.discard();
    return { code: 'nothing-kept-undated', args: {} };
  }
  const failure = await writer.commit({ since: nextSince({ ...times, latestChange, overlapMs }), fullAt });
  return failure === undefined ? undefined : { code: 'nothing-kept', args: { error: personal('system', failure) } };
}
