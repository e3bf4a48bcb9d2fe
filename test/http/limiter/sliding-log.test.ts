// The limiter against vendors that count in a sliding window: bursts, paces, other clients and other processes. No real waiting.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../src/http/limiter/limiter.ts';
import type { BudgetUse, LimitHistory } from '../../../src/store/limits.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type Latency, sendAll, sendAt, slidingLog } from './sliding-log.ts';

const MINUTE = 60_000;
const general = { name: 'general', limit: 400, windowMs: MINUTE };
const QUICK: readonly Latency[] = [[60, 0.5]];

const latencies = fc.array(fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 7,
});
const budget = fc.record({
  limit: fc.integer({ min: 1, max: 60 }),
  windowMs: fc.integer({ min: 1_000, max: MINUTE }),
  /** The account's limit in per cent of the vendor's; undefined for the default share. */
  share: fc.option(fc.integer({ min: 10, max: 100 }), { nil: undefined }),
  drift: fc.double({ min: -0.0005, max: 0.0005, noNaN: true }),
});

/** The files of processes on one machine, without a disk. */
function processes(): () => LimitHistory {
  const files = new Map<number, readonly BudgetUse[]>();
  return () => {
    const own = files.size;
    files.set(own, []);
    return {
      load: async () => [...files].flatMap(([name, use]) => (name === own ? [] : use)),
      save: async (use) => void files.set(own, use),
    };
  };
}

function gapsOf(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

function rateLimitOf({ limit, windowMs, share }: { limit: number; windowMs: number; share: number | undefined }) {
  return share === undefined ? {} : { rateLimit: { limit: Math.max(1, (limit * share) / 100), windowMs } };
}

describe('never over the vendor’s limit', () => {
  it('alone, whatever the limits, shares, latencies and clocks', async () => {
    await fc.assert(
      fc.asyncProperty(budget, latencies, async ({ drift, ...setting }, times) => {
        const clock = new VirtualClock();
        const vendor = slidingLog(clock, { ...setting, drift });
        const limiter = createLimiter({ budgets: [{ name: 'general', ...setting }], ...rateLimitOf(setting), clock });
        await clock.run(sendAll({ clock, vendor, limiter }, setting.limit * 2 + 3, times));
        expect(vendor.refused.get('ours')).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('process after process, each at any time after the one before', async () => {
    const runs = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: MINUTE }), count: fc.integer({ min: 1, max: 60 }) }),
      {
        minLength: 2,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(budget, latencies, runs, async ({ drift, ...setting }, times, all) => {
        const clock = new VirtualClock();
        const vendor = slidingLog(clock, { ...setting, drift });
        const start = processes();
        for (const { afterMs, count } of all) {
          const budgets = [{ name: 'general', ...setting }];
          const limiter = createLimiter({ budgets, ...rateLimitOf(setting), history: start(), clock });
          await clock.run(sendAll({ clock, vendor, limiter }, count, times));
          await limiter.save();
          await clock.run(clock.sleep(afterMs));
        }
        expect(vendor.refused.get('ours')).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('beside a process that runs at the same time, at the default share', async () => {
    const part = fc.record({ startMs: fc.integer({ min: 0, max: 10_000 }), count: fc.integer({ min: 100, max: 350 }) });
    const moderate = fc.array(fc.tuple(fc.integer({ min: 20, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(part, part, moderate, async (one, other, times) => {
        const clock = new VirtualClock();
        const vendor = slidingLog(clock, general);
        const start = processes();
        const work = [one, other].map(async ({ startMs, count }) => {
          await clock.sleep(startMs);
          const limiter = createLimiter({ budgets: [general], history: start(), clock });
          await sendAll({ clock, vendor, limiter }, count, times);
        });
        await clock.run(Promise.all(work));
        expect(vendor.refused.get('ours')).toBeUndefined();
      }),
      { numRuns: 8 },
    );
  });

  it('beside other clients that send half of what the share leaves to them: neither is refused', async () => {
    const others = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(others, fc.integer({ min: 10, max: 800 }), async (seconds, count) => {
        const clock = new VirtualClock(0);
        const vendor = slidingLog(clock, general);
        const limiter = createLimiter({ budgets: [general], clock });
        // Fifty in any minute, in groups.
        const times = [0, 1, 2].flatMap((minute) =>
          seconds.flatMap((second) =>
            Array.from({ length: Math.floor(50 / seconds.length) }, () => minute * 61_000 + second * 1_000),
          ),
        );
        await clock.run(Promise.all([sendAt(clock, vendor, times), sendAll({ clock, vendor, limiter }, count, QUICK)]));
        expect(vendor.refused.size).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    [5, 10, 1_000, 3, 60],
    [5, 10, 1_000, 100, 60],
    [2, 10, 1_000, 100, 60],
    [200, 400, MINUTE, 60, 300],
    [100, 400, MINUTE, 60, 400],
    [20, 400, MINUTE, 60, 400],
  ])(
    'beside others that send %i of %i in %i ms, where responses say what remains: neither is refused',
    async (others, limit, windowMs, latency, count) => {
      const clock = new VirtualClock(0);
      const vendor = slidingLog(clock, { limit, windowMs, tells: true });
      const times = Array.from({ length: others * 15 }, (_, index) => (index * windowMs) / others);
      void sendAt(clock, vendor, times);
      // They were there before.
      await clock.run(clock.sleep(windowMs * 1.2));
      const limiter = createLimiter({ budgets: [{ name: 'general', limit, windowMs }], clock });
      await clock.run(sendAll({ clock, vendor, limiter }, count, [[latency, 0.5]]));
      expect(clock.now()).toBeLessThan(15 * windowMs);
      expect(vendor.refused.size).toBe(0);
    },
  );

  it('where responses say what remains: only as many as are in flight at once may be refused', async () => {
    const setting = fc.record({ used: fc.integer({ min: 0, max: 400 }), count: fc.integer({ min: 1, max: 500 }) });
    await fc.assert(
      fc.asyncProperty(setting, latencies, async ({ used, count }, times) => {
        const clock = new VirtualClock();
        const vendor = slidingLog(clock, { ...general, tells: true });
        for (let sent = 0; sent < used; sent += 1) vendor.arrive('others');
        const limiter = createLimiter({ budgets: [general], clock });
        await clock.run(sendAll({ clock, vendor, limiter }, count, times));
        expect(vendor.refused.get('ours') ?? 0).toBeLessThanOrEqual(Math.min(16, used));
      }),
      { numRuns: 10 },
    );
  });
});

describe('burst, then pace', () => {
  async function timeOf(
    count: number,
    options: { readonly tells?: boolean; readonly rateLimit?: typeof general } = {},
  ) {
    const clock = new VirtualClock(0);
    const vendor = slidingLog(clock, { ...general, ...options });
    const limiter = createLimiter({ budgets: [general], clock, ...options });
    const sentAt = await clock.run(sendAll({ clock, vendor, limiter }, count, QUICK));
    expect(vendor.refused.size).toBe(0);
    return { ms: clock.now(), sentAt };
  }

  it('half the vendor’s limit leaves as fast as sixteen connections take it', async () => {
    // One request, and its response, before the others.
    expect((await timeOf(200)).ms).toBe((1 + 13) * 60);
  });

  it('all of the share does where responses say what remains', async () => {
    expect((await timeOf(300, { tells: true })).ms).toBe((1 + 19) * 60);
    expect((await timeOf(400, { tells: true, rateLimit: general })).ms).toBeLessThanOrEqual((1 + 25 + 2) * 60);
  });

  it('then requests leave evenly', async () => {
    const { sentAt } = await timeOf(250);
    for (const gap of gapsOf(sentAt.slice(210))) expect(gap).toBeCloseTo(200, 0);
  });

  it.each([{}, { rateLimit: general }])(
    'a thousand requests take as long as the pace needs for those after the burst: %j',
    async (options) => {
      const perMs = (options.rateLimit === undefined ? 300 : 400) / MINUTE;
      expect((await timeOf(1_000, options)).ms / ((1_000 - 200) / perMs)).toBeLessThanOrEqual(1.02);
    },
  );

  it('what another process used lately is not free', async () => {
    const clock = new VirtualClock(0);
    const freeAt = Array.from({ length: 180 }, () => 50_000);
    const history = { load: async () => [{ budget: 'general', freeAt }], save: async () => {} };
    const limiter = createLimiter({ budgets: [general], history, clock });
    const vendor = slidingLog(clock, general);
    const sentAt = await clock.run(sendAll({ clock, vendor, limiter }, 40, QUICK));
    expect(sentAt.filter((time) => time < 150)).toHaveLength(20);
    expect(clock.now()).toBeGreaterThan(20 * 195);
  });
});

describe('after a 429', () => {
  /** A vendor that refuses the first requests. */
  async function refuseFirst(refusals: number, count: number) {
    const clock = new VirtualClock(0);
    const log = slidingLog(clock, general);
    let left = refusals;
    const vendor = {
      ...log,
      arrive(client: string) {
        if (left <= 0) return log.arrive(client);
        left -= 1;
        return { isRefused: true, hint: { retryAfterMs: 1_000 } };
      },
    };
    const limiter = createLimiter({ budgets: [general], clock });
    const sentAt = await clock.run(sendAll({ clock, vendor, limiter }, count, QUICK, refusals === 3 ? 1 : 16));
    return { ms: clock.now(), sentAt };
  }

  it('requests leave at the pace alone', async () => {
    const { sentAt } = await refuseFirst(1, 60);
    // Sixteen were in flight with it.
    for (const gap of gapsOf(sentAt.slice(17))) expect(gap).toBeCloseTo(200, 0);
  });

  it('three of them with a delay of a second cost their delays, and no pace', async () => {
    const { ms } = await refuseFirst(3, 100);
    expect(ms / ((100 / 300) * MINUTE)).toBeLessThanOrEqual(1.3);
  });

  it('a window later there may be a burst again', async () => {
    const clock = new VirtualClock(0);
    const limiter = createLimiter({ budgets: [general], clock });
    (await clock.run(limiter.acquire(['general']))).settle({ throttledMs: 1_000 });
    await clock.run(clock.sleep(121_000));
    const start = clock.now();
    const vendor = slidingLog(clock, general);
    await clock.run(sendAll({ clock, vendor, limiter }, 150, QUICK));
    expect(clock.now() - start).toBeLessThan(1_000);
  });
});
