// The clock of a worker's engine: it keeps up with a machine that slept, and never goes back.

import { expect, test } from 'vitest';
import { wakingClock } from '../../../src/http/clock.ts';

test('it follows the clock on the wall ahead, and not back', () => {
  const state = { monotonic: 1_000, wall: 1_000 };
  const clock = wakingClock({ now: () => state.monotonic, sleep: async () => {} }, () => state.wall);
  expect(clock.now()).toBe(1_000);
  Object.assign(state, { monotonic: 1_010, wall: 3_601_010 });
  expect(clock.now()).toBe(3_601_010);
  Object.assign(state, { monotonic: 1_030, wall: 1_030 });
  expect(clock.now()).toBe(3_601_030);
});
