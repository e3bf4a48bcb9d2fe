// A lease as its worker holds it: however renewals go and whatever the clocks do, no request starts after it has lapsed.

import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/http/clock.ts';
import { holdLease, instantOf } from '../../../src/workflows/queue/held-lease.ts';

const TIMES = { leaseMs: 20_000, requestMs: 30_000 };
const PART = { runId: 'r', account: 'a', destination: 'd', token: '1', nonce: 'x' };

afterEach(() => {
  vi.restoreAllMocks();
});

type Answer = 'held' | 'moved' | 'cancelled' | 'no answer';

/** A worker's surroundings in which nothing happens by itself: the test sets the clocks and says how a renewal ends. */
function surroundings(takenAt = 0) {
  const state = { monotonic: takenAt, wall: takenAt, answer: 'held' as Answer, delay: 0 };
  vi.spyOn(Date, 'now').mockImplementation(() => state.wall);
  const clock: Clock = { now: () => state.monotonic, sleep: () => new Promise(() => {}) };
  const database = {
    async query<Row>() {
      const { answer } = state;
      pass(state.delay);
      if (answer === 'no answer') throw new Error('lost');
      return (answer === 'moved'
        ? []
        : [{ cancelled: answer === 'cancelled' }]) as readonly unknown[] as readonly Row[];
    },
  };
  function pass(milliseconds: number): void {
    state.monotonic += milliseconds;
    state.wall += milliseconds;
  }
  const stop = new AbortController();
  const options = { database, times: TIMES, clock, takenAt: instantOf(clock), progress: () => null, stop: stop.signal };
  return { state, pass, stop, lease: holdLease(PART, options) };
}

test('requests start until the lease has lapsed, and never again', () => {
  const { lease, pass } = surroundings();
  pass(19_999);
  expect(lease.mayStart()).toBe(true);
  expect(lease.signal.aborted).toBe(false);
  pass(1);
  expect(lease.mayStart()).toBe(false);
  expect(lease.signal).toMatchObject({ aborted: true, reason: 'lapsed' });
});

test('a clock that stood still while the machine slept does not help, nor does one that was set back', () => {
  const slept = surroundings();
  slept.state.wall += 90_000;
  expect(slept.lease.mayStart()).toBe(false);
  const setBack = surroundings(1_000_000);
  setBack.state.monotonic += 90_000;
  setBack.state.wall -= 3_600_000;
  expect(setBack.lease.mayStart()).toBe(false);
});

test('a renewal counts from when it was asked for, not from when it was answered', async () => {
  const { lease, state, pass } = surroundings();
  pass(5_000);
  state.delay = 14_000;
  await lease.renew();
  expect(lease.mayStart()).toBe(true);
  pass(5_999);
  expect(lease.mayStart()).toBe(true);
  pass(1);
  expect(lease.mayStart()).toBe(false);
});

test.each([
  ['moved', 'lapsed'],
  ['cancelled', 'cancelled'],
] as const)('a lease that is %s is left', async (answer, reason) => {
  const { lease, state } = surroundings();
  state.answer = answer;
  await lease.renew();
  expect(lease.signal).toMatchObject({ aborted: true, reason });
});

test('a worker that is asked to end leaves the part, and may still finish what is in flight', () => {
  const { lease, stop } = surroundings();
  stop.abort();
  expect(lease.signal).toMatchObject({ aborted: true, reason: 'asked' });
  expect(lease.mayStart()).toBe(true);
});

test('the journal is written while a request may still be in flight, and no longer', () => {
  const { lease, pass } = surroundings();
  pass(49_999);
  expect(lease.mayRetry()).toBe(true);
  pass(1);
  expect(lease.mayRetry()).toBe(false);
});

test('whatever happens, a request starts only within a lease that the database has granted', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 25_000 }) }),
    fc.record({
      kind: fc.constant('renew' as const),
      answer: fc.constantFrom<Answer>('held', 'held', 'no answer', 'moved'),
      delay: fc.integer({ min: 0, max: 15_000 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { lease, state, pass } = surroundings();
      let grantedUntil = TIMES.leaseMs;
      for (const one of steps) {
        if (one.kind === 'pass') pass(one.ms);
        else {
          Object.assign(state, { answer: one.answer, delay: one.delay });
          const asked = state.monotonic;
          await lease.renew();
          // The database grants from some moment between question and answer, and not after the lease has expired.
          if (one.answer === 'held' && asked < grantedUntil) grantedUntil = asked + TIMES.leaseMs;
          if (one.answer === 'moved') grantedUntil = Number.NEGATIVE_INFINITY;
        }
        if (lease.mayStart() && !lease.signal.aborted) expect(state.monotonic).toBeLessThan(grantedUntil);
      }
    }),
  );
});
