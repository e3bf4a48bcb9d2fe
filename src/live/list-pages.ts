// Reads the pages of a listing in order. Passes contacts on as they arrive and does not store them. Requests the next page before
// the current one is decoded and compared.

import { setImmediate } from 'node:timers/promises';
import { personal } from '../contact/argument.ts';
import { identifierKey, liveIdentifiers } from '../contact/contact.ts';
import type { ApiRequest } from '../http/request.ts';
import type { Page } from '../providers/contract.ts';
import { laterChange } from './incremental/latest-change.ts';
import type { Missing } from './missing.ts';
import type { Problem } from './problem.ts';
import { type ReadContext, type ReadOutcome, sendRead } from './reading.ts';

/**
 * Reads a listing until its end, `maxPages` or the first problem. Records a problem in `reading.problem`.
 *
 * @param missing the identifiers to find; those of listed contacts are removed from it
 * @returns true if the listing was read to its end
 */
export async function listPages(
  reading: ReadContext,
  { first, maxPages }: { readonly first: ApiRequest | undefined; readonly maxPages: number },
  missing: Missing,
): Promise<boolean> {
  let request = first;
  let pending = request && readPage(reading, request, maxPages);
  let previous: string | undefined;
  let most = MAX_PAGES;
  for (let page = 0; request !== undefined && pending !== undefined && page < maxPages; page += 1) {
    const current: PageRead = pending;
    const outcome = await current.outcome;
    if ('problem' in outcome) {
      reading.problem = outcome.problem;
      return false;
    }
    const beginning = outcome.value.contacts.slice(0, 1).flatMap(liveIdentifiers).map(identifierKey).join();
    if (page > 0 && beginning !== '' && beginning === previous) {
      reading.problem = repeatedPage(reading.account, request);
      return false;
    }
    previous = beginning;
    if (page === 0) most = pageLimit(outcome.value.contacts.length, reading);
    request = outcome.value.next;
    if (request !== undefined && page + 1 >= most) {
      reading.problem = tooManyPages(reading, request, page + 1);
      return false;
    }
    pending = request && (current.next() ?? (await readAhead(reading, request, maxPages - page - 1)));
    for (const live of outcome.value.contacts) {
      reading.onContact(live);
      missing.remove(live);
    }
    reading.seen += outcome.value.contacts.length;
    reading.latestChange = laterChange(reading.latestChange, outcome.value);
    reading.onProgress({ requests: page + 1, seen: reading.seen });
  }
  return request === undefined;
}

/** A page that was requested. */
interface PageRead {
  readonly outcome: Promise<ReadOutcome<Page>>;
  /** Returns the next page if it was requested before this one was decoded; otherwise undefined. */
  readonly next: () => PageRead | undefined;
}

/**
 * Requests a page, and also the next page if the provider finds its address before the response is decoded.
 *
 * @param most maximum number of pages to read, including this one
 */
function readPage(reading: ReadContext, request: ApiRequest, most: number): PageRead {
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
  return { outcome, next: () => next };
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
 * Computes how many pages a listing may have: twice as many as the contacts of the last listing would fill, and 100 more. A vendor
 * whose paging is broken would otherwise return contacts for ever.
 *
 * @param pageSize number of contacts on the first page
 */
function pageLimit(pageSize: number, { known }: ReadContext): number {
  if (known === undefined) return MAX_PAGES;
  return Math.min(MAX_PAGES, 2 * Math.ceil(known / Math.max(1, pageSize)) + 100);
}

function tooManyPages({ account, known }: ReadContext, { method, path }: ApiRequest, pages: number): Problem {
  const counts = known === undefined ? { pages } : { pages, known };
  const args = { account, method, path: personal('path', path), ...counts };
  return { code: 'too-many-pages', args, stops: true, transient: false };
}

/** The problem of a listing that returned a page twice. A vendor that ignores the offset would return its first page for ever. */
function repeatedPage(account: string, { method, path }: ApiRequest): Problem {
  const args = { account, method, path: personal('path', path) };
  return { code: 'repeated-page', args, stops: true, transient: false };
}
