// Every page of a listing, one after the other: contacts go out as they come, and are not kept. The next page travels while one is
// decoded and compared.

import { setImmediate } from 'node:timers/promises';
import { personal } from '../contact/argument.ts';
import { identifierKey, liveIdentifiers } from '../contact/contact.ts';
import type { ApiRequest } from '../http/request.ts';
import type { Page } from '../providers/contract.ts';
import { laterChange } from './incremental/latest-change.ts';
import type { Missing } from './missing.ts';
import type { Problem } from './problem.ts';
import { attempt, type Outcome, type ReadContext } from './reading.ts';

/**
 * @param missing those that come are taken out
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
      missing.takeOut(live);
    }
    reading.seen += outcome.value.contacts.length;
    reading.latestChange = laterChange(reading.latestChange, outcome.value);
    reading.onProgress({ requests: page + 1, seen: reading.seen });
  }
  return request === undefined;
}

interface PageRead {
  readonly outcome: Promise<Outcome<Page>>;
  /** The next page, if it is on its way when this one is decoded. */
  readonly next: () => PageRead | undefined;
}

/** @param most pages to read, this one included */
function readPage(reading: ReadContext, request: ApiRequest, most: number): PageRead {
  const { decodePage, peekNext } = reading.provider.api;
  if (decodePage === undefined) throw new TypeError('a provider that lists decodes pages');
  let next: PageRead | undefined;
  const outcome = attempt(reading, request, async (response) => {
    const following = peekNext?.(response, request);
    next = following && (await readAhead(reading, following, most - 1));
    return decodePage(response, request);
  });
  // Looked at when its turn comes; until then a fault of ours in it must not end the program.
  outcome.catch(() => {});
  return { outcome, next: () => next };
}

async function readAhead(reading: ReadContext, request: ApiRequest, most: number): Promise<PageRead | undefined> {
  if (most < 1) return undefined;
  const read = readPage(reading, request, most);
  // Lets it leave before this thread is busy.
  await setImmediate();
  return read;
}

/** A vendor that ignores the offset would send its first page for ever. */
function repeatedPage(account: string, { method, path }: ApiRequest): Problem {
  const args = { account, method, path: personal('path', path) };
  return { code: 'repeated-page', args, stops: true, passes: false };
}
