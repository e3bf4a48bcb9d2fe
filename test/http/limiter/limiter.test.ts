import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter, type Limiter, type SlotReport } from '../../../src/http/limiter/limiter.ts';
import { paceBudgets } from '../../../src/http/limiter/share.ts';
import type { BudgetUse, LimitHistory } from '../../../src/store/limits.ts';
import { VirtualClock } from '../virtual-clock.ts';

const general = { name: 'general', limit: 400, windowMs: 60_000 };
const tags = { name: 'tags', limit: 60, windowMs: 60_000 };

interface Sent {
  readonly name: string;
  readonly at: number;
}

/** Simulates a vendor that counts arrivals in sliding windows, and records the requests that reached it. */
function vendor(clock: VirtualClock, limits: Readonly<Record<string, { limit: number; windowMs: number }>>) {
  const arrivals = new Map<string, number[]>();
  const state = { refused: 0, sent: [] as Sent[] };
  async function request(
    limiter: Limiter,
    budgets: readonly string[],
    name: string,
    latency: number,
    part: number,
  ): Promise<void> {
    const slot = await limiter.acquire(budgets);
    state.sent.push({ name, at: clock.now() });
    await clock.sleep(latency * part);
    const over = budgets.some((budget) => isFull(budget));
    if (over) state.refused += 1;
    else for (const budget of budgets) arrivals.set(budget, [...(arrivals.get(budget) ?? []), clock.now()]);
    await clock.sleep(latency * (1 - part));
    slot.settle(over ? { throttledMs: 1_000 } : {});
  }
  function isFull(budget: string): boolean {
    const { limit, windowMs } = limits[budget] ?? { limit: 0, windowMs: 0 };
    return (arrivals.get(budget) ?? []).filter((time) => time > clock.now() - windowMs).length >= limit;
  }
  return { request, state };
}

describe('two budgets at once', () => {
  it('uses both fully without a 429', async () => {
    const clock = new VirtualClock(0);
    const limiter = createLimiter({ budgets: [general, tags], rateLimit: { limit: 400, windowMs: 60_000 }, clock });
    const { request, state } = vendor(clock, { general, tags });
    const writes = Array.from({ length: 90 }, (_, i) => request(limiter, ['general', 'tags'], `tag ${i}`, 150, 0.5));
    const reads = Array.from({ length: 600 }, (_, i) => request(limiter, ['general'], `read ${i}`, 150, 0.5));
    await clock.run(Promise.all([...writes, ...reads]));
    expect(state.refused).toBe(0);
    expect(state.sent).toHaveLength(690);
    expect(clock.now()).toBeLessThanOrEqual((690 / 400) * 60_000 * 1.05);
  });

  it('never gets a 429, whatever the latencies and limits', async () => {
    const setting = fc.record({
      limits: fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 6 })),
      windowMs: fc.integer({ min: 200, max: 2_000 }),
      latencies: fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 7,
      }),
    });
    await fc.assert(
      fc.asyncProperty(setting, async ({ limits: [wide, narrow], windowMs, latencies }) => {
        const clock = new VirtualClock(0);
        const budgets = [
          { name: 'wide', limit: wide, windowMs },
          { name: 'narrow', limit: narrow, windowMs },
        ];
        const limiter = createLimiter({ budgets, rateLimit: { limit: wide, windowMs }, clock });
        const { request, state } = vendor(clock, {
          wide: { limit: wide, windowMs },
          narrow: { limit: narrow, windowMs },
        });
        const work = Array.from({ length: 30 }, (_, index) => {
          const [latency, part] = latencies[index % latencies.length] ?? [0, 0];
          return request(limiter, index % 3 === 0 ? ['wide', 'narrow'] : ['wide'], `${index}`, latency, part);
        });
        await clock.run(Promise.all(work));
        expect(state.refused).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('an exhausted budget delays only the requests that need it', async () => {
    const clock = new VirtualClock(0);
    const slow = { name: 'tags', limit: 1, windowMs: 60_000 };
    const limiter = createLimiter({ budgets: [general, slow], clock });
    const { request, state } = vendor(clock, { general, tags: slow });
    const names = ['tag 1', 'tag 2', 'read 1', 'read 2'];
    const work = names.map((name) =>
      request(limiter, name.startsWith('tag') ? ['general', 'tags'] : ['general'], name, 10, 0.5),
    );
    await clock.run(Promise.all(work));
    expect(state.sent.map(({ name }) => name)).toEqual(['tag 1', 'read 1', 'read 2', 'tag 2']);
  });
});

it('grants slots in the order of arrival', async () => {
  const clock = new VirtualClock(0);
  const limiter = createLimiter({ budgets: [general], clock });
  const { request, state } = vendor(clock, { general });
  await clock.run(Promise.all(['a', 'b', 'c', 'd'].map((name) => request(limiter, ['general'], name, 50, 0.5))));
  expect(state.sent.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
});

it('a 429 pauses the whole budget for as long as the server asks', async () => {
  const clock = new VirtualClock(0);
  const limiter = createLimiter({ budgets: [general], clock });
  const times: number[] = [];
  const reports: SlotReport[] = [{ throttledMs: 30_000 }, {}, {}];
  for (const report of reports) {
    const slot = await clock.run(limiter.acquire(['general']));
    times.push(clock.now());
    slot.settle(report);
  }
  expect(times[0]).toBe(0);
  expect(times[1]).toBe(30_000);
  expect(times[2]).toBeGreaterThan(30_000);
  expect(times[2]).toBeLessThan(31_000);
});

it('limits a pause to one minute', async () => {
  const clock = new VirtualClock(0);
  const limiter = createLimiter({ budgets: [general], clock });
  (await limiter.acquire(['general'])).settle({ throttledMs: Number.POSITIVE_INFINITY });
  await clock.run(limiter.acquire(['general']));
  expect(clock.now()).toBe(60_000);
});

it('an aborted wait takes no slot and delays no other request', async () => {
  const clock = new VirtualClock(0);
  const limiter = createLimiter({
    budgets: [{ name: 'x', limit: 60, windowMs: 60_000 }],
    rateLimit: { limit: 60, windowMs: 60_000 },
    clock,
  });
  const stop = new AbortController();
  for (let sent = 0; sent < 30; sent += 1) (await limiter.acquire(['x'])).settle({});
  const aborted = limiter.acquire(['x'], stop.signal);
  const next = limiter.acquire(['x']);
  await Promise.resolve();
  stop.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await clock.run(next);
  expect(clock.now()).toBe(1_000);
  await expect(limiter.acquire(['x'], stop.signal)).rejects.toThrow('enough');
});

it('a hint affects only the budget that it describes', async () => {
  const clock = new VirtualClock(0);
  const limiter = createLimiter({ budgets: [general, tags], clock });
  (await limiter.acquire(['general', 'tags'])).settle({ hint: { limit: 60, remaining: 0, resetMs: 40_000 } });
  await clock.run(limiter.acquire(['general']));
  expect(clock.now()).toBeLessThan(1_000);
  await clock.run(limiter.acquire(['general', 'tags']));
  expect(clock.now()).toBeGreaterThanOrEqual(40_000);
});

describe('shares', () => {
  it('uses three quarters of the vendor’s limit by default', () => {
    expect(paceBudgets([general, tags])).toEqual({
      vendor: [
        { ...general, pace: 300 },
        { ...tags, pace: 45 },
      ],
    });
  });

  it('a configured rate limit is an additional budget and scales the others, at most to the vendor’s limits', () => {
    const { vendor: half, account } = paceBudgets([general, tags], { limit: 200, windowMs: 60_000 });
    expect(half.map(({ pace }) => pace)).toEqual([200, 30]);
    expect(account).toEqual({ name: 'account', limit: 200, windowMs: 60_000, pace: 200 });
    const { vendor: whole } = paceBudgets([{ name: 'x', limit: 10, windowMs: 1_000 }], {
      limit: 6_000,
      windowMs: 60_000,
    });
    expect(whole.map(({ pace }) => pace)).toEqual([10]);
  });

  it('never exceeds the account’s configured limit in any window', async () => {
    const clock = new VirtualClock(0);
    const own = { limit: 5, windowMs: 1_000 };
    const limiter = createLimiter({ budgets: [{ name: 'x', limit: 100, windowMs: 1_000 }], rateLimit: own, clock });
    const { request, state } = vendor(clock, { x: own });
    await clock.run(
      Promise.all(Array.from({ length: 40 }, (_, i) => request(limiter, ['x'], `${i}`, 30 * (i % 7), 0.9))),
    );
    expect(state.refused).toBe(0);
  });
});

describe('history', () => {
  function memory(start: readonly BudgetUse[] = []): LimitHistory & { readonly saved: (readonly BudgetUse[])[] } {
    const saved: (readonly BudgetUse[])[] = [];
    return {
      saved,
      load: async () => start,
      save: async (use) => {
        saved.push(use);
      },
    };
  }

  it('the next process waits until the slots of the previous one are free', async () => {
    const clock = new VirtualClock(0);
    const history = memory();
    const budgets = [{ name: 'x', limit: 2, windowMs: 1_000 }];
    const rateLimit = { limit: 2, windowMs: 1_000 };
    const first = createLimiter({ budgets, rateLimit, history, clock });
    for (const _ of [1, 2]) (await clock.run(first.acquire(['x']))).settle({});
    await first.save();
    const second = createLimiter({ budgets, rateLimit, history: memory(history.saved.at(-1)), clock });
    await clock.run(second.acquire(['x']));
    expect(clock.now()).toBeGreaterThanOrEqual(1_000);
    expect(clock.now()).toBeLessThan(1_010);
  });

  it('is saved while requests run: after ten of them, and every second', async () => {
    const clock = new VirtualClock(0);
    const history = memory();
    const limiter = createLimiter({ budgets: [general], history, clock });
    const send = async () => (await clock.run(limiter.acquire(['general']))).settle({});
    for (let sent = 0; sent < 200; sent += 1) await send();
    expect(clock.now()).toBe(0);
    expect(history.saved).toHaveLength(20);
    for (let sent = 0; sent < 15; sent += 1) await send();
    expect(clock.now()).toBeGreaterThan(2_500);
    expect(history.saved.length).toBeGreaterThanOrEqual(22);
    expect(history.saved.length).toBeLessThanOrEqual(24);
  });

  it('another process that runs at the same time is counted', async () => {
    const clock = new VirtualClock(0);
    const limit = { limit: 20, windowMs: 1_000 };
    let others: readonly BudgetUse[] = [];
    const history = { load: async () => others, save: async () => {} };
    const limiter = createLimiter({ budgets: [{ name: 'x', ...limit }], rateLimit: limit, history, clock });
    (await clock.run(limiter.acquire(['x']))).settle({});
    others = [{ budget: 'x', freeAt: Array.from({ length: 19 }, () => 900) }];
    await limiter.save();
    await clock.run(limiter.acquire(['x']));
    expect(clock.now()).toBe(900);
  });
});
