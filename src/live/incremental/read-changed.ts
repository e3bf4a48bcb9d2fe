// Reads the changes since an earlier reading and merges them with the live cache. Also looks up the contacts about which the
// cache is not certain: declared contacts that it lacks, and cached contacts with an identifier that a changed contact has now.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { Provider } from '../../providers/contract.ts';
import { countLookUps } from '../group-look-ups.ts';
import type { WhyNotCached } from '../note.ts';
import type { LiveSource, Question, ReadProgress, ReadReport } from '../source.ts';
import type { ChangeLimits } from '../strategy.ts';
import {
  contactToLine,
  type LiveCache,
  type LiveCacheLocation,
  type LiveCacheWriter,
  writeLiveCache,
} from './live-cache.ts';
import { DamagedError, type IdentifiedContact, isIdentified } from './live-cache-file.ts';
import { finishLiveCache } from './live-cache-writer.ts';

/** The inputs of an incremental reading. */
export interface IncrementalReadContext extends LiveCacheLocation {
  readonly source: LiveSource;
  readonly provider: Pick<Provider, 'api' | 'capabilities'>;
  readonly cache: LiveCache;
  readonly limits: ChangeLimits;
  readonly questions: readonly Question[];
  readonly onContact: (live: LiveContact) => void;
  readonly onProgress: (progress: ReadProgress) => void;
}

/**
 * An incremental reading that was given up: the reason, and the number of requests that were already sent. No contact has been
 * passed on yet.
 */
export interface Fallback {
  readonly why: WhyNotCached;
  readonly requests: number;
}

type Contacts = Map<string, IdentifiedContact>;

/** Reads incrementally and updates the cache. Returns a `Fallback` if the caller must read the account without the cache. */
export async function readChanged(reading: IncrementalReadContext): Promise<ReadReport | Fallback> {
  const { source, cache, limits, onProgress, now } = reading;
  const startedAt = now();
  const changed: Contacts = new Map();
  const collect = collectInto(changed);
  const changes = await source.changes?.(cache.since, collect, { maxPages: limits.pages, onProgress });
  const { requests = 0, finished = false, problem, latestChange } = changes ?? {};
  if (problem?.stops)
    return { strategy: 'incremental', requests, seen: 0, complete: false, failed: new Map(), problem };
  if (problem !== undefined) return { why: 'changes-not-listed', requests };
  if (!finished) return { why: 'too-much-changed', requests };
  // The request includes the time of the latest change in the cache. An empty response therefore means that the vendor has
  // deleted that contact or did not understand the request.
  if (changed.size === 0) return { why: 'newest-change-gone', requests };

  const open = await findOpenLookUps(reading, changed);
  if (open === undefined) return { why: 'damaged-cache', requests };
  const lookedUp = await lookUp(reading, open.asks, collect);
  const all = requests + lookedUp.requests;
  if ('problem' in lookedUp) return { ...lookedUp, strategy: 'incremental', requests: all };
  if ('why' in lookedUp) return { why: lookedUp.why, requests: all };
  const { writer, seen } = await merge(reading, changed, open.uncertain);
  const { since, fullAt } = cache;
  const note = await finishLiveCache(reading, writer, { startedAt, endedAt: now(), latestChange, fullAt });
  const report = { strategy: 'incremental', requests: all, seen, complete: true, failed: new Map() } as const;
  return { ...report, cached: { since, fullAt }, ...(note === undefined ? {} : { notes: [note] }) };
}

function collectInto(contacts: Contacts): (live: LiveContact) => void {
  return (live) => {
    if (isIdentified(live)) contacts.set(live.id, live);
  };
}

/** What must be looked up because the cache is not certain about it. */
interface OpenLookUps {
  /** Identifiers to look up. */
  readonly asks: readonly Identifier[];
  /** Ids of cached contacts that share an identifier with a changed contact: they have lost it, or were deleted. */
  readonly uncertain: ReadonlySet<string>;
}

/** Finds what the cache is not certain about. Returns undefined if the cache is damaged. */
async function findOpenLookUps(
  { cache, questions }: IncrementalReadContext,
  changed: Contacts,
): Promise<OpenLookUps | undefined> {
  const missing = new Map(questions.map((question) => [identifierKey(question.ask), question]));
  const owned = new Set([...changed.values()].flatMap(liveIdentifiers).map(identifierKey));
  for (const key of owned) missing.delete(key);
  const uncertain = new Set<string>();
  try {
    for await (const { contact } of cache.read()) {
      if (changed.has(contact.id)) continue;
      const keys = liveIdentifiers(contact).map(identifierKey);
      if (keys.some((key) => owned.has(key))) uncertain.add(contact.id);
      else for (const key of keys) missing.delete(key);
    }
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
  // A declared contact that is neither cached nor changed would be planned as a create, so look up all its identifiers first.
  const declared = [...missing.values()].flatMap(({ ask, also }) => [ask, ...also]);
  const ids = [...uncertain].map((value) => ({ kind: 'id', value }) as const);
  const asks = new Map([...declared, ...ids].map((ask) => [identifierKey(ask), ask]));
  return { asks: [...asks.values()], uncertain };
}

async function lookUp(
  { source, provider, limits, onProgress }: IncrementalReadContext,
  asks: readonly Identifier[],
  collect: (live: LiveContact) => void,
): Promise<{ readonly requests: number } | Fallback | (ReadReport & { readonly problem: object })> {
  if (countLookUps(asks, provider) > limits.lookUps) {
    return { why: 'too-many-look-ups', requests: 0 };
  }
  const questions = asks.map((ask) => ({ ask, also: [] }));
  const { problem, ...found } = await source.read(questions, collect, { onProgress, strategy: 'look-up' });
  if (problem !== undefined) return { ...found, problem };
  if (found.failed.size === 0) return found;
  return { why: 'look-ups-failed', requests: found.requests };
}

/** Passes on every contact once, in its newest version, and writes it to the new cache. */
async function merge(
  reading: IncrementalReadContext,
  changed: Contacts,
  uncertain: ReadonlySet<string>,
): Promise<{ readonly writer: LiveCacheWriter; readonly seen: number }> {
  const { cache, onContact } = reading;
  const writer = await writeLiveCache(reading);
  let seen = 0;
  async function emit(contact: IdentifiedContact, line: string): Promise<void> {
    seen += 1;
    onContact(contact);
    await writer.add(line);
  }
  try {
    for (const contact of changed.values()) await emit(contact, contactToLine(contact));
    for await (const { line, contact } of cache.read()) {
      if (!changed.has(contact.id) && !uncertain.has(contact.id)) await emit(contact, line);
    }
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return { writer, seen };
}
