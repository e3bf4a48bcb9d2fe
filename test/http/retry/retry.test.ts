import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  causeOf,
  DEFAULT_RETRY,
  decideRetry,
  RETRY_POLICY,
  type RetryCause,
} from '../../../src/http/retry/retry.ts';
import { parseRetryAfter } from '../../../src/http/retry/retry-after.ts';

function attempt(overrides: Partial<Attempt>): Attempt {
  const first = {
    method: 'PATCH',
    repeat: 'idempotent',
    attempt: 1,
    malformed: 1,
    hint: {},
    elapsedMs: 0,
    random: 0.5,
  } as const;
  return { ...first, outcome: { status: 500 }, ...overrides };
}

function attempts(overrides: Partial<Attempt>): number {
  let count = 1;
  while (decideRetry(attempt({ ...overrides, attempt: count, malformed: count })).retry) count += 1;
  return count;
}

describe('how often', () => {
  const lost = { maybeSent: true } as const;
  const unsent = { maybeSent: false } as const;
  const rows: readonly (readonly [string, Attempt['outcome'], number, number, RetryCause])[] = [
    ['429', { status: 429 }, 6, 6, 'rate-limited'],
    ['503', { status: 503 }, 6, 1, 'server-fault'],
    ['500', { status: 500 }, 6, 1, 'server-fault'],
    ['502', { status: 502 }, 6, 1, 'server-fault'],
    ['504', { status: 504 }, 6, 1, 'server-fault'],
    ['408', { status: 408 }, 6, 1, 'server-fault'],
    ['200', { status: 200 }, 1, 1, 'answered'],
    ['400', { status: 400 }, 1, 1, 'answered'],
    ['401', { status: 401 }, 1, 1, 'answered'],
    ['403', { status: 403 }, 1, 1, 'answered'],
    ['404', { status: 404 }, 1, 1, 'answered'],
    ['409', { status: 409 }, 1, 1, 'answered'],
    ['refused', { failure: 'refused', ...unsent }, 4, 4, 'refused'],
    ['time-out while connecting', { failure: 'timeout', ...unsent }, 6, 6, 'unconnected'],
    ['time-out while waiting for the response', { failure: 'timeout', ...lost }, 6, 1, 'unanswered'],
    ['reset', { failure: 'reset', ...lost }, 6, 1, 'unanswered'],
    ['malformed', { failure: 'malformed', ...lost }, 3, 1, 'malformed'],
    ['too large', { failure: 'too-large', ...lost }, 1, 1, 'final'],
    ['redirect', { failure: 'redirect', ...lost }, 1, 1, 'final'],
    ['aborted', { failure: 'aborted', ...unsent }, 1, 1, 'final'],
  ];

  it.each(rows)('%s', (_name, outcome, idempotent, lookFirst, cause) => {
    expect(causeOf(outcome)).toBe(cause);
    expect(attempts({ outcome, method: 'POST' })).toBe(idempotent);
    expect(attempts({ outcome, method: 'POST', repeat: 'look-first' })).toBe(lookFirst);
    expect(attempts({ outcome, method: 'GET', repeat: 'look-first' })).toBe(idempotent);
  });

  it('has a case for every row of the table except the one in the next test', () => {
    const tested = new Set(rows.map(([, , , , cause]) => cause));
    expect(Object.keys(RETRY_POLICY).filter((cause) => !tested.has(cause as RetryCause))).toEqual(['spurious-refusal']);
  });

  it('retries a 401 once if the settings say so, even for look-first', () => {
    const settings = { ...DEFAULT_RETRY, retryUnauthorizedOnce: true };
    const refused = attempt({ outcome: { status: 401 }, repeat: 'look-first' });
    expect(decideRetry(refused, settings).retry).toBe(true);
    expect(decideRetry({ ...refused, attempt: 2 }, settings).retry).toBe(false);
    expect(causeOf({ status: 401 }, settings)).toBe('spurious-refusal');
  });

  it('only malformed responses count towards the limit on malformed responses', () => {
    const malformed = attempt({ outcome: { failure: 'malformed', maybeSent: true }, attempt: 4, malformed: 1 });
    expect(decideRetry(malformed).retry).toBe(true);
    expect(decideRetry({ ...malformed, attempt: 5, malformed: 3 }).retry).toBe(false);
    expect(decideRetry({ ...malformed, attempt: 6, malformed: 2 }).retry).toBe(false);
  });

  it('never retries beyond the deadline', () => {
    const slow = attempt({ outcome: { status: 429 }, hint: { retryAfterMs: 60_000 } });
    expect(decideRetry({ ...slow, elapsedMs: 500_000 }).retry).toBe(true);
    expect(decideRetry({ ...slow, elapsedMs: 541_000 }).retry).toBe(false);
  });
});

describe('how long', () => {
  it('is random between nothing and an exponential bound of at most 30 s', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), random, (count, chance) => {
        const decision = decideRetry(attempt({ attempt: count, random: chance }));
        expect(decision).toEqual({ retry: true, delayMs: chance * Math.min(30_000, 500 * 2 ** (count - 1)) });
      }),
    );
  });

  it.each([429, 503])('%d: waits at least as long as the server asks', (status) => {
    const decision = decideRetry(
      attempt({ outcome: { status }, hint: { retryAfterMs: 7_000, resetMs: 1 }, random: 0.1 }),
    );
    expect(decision).toEqual({ retry: true, delayMs: 7_050 });
    const reset = decideRetry(attempt({ outcome: { status }, hint: { resetMs: 2_000 }, random: 0 }));
    expect(reset).toEqual({ retry: true, delayMs: 2_000 });
  });

  it('honours Retry-After on a server fault, too', () => {
    const fault = attempt({ outcome: { status: 500 }, hint: { retryAfterMs: 9_000, resetMs: 1 }, random: 0 });
    expect(decideRetry(fault)).toEqual({ retry: true, delayMs: 9_000 });
  });

  it('ignores the quota’s reset time on other responses', () => {
    expect(decideRetry(attempt({ hint: { resetMs: 60_000 } }))).toEqual({ retry: true, delayMs: 250 });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-08-01T12:00:00Z');
  it.each([
    ['30', 30_000],
    [' 0 ', 0],
    ['Sat, 01 Aug 2026 12:01:00 GMT', 60_000],
    ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(parseRetryAfter(text, now)).toBe(expected);
  });
});
