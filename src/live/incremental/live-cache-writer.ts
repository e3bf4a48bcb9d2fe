// The end of a reading whose contacts are to be kept for the next one.

import { personal } from '../../contact/argument.ts';
import type { Provider } from '../../providers/contract.ts';
import type { ReadNote } from '../note.ts';
import type { LiveCacheWriter } from './live-cache.ts';
import { nextSince } from './next-since.ts';

export interface WhenRead {
  /** Milliseconds by our clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The newest change that came; undefined if not every contact says when it changed. */
  readonly latestChange: string | undefined;
  /** When everything was last read. */
  readonly fullAt: string;
}

/** @returns why nothing is kept */
export async function keep(
  { provider }: { readonly provider: Pick<Provider, 'capabilities'> },
  writer: LiveCacheWriter,
  { latestChange, fullAt, ...times }: WhenRead,
): Promise<ReadNote | undefined> {
  const overlapMs = provider.capabilities.reads.changes?.overlapMs;
  if (latestChange === undefined || overlapMs === undefined) {
    await writer.discard();
    return { code: 'nothing-kept-undated', args: {} };
  }
  const failure = await writer.commit({ since: nextSince({ ...times, latestChange, overlapMs }), fullAt });
  return failure === undefined ? undefined : { code: 'nothing-kept', args: { error: personal('system', failure) } };
}
