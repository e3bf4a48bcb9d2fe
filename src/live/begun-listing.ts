// Begins to list an account before the planner asks for its contacts, in parallel with other work such as the comparison of the
// manifests with their base. Only requests the first pages and decodes them; the reading that follows (reader.ts) takes the
// listing over. Read-only, like every reading.

import { systemClock } from '../http/clock.ts';
import { type PageRead, readPage } from './list-pages.ts';
import { type ReadContext, type ReaderOptions, startReadContext } from './reading.ts';
import type { ExpectedReading } from './source.ts';
import { chooseStrategy } from './strategy.ts';

/** A listing that has begun, and that no reading has taken over yet. `page` is its first page. */
export interface BegunListing {
  readonly page: PageRead;
  /** The state of the reading to come, with the number of requests sent so far. */
  readonly context: ReadContext;
}

/** Maximum number of pages to request early. Their contacts stay in memory until a reading takes the listing over. */
const MAX_BEGUN_PAGES = 40;

/**
 * Requests the first page of a listing, and the pages after it as they become known.
 *
 * @returns undefined if the expected reading will not list the account, or if the vendor cannot list all contacts
 */
export function beginListing(
  options: ReaderOptions,
  { contacts, known, signal }: ExpectedReading,
): BegunListing | undefined {
  const { api, capabilities } = options.provider;
  const { reads, budgets } = capabilities;
  const first = api.list?.();
  if (first === undefined || reads.list?.complete !== true) return undefined;
  const lookUps = Math.ceil(contacts / reads.lookUpGroup);
  const chosen = chooseStrategy({ contacts, lookUps }, { reads, budgets }, options.size ?? known);
  if (chosen.strategy !== 'list') return undefined;
  const clock = options.clock ?? systemClock;
  const context = startReadContext({ ...options, onContact: () => {}, onProgress: () => {}, signal, known });
  context.begunAt = clock.now();
  return { context, page: readPage(context, first, Math.min(MAX_BEGUN_PAGES, chosen.maxPages)) };
}

/** Lets a reading take over a begun listing. Returns the listing's state with the reading's callbacks, signal and known size. */
export function goOnWith(
  { onContact, onProgress, signal, known }: ReadContext,
  { context }: BegunListing,
): ReadContext {
  return Object.assign(context, { onContact, onProgress, signal, known });
}
