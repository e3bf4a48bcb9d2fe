import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetWindow, type PacedBudget } from '../../../src/http/limiter/window.ts';

const minute: PacedBudget = { name: 'general', limit: 60, windowMs: 60_000, pace: 60 };

interface Run {
  readonly sentAt: readonly number[];
  readonly stamps: readonly number[];
  readonly end: number;
}

/** Sends `count` requests as early as the window allows; request i takes `latencies[i % n]`, and the vendor counts it in between. */
function simulate(
  window: BudgetWindow,
  count: number,
  latencies: readonly (readonly [number, number])[],
  start = 0,
): Run {
  const answers: { at: number; sentAt: number }[] = [];
  const sentAt: number[] = [];
  const stamps: number[] = [];
  let now = start;
  while (sentAt.length < count || answers.length > 0) {
    const nextSend = sentAt.length < count ? Math.max(now, window.availableAt(now)) : Number.POSITIVE_INFINITY;
    const nextAnswer = answers[0]?.at ?? Number.POSITIVE_INFINITY;
    now = Math.min(nextSend, nextAnswer);
    if (!Number.isFinite(now)) throw new Error('stuck');
    if (nextAnswer <= nextSend) {
      const answer = answers.shift();
      if (answer !== undefined) window.settle(now, answer.sentAt, {});
      continue;
    }
    const [latency, part] = latencies[sentAt.length % latencies.length] ?? [0, 0];
    window.take(now);
    sentAt.push(now);
    stamps.push(now + latency * part);
    answers.push({ at: now + latency, sentAt: now });
    answers.sort((a, b) => a.at - b.at);
  }
  return { sentAt, stamps, end: now };
}

/** The greatest number of requests that the vendor counts in any window. */
function busiest(stamps: readonly number[], windowMs: number): number {
  const sorted = [...stamps].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, stamp] of sorted.entries()) {
    while ((sorted[first] ?? 0) < stamp - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const latency = fc.tuple(fc.double({ min: 0, max: 5_000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

describe('one budget', () => {
  it('never exceeds the limit in any window as the vendor counts it, whatever the latencies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 100, max: 3_000 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.array(latency, { minLength: 1, maxLength: 20 }),
        (limit, windowMs, share, latencies) => {
          const window = new BudgetWindow({ name: 'x', limit, windowMs, pace: limit * share });
          const { stamps } = simulate(window, limit * 4 + 5, latencies);
          expect(busiest(stamps, windowMs)).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('uses the whole quota: 1,000 requests at 400 per minute take at most 5 % more than 2.5 minutes', () => {
    const window = new BudgetWindow({ name: 'general', limit: 400, windowMs: 60_000, pace: 400 });
    const { end } = simulate(window, 1_000, [
      [180, 0.5],
      [420, 0.9],
      [90, 0.1],
    ]);
    expect(end).toBeLessThanOrEqual((1_000 / 400) * 60_000 * 1.05);
  });

  it('uses its whole share at 10 requests per second with responses after 200 ms', () => {
    const window = new BudgetWindow({ name: 'general', limit: 10, windowMs: 1_000, pace: 7.5 });
    const { end } = simulate(window, 300, [[200, 0.5]]);
    expect(end).toBeLessThanOrEqual((300 / 7.5) * 1_000 * 1.05);
  });

  it('starts evenly, without a burst', () => {
    const { sentAt } = simulate(new BudgetWindow(minute), 5, [[10, 0.5]]);
    expect(sentAt).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  it('sends overdue requests after a late timer, but not after a long idle time', () => {
    const window = new BudgetWindow(minute);
    window.take(0);
    window.take(1_900);
    expect(window.availableAt(1_900)).toBe(2_000);
    window.take(100_000);
    expect(window.availableAt(100_000)).toBe(98_000);
    for (const _ of [1, 2, 3]) window.take(100_000);
    expect(window.availableAt(100_000)).toBe(101_000);
  });

  it('waits for a response when all slots are in use', () => {
    const window = new BudgetWindow({ ...minute, limit: 1, pace: 1 });
    window.take(0);
    expect(window.availableAt(1_000_000)).toBe(Number.POSITIVE_INFINITY);
    window.settle(1_000_000, 0, {});
    expect(window.availableAt(1_000_000)).toBeGreaterThanOrEqual(1_060_000);
  });

  it('respects the use by earlier processes, for at most one window', () => {
    const recent = [5_000, 10_000, 9_999_999_999];
    const window = new BudgetWindow({ ...minute, limit: 3, pace: 3 }, recent, 1_000);
    expect(window.availableAt(1_000)).toBe(5_000);
    const far = new BudgetWindow({ ...minute, limit: 1, pace: 1 }, recent, 11_000);
    expect(far.availableAt(11_000)).toBeLessThanOrEqual(11_000 + 60_061);
  });
});

describe('hints and throttling', () => {
  it('a stated limit lowers the limit and the pace, and never raises them', () => {
    const window = new BudgetWindow(minute);
    window.take(0);
    window.settle(10, 0, { hint: { limit: 30 } });
    window.take(1_000);
    expect(window.availableAt(1_000)).toBe(3_000);
    window.settle(1_010, 1_000, { hint: { limit: 6_000 } });
    window.take(3_000);
    expect(window.availableAt(3_000)).toBe(4_000);
  });

  it('leaves quota for requests by others, until these leave the window', () => {
    const window = new BudgetWindow(minute);
    window.take(0);
    window.settle(10, 0, { hint: { limit: 60, remaining: 0, resetMs: 20_000 } });
    expect(window.availableAt(1_000)).toBe(20_010);
    expect(window.availableAt(20_010)).toBeLessThanOrEqual(20_010);
  });

  it('does not count its own requests as those of others', () => {
    const window = new BudgetWindow(minute);
    for (let sent = 0; sent < 10; sent += 1) window.take(sent * 1_000);
    for (let sent = 0; sent < 10; sent += 1) {
      window.settle(10_000 + sent, sent * 1_000, { hint: { limit: 60, remaining: 59 - sent } });
    }
    expect(window.availableAt(10_100)).toBeLessThanOrEqual(10_100);
  });

  it('pauses after a 429, then continues evenly at a lower pace, lowered once per event', () => {
    const window = new BudgetWindow(minute);
    window.take(0);
    window.take(1_000);
    window.settle(1_100, 0, { throttledMs: 30_000 });
    window.settle(1_200, 1_000, { throttledMs: 5_000 });
    expect(window.availableAt(1_200)).toBe(31_100);
    window.take(31_100);
    const spacing = window.availableAt(31_100) - 31_100;
    expect(spacing).toBeCloseTo(1_000 / 0.7, 5);
  });

  it('recovers its pace after many successes, and never falls below 30 % of it', () => {
    const window = new BudgetWindow({ name: 'x', limit: 1_000, windowMs: 1_000, pace: 1_000 });
    for (let time = 0; time < 20_000; time += 1_000) {
      window.take(time);
      window.settle(time + 1, time, { throttledMs: 0 });
    }
    window.take(30_000);
    expect(window.availableAt(30_000) - 29_950).toBeLessThanOrEqual(1 / 0.3 + 0.001);
    for (let time = 30_000; time < 1_100_000; time += 1_000) {
      window.settle(time, time, {});
      window.take(time);
    }
    window.take(1_200_000);
    expect(window.availableAt(1_200_000) - 1_199_950).toBeCloseTo(1, 3);
  });

  it('stays below 1 % of 429s and makes progress while a second client uses half the quota', () => {
    const limit = 400;
    const windowMs = 60_000;
    const window = new BudgetWindow({ name: 'general', limit, windowMs, pace: 300 });
    const accepted: number[] = [];
    let refused = 0;
    let sent = 0;
    let nextForeign = 0;
    for (let now = 0; now < 60 * windowMs; now += 10) {
      while ((accepted[0] ?? now) <= now - windowMs) accepted.shift();
      if (now >= nextForeign) {
        nextForeign += 300;
        if (accepted.length < limit) accepted.push(now);
      }
      if (window.availableAt(now) > now) continue;
      window.take(now);
      sent += 1;
      const over = accepted.length >= limit;
      if (over) refused += 1;
      else accepted.push(now);
      window.settle(now, now, over ? { throttledMs: 1_000 } : {});
    }
    expect(refused / sent).toBeLessThan(0.01);
    expect(sent).toBeGreaterThan(0.75 * 200 * 60);
  });
});
