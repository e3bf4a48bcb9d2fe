// Reads incrementally: combines the live cache of an earlier reading with the changes at the vendor since then. Enters: a source
// that reads the vendor, and the location of the cache. Leaves: an updated cache, and the contacts that a full listing would
// return; contacts that were deleted at the vendor may still be among them. If the cache cannot be used, the vendor is read
// without it, and the report says why. Used for plans only, never for apply, which reads the vendor itself.

import type { LiveContact } from '../../contact/contact.ts';
import type { Provider } from '../../providers/contract.ts';
import { groupLookUps } from '../group-look-ups.ts';
import type { WhyNotCached } from '../note.ts';
import type { LiveSource, ReadReport } from '../source.ts';
import { chooseChangeLimits, FEW_LOOK_UPS } from '../strategy.ts';
import { contactToLine, type LiveCacheLocation, openLiveCache, writeLiveCache } from './live-cache.ts';
import { isIdentified } from './live-cache-file.ts';
import { finishLiveCache } from './live-cache-writer.ts';
import { toWholeSecond } from './next-since.ts';
import { type IncrementalReadContext, readChanged } from './read-changed.ts';

/** Settings of incremental reading. */
export interface IncrementalOptions extends LiveCacheLocation {
  /** Reads the vendor. */
  readonly source: LiveSource;
  readonly provider: Pick<Provider, 'api' | 'capabilities'>;
  /** True if every declared contact is planned. If there is no usable cache, the whole account is then listed to fill it. */
  readonly whole: boolean;
}

type ReadContext = IncrementalOptions &
  Omit<IncrementalReadContext, 'cache' | 'limits'> & { readonly known: number | undefined };

/** Wraps a source so that `read` is incremental unless the caller names a strategy. */
export function incrementalSource(options: IncrementalOptions): LiveSource {
  const { source } = options;
  return {
    ...source,
    read(questions, onContact, { onProgress = () => {}, strategy, known } = {}) {
      if (strategy !== undefined) return source.read(questions, onContact, { onProgress, strategy, known });
      return read({ ...options, questions, onContact, onProgress, known });
    },
  };
}

async function read(reading: ReadContext): Promise<ReadReport> {
  const { source, provider, questions, onContact, onProgress, known } = reading;
  const { label, reads } = provider.capabilities;
  const readNormally = (): Promise<ReadReport> => source.read(questions, onContact, { onProgress, known });
  if (reads.changes === undefined || reads.list === undefined || source.changes === undefined) {
    return {
      ...(await readNormally()),
      notes: [{ code: 'not-incremental', args: { why: 'cannot-list-changes', label } }],
    };
  }
  const asks = questions.map(({ ask }) => ask);
  const lookUps = groupLookUps(asks, provider).length;
  if (lookUps <= FEW_LOOK_UPS) return readNormally();
  const cache = await openLiveCache(reading);
  if (typeof cache === 'string') {
    if (reading.whole) return readAll(reading, { why: cache, requests: 0 });
    return { ...(await readNormally()), notes: [{ code: 'not-incremental', args: { why: cache, label } }] };
  }
  try {
    const limits = chooseChangeLimits(reads.list, cache.contacts);
    if (limits === undefined) return await readNormally();
    const result = await readChanged({ ...reading, cache, limits });
    return 'why' in result ? await readAll(reading, result) : result;
  } finally {
    await cache.close();
  }
}

/**
 * Lists the whole account and fills the cache.
 *
 * @param fallback why the cache could not be used, and the number of requests that were sent before this was known
 */
async function readAll(
  reading: ReadContext,
  fallback: { readonly why: WhyNotCached; readonly requests: number },
): Promise<ReadReport> {
  const { source, questions, onContact, onProgress, known, now } = reading;
  const startedAt = now();
  const writer = await writeLiveCache(reading);
  const onListed = (live: LiveContact): void => {
    onContact(live);
    // Do not wait for the write: pages arrive more slowly than they are written.
    if (isIdentified(live)) void writer.add(contactToLine(live));
  };
  const report = await source.read(questions, onListed, { onProgress, strategy: 'list', known });
  const all = { ...report, requests: report.requests + fallback.requests };
  const note = { code: 'read-in-full', args: { why: fallback.why } } as const;
  if (!report.complete) {
    await writer.discard();
    return { ...all, notes: [note] };
  }
  const fullAt = toWholeSecond(startedAt);
  const { latestChange } = report;
  const notCached = await finishLiveCache(reading, writer, { startedAt, endedAt: now(), latestChange, fullAt });
  return { ...all, notes: notCached === undefined ? [note] : [note, notCached] };
}
