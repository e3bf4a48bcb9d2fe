// Finishes writing the live cache at the end of a reading: commits it for the next reading, or discards it.

import { personal } from '../../contact/argument.ts';
import type { Provider } from '../../providers/contract.ts';
import type { ReadNote } from '../note.ts';
import type { LiveCacheWriter } from './live-cache.ts';
import { nextSince } from './next-since.ts';

/** When a reading took place, and how current its contacts are. */
export interface FinishedReading {
  /** `startedAt` and `endedAt` are milliseconds since the epoch, by our clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The latest modification time that was read, by the vendor's clock; undefined if a contact has none. RFC 3339 instant. */
  readonly latestChange: string | undefined;
  /** When the whole account was last listed. RFC 3339 instant. */
  readonly fullAt: string;
}

/**
 * Commits the cache. Discards it instead if the next reading could not know from when to ask for changes. Never rejects.
 *
 * @returns a note that says why nothing was cached; undefined if the cache was written
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
