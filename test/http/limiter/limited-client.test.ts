import { afterEach, describe, expect, it } from 'vitest';
import { connect, createLimiter } from '../../../src/http/index.ts';
import type { ApiRequest } from '../../../src/http/request.ts';
import { json, serve, type TestServer } from '../server.ts';

const patch: ApiRequest = { method: 'PATCH', path: '/api/contacts/1', query: [], body: {} };
const budget = { name: 'general', limit: 60, windowMs: 300 };

let server: TestServer | undefined;
afterEach(() => server?.close());

/** Starts a vendor with a sliding window that already contains `foreign` requests by other clients. */
async function limitedServer(foreign: number): Promise<{ readonly refused: () => number }> {
  const arrivals: number[] = Array.from({ length: foreign }, () => performance.now());
  let refused = 0;
  server = await serve((_request, response) => {
    const now = performance.now();
    while ((arrivals[0] ?? now) <= now - budget.windowMs) arrivals.shift();
    if (arrivals.length >= budget.limit) {
      refused += 1;
      return json(response, 429, {}, { 'retry-after': '0.1' });
    }
    arrivals.push(now);
    json(response, 200, {}, { 'x-remaining': String(budget.limit - arrivals.length) });
  });
  return { refused: () => refused };
}

async function sendAll(count: number): Promise<readonly number[]> {
  const connection = connect({
    baseUrl: server?.url ?? '',
    label: 'shop',
    headers: {},
    limiter: createLimiter({ budgets: [budget], rateLimit: budget }),
    rateHint: ({ headers }) => (headers['x-remaining'] ? { limit: 60, remaining: Number(headers['x-remaining']) } : {}),
    retry: { baseMs: 10 },
  });
  const sends = Array.from({ length: count }, () =>
    connection.send(patch, { budgets: ['general'], repeat: 'idempotent' }),
  );
  const statuses = (await Promise.all(sends)).map(({ status }) => status);
  await connection.close();
  return statuses;
}

describe('over real HTTP and in real time', () => {
  it('gets no 429 when using the vendor’s whole limit', { tags: ['slow'] }, async () => {
    const { refused } = await limitedServer(0);
    expect(new Set(await sendAll(150))).toEqual(new Set([200]));
    expect(refused()).toBe(0);
  });

  it('respects the stated remaining quota if others have used most of it', { tags: ['slow'] }, async () => {
    const { refused } = await limitedServer(55);
    expect(new Set(await sendAll(60))).toEqual(new Set([200]));
    expect(refused()).toBeLessThanOrEqual(10);
  });
});
