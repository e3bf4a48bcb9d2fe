// Finds out without a listing whether an account may have a contact under a spelling that no look-up sends. Every complete
// listing stores which identifiers have an unusual spelling (another text than their normal form); later, those of changed
// contacts are added. Enters: a source that reads the vendor. Leaves: the same source, with `hidden`. Works only for vendors that
// can list changes.

import { type IdentifierKey, identifierKey, type LiveContact, vendorText } from '../../contact/contact.ts';
import type { Provider } from '../../providers/contract.ts';
import { nextSince } from '../incremental/next-since.ts';
import type { HiddenReport, LiveSource, ReadReport } from '../source.ts';
import { chooseChangeLimits } from '../strategy.ts';
import { hashOf, newSalt, readSpellings, type Spellings, type SpellingsLocation, writeSpellings } from './file.ts';

/** A source to remember spellings for, and where to store them. */
export interface SpellingsOptions extends SpellingsLocation {
  readonly source: LiveSource;
  readonly provider: Pick<Provider, 'capabilities'>;
}

/** Wraps a source so that complete listings store unusual spellings, and `hidden` is answered from them. */
export function rememberSpellings(options: SpellingsOptions): LiveSource {
  const { source, provider } = options;
  const { list, changes } = provider.capabilities.reads;
  if (changes === undefined || list?.complete !== true || source.changes === undefined) return source;
  return {
    ...source,
    async read(questions, onContact, settings) {
      const startedAt = options.now();
      const unusual = new Set<IdentifierKey>();
      const report = await source.read(
        questions,
        (live) => {
          for (const key of unusualIn(live)) unusual.add(key);
          onContact(live);
        },
        settings,
      );
      await rememberListing(options, report, { startedAt, unusual });
      return report;
    },
    hidden: (identifiers, onContact) => findHidden(options, identifiers.map(identifierKey), onContact),
  };
}

/** Returns the emails and phones of a contact that the vendor has in another text than their normal form. */
function unusualIn(live: LiveContact): readonly IdentifierKey[] {
  if (live.texts === undefined) return [];
  const key = (kind: 'email' | 'phone') => (value: string) =>
    vendorText(live, value) === value ? [] : [identifierKey({ kind, value })];
  return [...live.emails.flatMap(key('email')), ...live.phones.flatMap(key('phone'))];
}

async function rememberListing(
  options: SpellingsOptions,
  { complete, strategy, latestChange, seen, failed, begunAt }: ReadReport,
  { startedAt: askedAt, unusual }: { readonly startedAt: number; readonly unusual: ReadonlySet<IdentifierKey> },
): Promise<void> {
  // If a contact could not be read (`failed`), its spelling is unknown, so store nothing.
  if (!complete || strategy !== 'list' || latestChange === undefined || failed.size > 0) return;
  const startedAt = begunAt ?? askedAt;
  const salt = newSalt();
  const hashes = new Set([...unusual].map((key) => hashOf(key, salt)));
  const since = sinceAfter(options, { startedAt, latestChange });
  await writeSpellings(options, { listedAt: new Date(startedAt).toISOString(), since, contacts: seen, salt, hashes });
}

function sinceAfter(
  { provider, now }: SpellingsOptions,
  times: { readonly startedAt: number; readonly latestChange: string },
): string {
  const { overlapMs = 0 } = provider.capabilities.reads.changes ?? {};
  return nextSince({ ...times, endedAt: now(), overlapMs });
}

/**
 * Reads the contacts that changed since the spellings were stored. Returns which identifiers are unusual in either of the two.
 */
async function findHidden(
  options: SpellingsOptions,
  asked: readonly IdentifierKey[],
  onContact: (live: LiveContact) => void,
): Promise<HiddenReport | undefined> {
  const { source, provider, now } = options;
  const stored = await readSpellings(options);
  const { list } = provider.capabilities.reads;
  if (stored === undefined || list === undefined) return undefined;
  const maxPages = chooseChangeLimits(list, stored.contacts)?.pages;
  if (maxPages === undefined) return undefined;
  const startedAt = now();
  const unusual = new Set<IdentifierKey>();
  const changed = await source.changes?.(
    stored.since,
    (live) => {
      for (const key of unusualIn(live)) unusual.add(key);
      onContact(live);
    },
    { maxPages, onProgress: () => {} },
  );
  if (changed === undefined) return undefined;
  const { requests, finished, seen, latestChange, problem } = changed;
  // The request covers the newest change of the stored listing. An empty response therefore means that the vendor did not
  // understand the request, or has deleted that contact.
  const isBelieved = problem === undefined && finished && seen > 0;
  if (!isBelieved) return { requests, maybe: undefined };
  const hashes = new Set([...stored.hashes, ...[...unusual].map((key) => hashOf(key, stored.salt))]);
  if (latestChange !== undefined) await keepUp(options, { ...stored, hashes }, { startedAt, latestChange });
  return { requests, maybe: new Set(asked.filter((key) => hashes.has(hashOf(key, stored.salt)))) };
}

async function keepUp(
  options: SpellingsOptions,
  spellings: Spellings,
  times: { readonly startedAt: number; readonly latestChange: string },
): Promise<void> {
  await writeSpellings(options, { ...spellings, since: sinceAfter(options, times) });
}
