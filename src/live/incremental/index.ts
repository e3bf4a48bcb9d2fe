// Live contacts from what an earlier reading kept, and from what changed at the vendor since; for plans only. Enters: a source
// that reads the vendor, and the place of the kept contacts. Leaves: the same contacts as everything listed now would give, but
// for those that were deleted without a trace, and what to keep for the next time. Where that is not possible, or not cheaper,
// everything is read, and the report says why. Nothing that is written may rest on it: apply reads the vendor itself.

import type { LiveContact } from '../../contact/contact.ts';
import type { Provider } from '../../providers/contract.ts';
import { groupLookUps } from '../group-look-ups.ts';
import type { WhyNotCached } from '../note.ts';
import type { LiveSource, ReadReport } from '../source.ts';
import { chooseChanges, FEW_LOOK_UPS } from '../strategy.ts';
import { type LiveCachePlace, lineOf, openLiveCache, writeLiveCache } from './live-cache.ts';
import { isIdentified } from './live-cache-file.ts';
import { keep } from './live-cache-writer.ts';
import { secondOf } from './next-since.ts';
import { type IncrementalReadContext, readChanged } from './read-changed.ts';

export interface IncrementalOptions extends LiveCachePlace {
  /** Reads the vendor. */
  readonly source: LiveSource;
  readonly provider: Pick<Provider, 'api' | 'capabilities'>;
  /** Every declared contact is asked for, so that reading everything once pays; else it is left at the usual way. */
  readonly whole: boolean;
}

type ReadContext = IncrementalOptions & Omit<IncrementalReadContext, 'cache' | 'most'>;

export function incrementalSource(options: IncrementalOptions): LiveSource {
  const { source } = options;
  return {
    ...source,
    read(questions, onContact, { onProgress = () => {}, strategy } = {}) {
      if (strategy !== undefined) return source.read(questions, onContact, { onProgress, strategy });
      return read({ ...options, questions, onContact, onProgress });
    },
  };
}

async function read(reading: ReadContext): Promise<ReadReport> {
  const { source, provider, questions, onContact, onProgress } = reading;
  const { label, reads } = provider.capabilities;
  const asUsual = (): Promise<ReadReport> => source.read(questions, onContact, { onProgress });
  if (reads.changes === undefined || reads.list === undefined || source.changes === undefined) {
    return { ...(await asUsual()), notes: [{ code: 'not-incremental', args: { why: 'cannot-list-changes', label } }] };
  }
  const asks = questions.map(({ ask }) => ask);
  const lookUps = groupLookUps(asks, provider).length;
  if (lookUps <= FEW_LOOK_UPS) return asUsual();
  const cache = await openLiveCache(reading);
  if (typeof cache === 'string') {
    if (reading.whole) return readAll(reading, { why: cache, requests: 0 });
    return { ...(await asUsual()), notes: [{ code: 'not-incremental', args: { why: cache, label } }] };
  }
  try {
    const most = chooseChanges(reads.list, cache.contacts);
    if (most === undefined) return await asUsual();
    const result = await readChanged({ ...reading, cache, most });
    return 'why' in result ? await readAll(reading, result) : result;
  } finally {
    await cache.close();
  }
}

/** Reads and keeps everything. */
async function readAll(
  reading: ReadContext,
  { why, requests }: { readonly why: WhyNotCached; readonly requests: number },
): Promise<ReadReport> {
  const { source, questions, onContact, onProgress, now } = reading;
  const startedAt = now();
  const writer = await writeLiveCache(reading);
  const keepToo = (live: LiveContact): void => {
    onContact(live);
    // Pages come more slowly than they are written, so nobody waits here.
    if (isIdentified(live)) void writer.add(lineOf(live));
  };
  const report = await source.read(questions, keepToo, { onProgress, strategy: 'list' });
  const all = { ...report, requests: report.requests + requests };
  const note = { code: 'read-in-full', args: { why } } as const;
  if (!report.complete) {
    await writer.discard();
    return { ...all, notes: [note] };
  }
  const fullAt = secondOf(startedAt);
  const { latestChange } = report;
  const notKept = await keep(reading, writer, { startedAt, endedAt: now(), latestChange, fullAt });
  return { ...all, notes: notKept === undefined ? [note] : [note, notKept] };
}
