// A listing that begins before it is asked for: its requests count once, its contacts come when they are asked for, and when it began is
// told, because what changed since then was not read.

import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../src/http/request.ts';
import { createReader } from '../../src/live/reader.ts';
import { providerOf } from '../../src/providers/table.ts';
import { VirtualClock } from '../http/virtual-clock.ts';

const PAGES = 8;
const PAGE_SIZE = 250;
const KNOWN = PAGES * PAGE_SIZE;
const OPTIONS = { contacts: KNOWN, known: KNOWN, signal: new AbortController().signal };

function emailOf(page: number, index: number): string {
  return `user${page}-${index}@example.com`;
}

function page(number: number): unknown {
  const contacts = Array.from({ length: PAGE_SIZE }, (_, index) => ({
    id: `66a${String(number * PAGE_SIZE + index).padStart(21, '0')}`,
    identifiers: [{ type: 'email', id: emailOf(number, index), channels: {} }],
  }));
  const hasMore = number < PAGES;
  return { contacts, paging: { hasMore, limit: PAGE_SIZE, cursors: hasMore ? { after: `p${number + 1}` } : {} } };
}

/** A reader of a vendor whose answers take a moment, and the numbers of the pages that were asked for. */
function vendor() {
  const clock = new VirtualClock(1_000_000);
  const asked: number[] = [];
  const connection = {
    sent: 0,
    givenUp: undefined,
    redact: (words: string) => words,
    close: async () => {},
    send: async ({ query }: ApiRequest, { signal }: { readonly signal?: { throwIfAborted(): void } | undefined }) => {
      signal?.throwIfAborted();
      const after = query.find(([name]) => name === 'after')?.[1] ?? 'p1';
      const number = Number(after.slice(1));
      asked.push(number);
      await new Promise((resolve) => setImmediate(resolve));
      return { status: 200, headers: {}, body: page(number) as never };
    },
  };
  const provider = providerOf('omnisend@2026-03-15');
  return { clock, asked, source: createReader({ account: 'shop', provider, connection, clock }) };
}

const EVERYBODY = Array.from({ length: PAGES }, (_, index) => index + 1).flatMap((number) =>
  Array.from({ length: PAGE_SIZE }, (__, index) => ({
    ask: { kind: 'email' as const, value: emailOf(number, index) },
    also: [],
  })),
);

async function readAll(source: ReturnType<typeof vendor>['source'], questions = EVERYBODY) {
  const found: string[] = [];
  const report = await source.read(questions, ({ emails }) => found.push(...emails), { known: KNOWN });
  return { report, found };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('is read once, in the same order as one that begins when it is asked for', async () => {
  const [begun, late] = [vendor(), vendor()];
  begun.source.begin?.(OPTIONS);
  await settled();
  expect(begun.asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const [one, other] = [await readAll(begun.source), await readAll(late.source)];
  expect(begun.asked).toEqual(late.asked);
  expect(one.found).toEqual(other.found);
  const { begunAt, ...report } = one.report;
  expect(report).toEqual(other.report);
  expect(report).toMatchObject({ requests: PAGES, seen: KNOWN, complete: true });
  expect(begunAt).toBe(1_000_000);
});

test('counts the pages that come after it was asked for', async () => {
  const { source, asked } = vendor();
  source.begin?.(OPTIONS);
  expect((await readAll(source)).report.requests).toBe(PAGES);
  expect(asked).toHaveLength(PAGES);
});

test('serves one reading: the next one begins anew', async () => {
  const { source, asked } = vendor();
  source.begin?.(OPTIONS);
  await readAll(source);
  const { report } = await readAll(source);
  expect(asked).toHaveLength(2 * PAGES);
  expect(report.begunAt).toBeUndefined();
});

test('ends when nobody will ask for it', async () => {
  const { source, asked } = vendor();
  const unwanted = new AbortController();
  source.begin?.({ ...OPTIONS, signal: unwanted.signal });
  unwanted.abort();
  await settled();
  expect(asked.length).toBeLessThanOrEqual(1);
});

describe('does not begin', () => {
  test('where looking up takes less time', async () => {
    const { source, asked } = vendor();
    source.begin?.({ ...OPTIONS, contacts: 3 });
    await settled();
    expect(asked).toEqual([]);
  });

  test.each(['loops@v1', 'envoke@v1'] as const)('where no listing is complete: %s', async (dialect) => {
    const sent: string[] = [];
    const connection = {
      sent: 0,
      givenUp: undefined,
      redact: (words: string) => words,
      close: async () => {},
      send: async ({ path }: ApiRequest) => {
        sent.push(path);
        return { status: 200, headers: {}, body: {} };
      },
    };
    const provider = providerOf(dialect);
    createReader({ account: 'shop', provider, connection }).begin?.(OPTIONS);
    await settled();
    expect(sent).toEqual([]);
    expect(provider.capabilities.reads.list?.complete ?? false).toBe(false);
  });
});
