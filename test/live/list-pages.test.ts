import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../src/http/request.ts';
import { listPages, readPage } from '../../src/live/list-pages.ts';
import { trackMissing } from '../../src/live/missing.ts';
import { startReadContext } from '../../src/live/reading.ts';
import type { Api, Provider } from '../../src/providers/contract.ts';
import { providerOf } from '../../src/providers/table.ts';

const PAGES = 4;

function pageRequest(page: number): ApiRequest {
  return { method: 'GET', path: '/contacts', query: [['page', String(page)]] };
}

interface Vendor {
  readonly peeks: boolean;
  readonly maxPages?: number;
  /** Whether the first page is requested before the listing is asked for. */
  readonly begins?: boolean;
  /** Number of the page that cannot be read. */
  readonly bad?: number;
  /** Number of the page whose address is rejected, and how often. */
  readonly expired?: { readonly page: number; readonly times: number };
  /** Number of the page that follows a page; undefined after the last one. */
  readonly following?: (page: number) => number | undefined;
}

function upToTheLast(page: number): number | undefined {
  return page < PAGES ? page + 1 : undefined;
}

/** Lists pages of one contact each; returns in order what was sent, decoded and passed on. */
async function listing({ peeks, maxPages = 10, begins = false, bad, expired, following = upToTheLast }: Vendor) {
  let rejections = expired?.times ?? 0;
  const events: string[] = [];
  const pageOf = ({ query }: ApiRequest): number => Number(query[0]?.[1]);
  const nextOf = (page: number): ApiRequest | undefined => {
    const next = following(page);
    return next === undefined ? undefined : pageRequest(next);
  };
  const { peekNext: _, ...api } = providerOf('omnisend@2026-03-15').api;
  const decodePage: Api['decodePage'] = (_response, request) => {
    const page = pageOf(request);
    events.push(`decode ${page}`);
    if (page === bad) return { ok: false, failure: { kind: 'malformed', status: 200, message: 'no page' } };
    if (page === expired?.page && rejections > 0) {
      rejections -= 1;
      return { ok: false, failure: { kind: 'invalid', status: 400, message: 'no such cursor' } };
    }
    const empty = { phones: [], scalars: {}, sets: {}, customProperties: {}, channels: {} };
    const next = nextOf(page);
    const contacts = [{ id: String(page), emails: [], ...empty }];
    return { ok: true, value: next === undefined ? { contacts } : { contacts, next } };
  };
  const provider: Provider = {
    ...providerOf('omnisend@2026-03-15'),
    api: { ...api, decodePage, ...(peeks ? { peekNext: (_response, request) => nextOf(pageOf(request)) } : {}) },
  };
  const connection = {
    sent: 0,
    givenUp: undefined,
    redact: (words: string) => words,
    send: async (request: ApiRequest) => {
      events.push(`send ${pageOf(request)}`);
      return { status: 200, headers: {}, body: {} };
    },
    close: async () => {},
  };
  const onContact = ({ id }: { readonly id?: string }): void => void events.push(`contact ${id}`);
  const reading = startReadContext({ account: 'shop', provider, connection, onContact, onProgress: () => {} });
  const begun = begins ? readPage(reading, pageRequest(1), maxPages) : undefined;
  const finished = await listPages(reading, { first: pageRequest(1), maxPages, begun }, trackMissing([]));
  return { events, finished, reading, begun };
}

it('requests the next page before decoding the current one, if the response can be peeked into', async () => {
  const { events, finished, reading } = await listing({ peeks: true });
  const pages = Array.from({ length: PAGES }, (_, index) => index + 1);
  for (const page of pages.slice(1)) {
    expect(events.indexOf(`send ${page}`)).toBeLessThan(events.indexOf(`decode ${page - 1}`));
  }
  expect(events.filter((event) => event.startsWith('send'))).toEqual(pages.map((page) => `send ${page}`));
  expect(events.filter((event) => event.startsWith('contact'))).toEqual(pages.map((page) => `contact ${page}`));
  expect([finished, reading.requests, reading.seen]).toEqual([true, PAGES, PAGES]);
});

it('lets go of every page once the next one is read', async () => {
  const { finished, begun } = await listing({ peeks: true, begins: true });
  expect(finished).toBe(true);
  // The first page would otherwise hold the second one, which would hold the third, and so on.
  expect(begun?.next()).toBeUndefined();
});

it('reads the same pages if only the decoded page names the next one', async () => {
  const { events, finished, reading } = await listing({ peeks: false });
  expect(events.indexOf('send 2')).toBeGreaterThan(events.indexOf('decode 1'));
  expect(events.indexOf('send 2')).toBeLessThan(events.indexOf('contact 1'));
  expect([finished, reading.requests, reading.seen]).toEqual([true, PAGES, PAGES]);
});

it.each([true, false])('requests no page beyond the limit (peeking: %s)', async (peeks) => {
  const { events, finished, reading } = await listing({ peeks, maxPages: 2 });
  expect(events.filter((event) => event.startsWith('send'))).toEqual(['send 1', 'send 2']);
  expect([finished, reading.requests, reading.seen]).toEqual([false, 2, 2]);
});

it('stops at a page that cannot be read, even if the next one is already requested', async () => {
  const { events, finished, reading } = await listing({ peeks: true, bad: 2 });
  expect(events.filter((event) => event.startsWith('contact'))).toEqual(['contact 1']);
  expect(finished).toBe(false);
  expect(reading.problem?.args).toMatchObject({ words: { is: 'vendor', value: expect.stringContaining('no page') } });
});

describe.each([true, false])('an address that is rejected (peeking: %s)', (peeks) => {
  it('starts the listing again; every contact is passed on once', async () => {
    const { events, finished, reading } = await listing({ peeks, expired: { page: 3, times: 1 } });
    expect(events.filter((event) => event.startsWith('contact'))).toEqual(
      [1, 2, 3, 4].map((page) => `contact ${page}`),
    );
    expect(events.filter((event) => event === 'decode 1')).toHaveLength(2);
    expect({ finished, seen: reading.seen, problem: reading.problem }).toEqual({
      finished: true,
      seen: PAGES,
      problem: undefined,
    });
  });

  it('ends it if it is rejected again', async () => {
    const { events, finished, reading } = await listing({ peeks, expired: { page: 2, times: 2 } });
    expect(events.filter((event) => event === 'decode 1')).toHaveLength(2);
    expect([finished, reading.problem?.code]).toEqual([false, 'invalid']);
  });

  it('ends it if it is that of the first page', async () => {
    const { events, finished, reading } = await listing({ peeks, expired: { page: 1, times: 1 } });
    expect(events.filter((event) => event === 'decode 1')).toHaveLength(1);
    expect([finished, reading.problem?.code]).toEqual([false, 'invalid']);
  });
});

it.each([1, 2, 3, 7])('pages that go round in a circle of %i end the listing', async (length) => {
  const following = (page: number): number => (page < length ? page + 1 : 1);
  const { events, finished, reading } = await listing({ peeks: false, maxPages: 1000, following });
  expect([finished, reading.problem?.code]).toEqual([false, 'repeated-page']);
  expect(events.filter((event) => event.startsWith('decode')).length).toBeLessThanOrEqual(3 * length + 1);
});
