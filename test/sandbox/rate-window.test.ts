import { expect, test } from 'vitest';
import { RateWindow, spend } from '../../src/sandbox/server/rate-window.ts';

test('there are never more requests than the limit within any window', () => {
  const window = new RateWindow(3, 1000);
  const at = (time: number) => spend([window], time);
  expect([at(0), at(500), at(900)]).toEqual([0, 0, 0]);
  expect([at(900), at(999)]).toEqual([100, 1]);
  expect([at(1000), at(1000)]).toEqual([0, 500]);
});

test('a refused request is counted in no window', () => {
  const [wide, narrow] = [new RateWindow(2, 1000), new RateWindow(1, 1000)];
  expect(spend([wide, narrow], 0)).toBe(0);
  expect(spend([wide, narrow], 0)).toBe(1000);
  expect(spend([wide], 0)).toBe(0);
  expect(spend([wide], 0)).toBe(1000);
});

test('a limit below one still allows one request; no limit allows all', () => {
  expect(spend([new RateWindow(0.1, 1000)], 0)).toBe(0);
  const free = new RateWindow(Number.POSITIVE_INFINITY, 1000);
  expect(Array.from({ length: 1000 }, () => spend([free], 0)).every((wait) => wait === 0)).toBe(true);
});
