import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacedBudget } from '../../../src/http/limiter/share.ts';
import { BudgetWindow } from '../../../src/http/limiter/window.ts';

const minute: PacedBudget = { name: 'general', limit: 60, windowMs: 60_000, pace: 60 };

/** A window of which other processes have used so much that nothing may leave at once. */
function burstSpent(budget: PacedBudget = minute, now = 0): BudgetWindow {
  return new BudgetWindow(
    budget,
    Array.from({ length: budget.limit / 2 }, () => now + 1),
    now,
  );
}

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

  it('sends half the limit at once, then evenly, and evenly at once if that half was used lately', () => {
    const { sentAt } = simulate(new BudgetWindow(minute), 33, [[10, 0.5]]);
    // The first response comes after ten milliseconds.
    expect(sentAt).toEqual([0, ...Array.from({ length: 29 }, () => 10), 1_000, 2_000, 3_000]);
    expect(simulate(burstSpent(), 5, [[10, 0.5]]).sentAt).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  it('sends evenly as long as no response has come', () => {
    const { sentAt } = simulate(new BudgetWindow(minute), 40, [[2_500, 0.5]]);
    expect(sentAt.slice(0, 4)).toEqual([0, 1_000, 2_000, 2_500]);
    expect(sentAt[30]).toBe(2_500);
  });

  it('sends at once what has become due: after a late timer, and up to half the limit after a long idle time', () => {
    const window = burstSpent();
    window.take(0);
    window.settle(0, 0, {});
    window.take(1_900);
    expect(window.availableAt(1_900)).toBe(2_000);
    for (let sent = 0; sent < 30; sent += 1) {
      expect(window.availableAt(100_000)).toBeLessThanOrEqual(100_000);
      window.take(100_000);
    }
    expect(window.availableAt(100_000)).toBe(101_000);
  });

  it('uses at most half of what its share leaves to others, in the window of a burst', () => {
    const window = new BudgetWindow({ ...minute, pace: 30 });
    const { sentAt } = simulate(window, 100, [[0, 0]]);
    expect(busiest(sentAt, 60_000)).toBe(45);
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
    const window = burstSpent();
    window.take(0);
    window.settle(10, 0, { hint: { limit: 30 } });
    window.take(1_000);
    expect(window.availableAt(1_000)).toBe(3_000);
    window.settle(1_010, 1_000, { hint: { limit: 6_000 } });
    window.take(3_000);
    expect(window.availableAt(3_000)).toBe(4_000);
  });

  it('sends the whole share at once as soon as a response says what remains', () => {
    const window = new BudgetWindow({ ...minute, pace: 45 });
    for (let time = 0; time < 30; time += 1) window.take(time);
    expect(window.availableAt(30)).toBeGreaterThan(30);
    window.settle(30, 29, { hint: { limit: 60, remaining: 30 } });
    for (let time = 30; time < 45; time += 1) {
      expect(window.availableAt(time)).toBeLessThanOrEqual(time);
      window.take(time);
    }
    expect(window.availableAt(45)).toBeGreaterThan(45);
    window.settle(45, 44, { hint: { limit: 60, remaining: 15 } });
    expect(window.availableAt(45)).toBeGreaterThan(45);
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

  it('pauses after a 429, then continues evenly for a window', () => {
    const window = new BudgetWindow(minute);
    window.take(0);
    window.take(1_000);
    window.settle(1_100, 0, { throttledMs: 30_000 });
    window.settle(1_200, 1_000, { throttledMs: 5_000 });
    expect(window.availableAt(1_200)).toBe(31_100);
    window.take(31_100);
    expect(window.availableAt(31_100)).toBe(32_100);
    window.take(50_000);
    // Only what a late timer may have delayed leaves at once.
    expect(window.availableAt(50_000)).toBe(48_000);
  });

  it('believes a response after a 429 that says what remains', () => {
    const window = new BudgetWindow({ ...minute, pace: 45 });
    for (let time = 0; time < 10; time += 1) window.take(time);
    window.settle(100, 9, { throttledMs: 1_000 });
    for (let time = 0; time < 9; time += 1) window.settle(200, time, { hint: { remaining: 60 } });
    expect(window.availableAt(200)).toBe(1_100);
    window.take(1_100);
    // Five requests are others'. All of our share but the eleven that are in use leaves at once.
    window.settle(1_200, 1_100, { hint: { limit: 60, remaining: 45 } });
    for (let time = 1_200; time < 1_234; time += 1) {
      expect(window.availableAt(time)).toBeLessThanOrEqual(time);
      window.take(time);
    }
    expect(window.availableAt(1_234)).toBeGreaterThan(1_234);
  });

  it('sends evenly while others use more than half of what its share leaves to them', () => {
    const window = new BudgetWindow({ ...minute, pace: 45 });
    window.take(0);
    window.settle(10, 0, { hint: { limit: 60, remaining: 51 } });
    window.take(1_000);
    expect(window.availableAt(1_000)).toBeGreaterThan(1_000 - 60_000 * 0.05);
    for (const time of [1_010, 1_020]) window.take(time);
    expect(window.availableAt(1_020)).toBeGreaterThan(1_020);
    // They have become fewer.
    window.settle(1_100, 1_020, { hint: { limit: 60, remaining: 50 } });
    window.take(60_000);
    expect(window.availableAt(60_000)).toBeLessThan(60_000 - 20_000);
  });

  it('uses no more than its share in the window after a 429', () => {
    const window = new BudgetWindow({ ...minute, pace: 45 });
    for (let sent = 0; sent < 30; sent += 1) window.take(0);
    for (let sent = 0; sent < 29; sent += 1) window.settle(0, 0, {});
    window.settle(0, 0, { throttledMs: 1_000 });
    const { sentAt } = simulate(window, 20, [[0, 0]], 1_000);
    expect(sentAt.filter((time) => time < 60_000)).toHaveLength(15);
  });

  it('keeps its pace after three 429s in a window, and lowers it once for each event after them', () => {
    const window = burstSpent();
    function spacingAfter(count: number, now: number): number {
      for (let event = 0; event < count; event += 1) {
        const sentAt = now + event * 10;
        window.take(sentAt);
        window.take(sentAt);
        window.settle(sentAt + 1, sentAt, { throttledMs: 0 });
        window.settle(sentAt + 2, sentAt, { throttledMs: 0 });
      }
      window.take(now + 20_000);
      window.take(now + 20_000);
      const before = window.availableAt(now + 20_000);
      window.take(now + 20_000);
      return window.availableAt(now + 20_000) - before;
    }
    expect(spacingAfter(3, 0)).toBeCloseTo(1_000, 5);
    expect(spacingAfter(1, 30_000)).toBeCloseTo(1_000 / 0.7, 5);
    expect(spacingAfter(1, 200_000)).toBeCloseTo(1_000 / 0.7 / 0.7, 5);
  });

  it('lowers its pace at once if responses have said that others use much of the quota', () => {
    const window = new BudgetWindow({ ...minute, pace: 30 });
    window.take(0);
    window.settle(10, 0, { hint: { limit: 60, remaining: 20 } });
    window.take(3_000);
    window.settle(3_010, 3_000, { throttledMs: 0 });
    window.take(10_000);
    window.take(10_000);
    const due = window.availableAt(10_000);
    window.take(10_000);
    expect(window.availableAt(10_000) - due).toBeCloseTo(2_000 / 0.7, 5);
  });

  it('recovers its pace after many successes, and never falls below 30 % of it', () => {
    const window = new BudgetWindow({ name: 'x', limit: 1_000, windowMs: 1_000, pace: 1_000 });
    function spacing(now: number): number {
      const before = window.availableAt(now);
      window.take(now);
      return window.availableAt(now) - Math.max(before, now - 50);
    }
    for (let time = 0; time < 20_000; time += 100) {
      window.take(time);
      window.settle(time + 1, time, { throttledMs: 0 });
    }
    expect(spacing(20_500)).toBeLessThanOrEqual(1 / 0.3 + 0.001);
    for (let time = 30_000; time < 1_100_000; time += 1_000) {
      window.settle(time, time, {});
      window.take(time);
    }
    for (let sent = 0; sent < 500; sent += 1) window.take(1_200_000);
    const due = window.availableAt(1_200_000);
    window.take(1_200_000);
    expect(window.availableAt(1_200_000) - due).toBeCloseTo(1, 3);
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
