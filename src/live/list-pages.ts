// Reads the pages of a listing in order. Passes contacts on as they arrive and stores none of them, only the ids of those that
// were passed on. Requests the next page before the current one is decoded and compared.

import { setImmediate } from 'node:timers/promises';
import { personal } from '../contact/argument.ts';
import { identifierKey, liveIdentifiers } from '../contact/contact.ts';
import { collectGarbage } from '../contact/packed/collector.ts';
import type { ApiRequest } from '../http/request.ts';
import type { Page } from '../providers/contract.ts';
import { laterChange } from './incremental/latest-change.ts';
import type { Missing } from './missing.ts';
import type { Problem } from './problem.ts';
import { type ReadContext, type ReadOutcome, recordUnreadable, sendRead } from './reading.ts';

/** The first request of a listing, and the number of pages after which reading stops. */
interface Listing {
  readonly first: ApiRequest | undefined;
  readonly maxPages: number;
  /** The first page, if it has already been requested. */
  readonly begun?: PageRead | undefined;
}

/**
 * Reads a listing until its end, `maxPages` or the first problem. Records a problem in `reading.problem`. A vendor may reject the
 * address of a later page, because a cursor becomes invalid when much changes ('Pagination', read 2026-11-21); the listing is
 * then read once more from its first page. Every contact is passed on once.
 *
 * @param missing the identifiers to find; those of listed contacts are removed from it
 * @returns true if the listing was read to its end
 */
export async function listPages(reading: ReadContext, listing: Listing, missing: Missing): Promise<boolean> {
  const passedOn = new Set<string>();
  const end = await readPages(reading, listing, missing, passedOn);
  if (end !== 'expired') return end === 'finished';
  reading.problem = undefined;
  reading.seen = 0;
  return (await readPages(reading, { ...listing, begun: undefined }, missing, passedOn)) === 'finished';
}

/** How the reading of pages ended. `expired`: the vendor rejects the address of a page that it gave itself. */
type End = 'finished' | 'limit' | 'problem' | 'expired';

/**
 * Reads a listing once, without starting again.
 *
 * @param passedOn collects the ids of the contacts that were passed on, so that none is passed on twice. Ids of the last page are
 * not added, because no page follows that could repeat them.
 */
async function readPages(
  reading: ReadContext,
  { first, maxPages, begun }: Listing,
  missing: Missing,
  passedOn: Set<string>,
): Promise<End> {
  const circles = watchForCircles();
  let request = first;
  let pending = request && (begun ?? readPage(reading, request, maxPages));
  let most = MAX_PAGES;
  for (let page = 0; request !== undefined && pending !== undefined && page < maxPages; page += 1) {
    const current: PageRead = pending;
    const outcome = await current.outcome;
    if ('problem' in outcome) {
      reading.problem = outcome.problem;
      return page > 0 && outcome.problem.code === 'invalid' ? 'expired' : 'problem';
    }
    if (page === 0) most = pageLimit(outcome.value.contacts.length, reading);
    reading.problem = circles(request, outcome.value)
      ? pageProblem('repeated-page', reading, request)
      : problemOfPage(outcome, reading, { request, pages: page + 1, most });
    if (reading.problem !== undefined) return 'problem';
    request = outcome.value.next;
    pending = request && (current.next() ?? (await readAhead(reading, request, maxPages - page - 1)));
    for (const live of outcome.value.contacts) {
      if (live.id === undefined || !passedOn.has(live.id)) reading.onContact(live);
      if (live.id !== undefined && request !== undefined) passedOn.add(live.id);
      missing.remove(live);
    }
    recordUnreadable(reading, outcome.unreadable);
    for (const { identifiers } of outcome.unreadable) missing.drop(identifiers);
    reading.seen += outcome.value.contacts.length + outcome.unreadable.length;
    reading.latestChange = laterChange(reading.latestChange, outcome.value);
    reading.onProgress({ requests: page + 1, seen: reading.seen });
    collectGarbage();
  }
  return request === undefined ? 'finished' : 'limit';
}

/** A page that has been requested. */
export interface PageRead {
  readonly outcome: Promise<ReadOutcome<Page>>;
  /**
   * Returns the next page if it was requested before this one was decoded, and lets go of it; otherwise undefined. A page that held
   * its successor would keep all later pages in memory for as long as somebody holds the first one.
   */
  readonly next: () => PageRead | undefined;
}

/**
 * Requests a page. If the provider can tell the next page's request before the response is decoded, also requests the pages after
 * it, one by one.
 *
 * @param most maximum number of pages to read, including this one
 */
export function readPage(reading: ReadContext, request: ApiRequest, most: number): PageRead {
  const { decodePage, peekNext } = reading.provider.api;
  if (decodePage === undefined) throw new TypeError('a provider that lists decodes pages');
  let next: PageRead | undefined;
  const outcome = sendRead(reading, request, async (response) => {
    const following = peekNext?.(response, request);
    next = following && (await readAhead(reading, following, most - 1));
    return decodePage(response, request);
  });
  // The caller awaits `outcome` later. Without this handler, Node would report an earlier rejection as unhandled.
  outcome.catch(() => {});
  return {
    outcome,
    next() {
      const taken = next;
      next = undefined;
      return taken;
    },
  };
}

async function readAhead(reading: ReadContext, request: ApiRequest, most: number): Promise<PageRead | undefined> {
  if (most < 1) return undefined;
  const read = readPage(reading, request, most);
  // Give the request time to be sent before decoding blocks the event loop.
  await setImmediate();
  return read;
}

/** The most pages that any listing may have: ten million contacts, at 100 a page. */
const MAX_PAGES = 100_000;

/**
 * Computes how many pages a listing may have: twice as many as the contacts of the last listing would fill, and 100 more. A
 * vendor whose paging is broken would otherwise return contacts for ever.
 *
 * @param pageSize number of contacts on the first page
 */
function pageLimit(pageSize: number, { known }: ReadContext): number {
  if (known === undefined) return MAX_PAGES;
  return Math.min(MAX_PAGES, 2 * Math.ceil(known / Math.max(1, pageSize)) + 100);
}

/** Returns a problem if the page names a next one although it is empty, or although the listing has more pages than expected. */
function problemOfPage(
  { value: { contacts, next }, unreadable }: Extract<ReadOutcome<Page>, { readonly value: Page }>,
  reading: ReadContext,
  { request, pages, most }: { readonly request: ApiRequest; readonly pages: number; readonly most: number },
): Problem | undefined {
  if (next === undefined) return undefined;
  // An empty page that names a next one contradicts itself, so contacts may be missing from it.
  if (contacts.length + unreadable.length === 0) return pageProblem('empty-page', reading, request);
  return pages >= most ? tooManyPages(reading, next, pages) : undefined;
}

function tooManyPages({ account, known }: ReadContext, { method, path }: ApiRequest, pages: number): Problem {
  const counts = known === undefined ? { pages } : { pages, known };
  const args = { account, method, path: personal('path', path), ...counts };
  return { code: 'too-many-pages', args, stops: true, transient: false };
}

function pageProblem(
  code: 'repeated-page' | 'empty-page',
  { account }: ReadContext,
  { method, path }: ApiRequest,
): Problem {
  return { code, args: { account, method, path: personal('path', path) }, stops: true, transient: false };
}

/**
 * Returns a function that tells whether a page was read before. That is so if it begins with the same contact as the previous
 * page (the vendor ignores the offset), or if its address was requested before (the cursors go round in a circle). Only one
 * earlier address is stored: that of the latest page whose number is a power of two. Every circle of addresses returns to it
 * (Brent's algorithm).
 */
function watchForCircles(): (request: ApiRequest, page: Page) => boolean {
  let previous = '';
  let kept: string | undefined;
  let pages = 0;
  return (request, { contacts }) => {
    const beginning = contacts.slice(0, 1).flatMap(liveIdentifiers).map(identifierKey).join();
    const address = JSON.stringify(request.query);
    const isRepeated = address === kept || (beginning !== '' && beginning === previous);
    previous = beginning;
    pages += 1;
    if (Number.isInteger(Math.log2(pages))) kept = address;
    return isRepeated;
  };
}
