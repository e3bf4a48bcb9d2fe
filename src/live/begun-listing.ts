// A listing that begins before it is asked for, beside other work: while the manifests are compared with their base, for instance. It
// only requests the first pages and decodes them; whoever asks later gets their contacts. Read-only, like every reading.

import { systemClock } from '../http/clock.ts';
import { type PageRead, readPage } from './list-pages.ts';
import { type ReadContext, type ReaderOptions, startReadContext } from './reading.ts';
import type { ExpectedReading } from './source.ts';
import { chooseStrategy } from './strategy.ts';

/** A listing that was begun. */
export interface BegunListing {
  readonly page: PageRead;
  /** The state of its requests. */
  readonly context: ReadContext;
}

/** Maximum number of pages that are held until they are asked for: the contacts of larger accounts would take too much memory. */
const MAX_BEGUN_PAGES = 40;

/**
 * Requests the first page of a listing, and the pages after it as they become known.
 *
 * @returns undefined if the account will not be listed, or cannot be listed completely
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

/** Goes on with a begun listing: its state becomes that of the reading. */
export function goOnWith(
  { onContact, onProgress, signal, known }: ReadContext,
  { context }: BegunListing,
): ReadContext {
  return Object.assign(context, { onContact, onProgress, signal, known });
}
