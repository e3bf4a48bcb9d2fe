// Reads the pages of a listing in order. Passes contacts on as they arrive and does not store them. Requests the next
// page while the current one is decoded and compared.

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
 * Reads a listing to its end, to `maxPages` or to the first problem, which is recorded in the context.
 *
 * @param missing identifiers that are still to be found; those that appear are removed
 * @returns false if it stopped before the last page
 */
export async function listPages(
  reading: ReadContext,
  { first, maxPages }: { readonly first: ApiRequest | undefined; readonly maxPages: number },
  missing: Missing,
): Promise<boolean> {
  let request = first;
  let pending = request && readPage(reading, request, maxPages);
  let previous: string | undefined;
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
    request = outcome.value.next;
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

interface PageRead {
  readonly outcome: Promise<ReadOutcome<Page>>;
  /** The next page, if it was requested before this one was decoded. */
  readonly next: () => PageRead | undefined;
}

/** @param most maximum number of pages to read, including this one */
function readPage(reading: ReadContext, request: ApiRequest, most: number): PageRead {
  const { decodePage, peekNext } = reading.provider.api;
  if (decodePage === undefined) throw new TypeError('a provider that lists decodes pages');
  let next: PageRead | undefined;
  const outcome = sendRead(reading, request, async (response) => {
    const following = peekNext?.(response, request);
    next = following && (await readAhead(reading, following, most - 1));
    return decodePage(response, request);
  });
  // Awaited later; until then a rejection must not be reported as unhandled.
  outcome.catch(() => {});
  return { outcome, next: () => next };
}

async function readAhead(reading: ReadContext, request: ApiRequest, most: number): Promise<PageRead | undefined> {
  if (most < 1) return undefined;
  const read = readPage(reading, request, most);
  // Let the request be sent before decoding blocks the event loop.
  await setImmediate();
  return read;
}

/** Ends a listing that returns the same page twice: a vendor that ignores the offset would return its first page for ever. */
function repeatedPage(account: string, { method, path }: ApiRequest): Problem {
  const args = { account, method, path: personal('path', path) };
  return { code: 'repeated-page', args, stops: true, transient: false };
}
