// What changed since an earlier reading, put together with what that one kept. What the kept contacts leave in doubt is asked of
// the vendor: declared contacts that are not among them, and kept ones whose identifier is somebody else's now.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { Provider } from '../../providers/contract.ts';
import { countLookUps } from '../group-look-ups.ts';
import type { WhyNotCached } from '../note.ts';
import type { LiveSource, Question, ReadProgress, ReadReport } from '../source.ts';
import type { MostChanges } from '../strategy.ts';
import { type LiveCache, type LiveCachePlace, type LiveCacheWriter, lineOf, writeLiveCache } from './live-cache.ts';
import { DamagedError, type IdentifiedContact, isIdentified } from './live-cache-file.ts';
import { keep } from './live-cache-writer.ts';

export interface IncrementalReadContext extends LiveCachePlace {
  readonly source: LiveSource;
  readonly provider: Pick<Provider, 'api' | 'capabilities'>;
  readonly cache: LiveCache;
  readonly most: MostChanges;
  readonly questions: readonly Question[];
  readonly onContact: (live: LiveContact) => void;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** Why what is kept does not serve, and what it cost to learn that. No contact was handed on yet. */
export interface Unserved {
  readonly why: WhyNotCached;
  readonly requests: number;
}

type Contacts = Map<string, IdentifiedContact>;

export async function readChanged(reading: IncrementalReadContext): Promise<ReadReport | Unserved> {
  const { source, cache, most, onProgress, now } = reading;
  const startedAt = now();
  const changed: Contacts = new Map();
  const take = takeInto(changed);
  const changes = await source.changes?.(cache.since, take, { maxPages: most.pages, onProgress });
  const { requests = 0, finished = false, problem, latestChange } = changes ?? {};
  if (problem?.stops)
    return { strategy: 'incremental', requests, seen: 0, complete: false, failed: new Map(), problem };
  if (problem !== undefined) return { why: 'changes-not-listed', requests };
  if (!finished) return { why: 'too-much-changed', requests };
  // The newest change of the last time is asked for again, so that no answer means that the question was not understood, or
  // that this contact is gone.
  if (changed.size === 0) return { why: 'newest-change-gone', requests };

  const caveats = await caveatsOf(reading, changed);
  if (caveats === undefined) return { why: 'damaged-cache', requests };
  const settled = await lookUp(reading, caveats.asks, take);
  const all = requests + settled.requests;
  if ('problem' in settled) return { ...settled, strategy: 'incremental', requests: all };
  if ('why' in settled) return { why: settled.why, requests: all };
  const { writer, seen } = await merge(reading, changed, caveats.contacts);
  const { since, fullAt } = cache;
  const note = await keep(reading, writer, { startedAt, endedAt: now(), latestChange, fullAt });
  const report = { strategy: 'incremental', requests: all, seen, complete: true, failed: new Map() } as const;
  return { ...report, cached: { since, fullAt }, ...(note === undefined ? {} : { notes: [note] }) };
}

function takeInto(contacts: Contacts): (live: LiveContact) => void {
  return (live) => {
    if (isIdentified(live)) contacts.set(live.id, live);
  };
}

interface Doubts {
  /** To be looked up. */
  readonly asks: readonly Identifier[];
  /** Ids of kept contacts whose identifier another one has now: they lost it, or were deleted. */
  readonly contacts: ReadonlySet<string>;
}

/** Undefined where the kept contacts are damaged. */
async function caveatsOf({ cache, questions }: IncrementalReadContext, changed: Contacts): Promise<Doubts | undefined> {
  const missing = new Map(questions.map((question) => [identifierKey(question.ask), question]));
  const owned = new Set([...changed.values()].flatMap(liveIdentifiers).map(identifierKey));
  for (const key of owned) missing.delete(key);
  const contacts = new Set<string>();
  try {
    for await (const { contact } of cache.read()) {
      if (changed.has(contact.id)) continue;
      const keys = liveIdentifiers(contact).map(identifierKey);
      if (keys.some((key) => owned.has(key))) contacts.add(contact.id);
      else for (const key of keys) missing.delete(key);
    }
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
  // Who is in neither would be created: by everything that is declared of them.
  const declared = [...missing.values()].flatMap(({ ask, also }) => [ask, ...also]);
  const doubtful = [...contacts].map((value) => ({ kind: 'id', value }) as const);
  const asks = new Map([...declared, ...doubtful].map((ask) => [identifierKey(ask), ask]));
  return { asks: [...asks.values()], contacts };
}

async function lookUp(
  { source, provider, most, onProgress }: IncrementalReadContext,
  asks: readonly Identifier[],
  take: (live: LiveContact) => void,
): Promise<{ readonly requests: number } | Unserved | (ReadReport & { readonly problem: object })> {
  if (countLookUps(asks, provider) > most.lookUps) {
    return { why: 'too-many-look-ups', requests: 0 };
  }
  const questions = asks.map((ask) => ({ ask, also: [] }));
  const { problem, ...found } = await source.read(questions, take, { onProgress, strategy: 'look-up' });
  if (problem !== undefined) return { ...found, problem };
  if (found.failed.size === 0) return found;
  return { why: 'look-ups-failed', requests: found.requests };
}

/** Every contact once, as it was read last. */
async function merge(
  reading: IncrementalReadContext,
  changed: Contacts,
  doubtful: ReadonlySet<string>,
): Promise<{ readonly writer: LiveCacheWriter; readonly seen: number }> {
  const { cache, onContact } = reading;
  const writer = await writeLiveCache(reading);
  let seen = 0;
  async function pass(contact: IdentifiedContact, line: string): Promise<void> {
    seen += 1;
    onContact(contact);
    await writer.add(line);
  }
  try {
    for (const contact of changed.values()) await pass(contact, lineOf(contact));
    for await (const { line, contact } of cache.read()) {
      if (!changed.has(contact.id) && !doubtful.has(contact.id)) await pass(contact, line);
    }
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return { writer, seen };
}
